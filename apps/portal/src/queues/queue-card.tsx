/** One queue: how deep, how old, what the last hour brought, and what failed. */
import type { QueueView } from '@turnpike/contracts/management/queues';
import { useTranslations } from 'next-intl';
import { Card } from '../ui/card';
import { Count } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Stat } from '../ui/stat';
import { Table, Td, Th, Tr } from '../ui/table';
import { RetryFailed } from './retry-failed';

export function QueueCard({ queue }: { queue: QueueView }) {
  const t = useTranslations('queues');
  const { name, failed, failures, workers } = queue;
  // A queue newer than this page has its own name for a title.
  const isKnown = t.has(`name.${name}` as 'name.mail');
  const title = isKnown ? t(`name.${name}` as 'name.mail') : name;
  return (
    <Card
      title={title}
      {...(isKnown ? { lead: t(`does.${name}` as 'does.mail') } : {})}
      actions={failed > 0 ? <RetryFailed queue={name} title={title} failed={failed} /> : undefined}
      flush
    >
      <div className="grid grid-cols-2 gap-x-6 gap-y-4 p-4 sm:grid-cols-4">
        <QueueFigures queue={queue} />
      </div>
      {workers === 0 && <p className="border-t border-line px-4 py-2.5 text-attention">{t('noWorker')}</p>}
      {failures.length > 0 && <Failures failures={failures} />}
    </Card>
  );
}

function QueueFigures({ queue }: { queue: QueueView }) {
  const t = useTranslations('queues');
  const { waiting, active, delayed, failed, backlog, workers, oldestWaitingAt } = queue;
  const since = (iso: string | null) =>
    iso === null ? undefined : (
      <>
        {t('since')} <Instant iso={iso} />
      </>
    );
  const counted = (value: number | null) =>
    value === null ? <span className="text-sm font-normal text-quiet">{t('unknown')}</span> : <Count value={value} />;
  const bad = (value: number | null) => (value !== null && value > 0 ? { className: 'text-stopped' } : {});
  return (
    <>
      <Stat label={t('waiting')} value={<Count value={waiting} />} note={since(oldestWaitingAt)} />
      <Stat label={t('active')} value={<Count value={active} />} />
      <Stat label={t('delayed')} value={<Count value={delayed} />} />
      <Stat label={t('failed')} value={<Count value={failed} {...bad(failed)} />} />
      <Stat label={t('completedLastHour')} value={counted(queue.completedLastHour)} />
      <Stat label={t('failedLastHour')} value={counted(queue.failedLastHour)} />
      <Stat
        label={t('workers')}
        value={<Count value={workers} {...(workers === 0 ? { className: 'text-attention' } : {})} />}
      />
      {backlog !== null && (
        <Stat label={t('backlog')} value={<Count value={backlog.count} />} note={since(backlog.oldestAt)} />
      )}
    </>
  );
}

function Failures({ failures }: Pick<QueueView, 'failures'>) {
  const t = useTranslations('queues');
  return (
    <div className="border-t border-line">
      <Table label={t('failures')}>
        <thead>
          <tr>
            <Th>{t('reason')}</Th>
            <Th numeric>{t('attempts')}</Th>
            <Th>{t('failedAt')}</Th>
            <Th>{t('job')}</Th>
          </tr>
        </thead>
        <tbody>
          {failures.map(({ id, reason, attempts, failedAt }) => (
            <Tr key={id}>
              <Td className="max-w-md min-w-60 text-xs break-words">{reason}</Td>
              <Td numeric>
                <Count value={attempts} />
              </Td>
              <Td>
                <Instant iso={failedAt} />
              </Td>
              <Td>
                <code className="text-2xs text-quiet" title={id}>
                  {id.length > 13 ? `…${id.slice(-12)}` : id}
                </code>
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
