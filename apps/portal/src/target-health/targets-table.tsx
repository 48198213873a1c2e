/** All targets in one table, model by model. */
import type { TargetHealthView } from '@turnpike/contracts/management/routing-health';
import { useTranslations } from 'next-intl';
import { Card } from '../ui/card';
import { Count, Duration } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';
import { TargetState } from './target-state';

const COLUMNS = 6;

/** Models in the order of their first target. */
export function TargetsTable({ targets }: { targets: readonly TargetHealthView[] }) {
  const t = useTranslations('targetHealth');
  return (
    <Card flush>
      <Table label={t('places')}>
        <thead>
          <tr>
            <Th>{t('target')}</Th>
            <Th>{t('state')}</Th>
            <Th numeric>{t('inFlight')}</Th>
            <Th numeric>{t('latency')}</Th>
            <Th numeric>{t('failures')}</Th>
            <Th>{t('check')}</Th>
          </tr>
        </thead>
        {[...Map.groupBy(targets, ({ model }) => model)].map(([model, ofModel]) => (
          <tbody key={model}>
            <tr className="border-b border-line bg-surface">
              <th scope="rowgroup" colSpan={COLUMNS} className="h-9 px-4 font-mono text-xs font-[600] break-all">
                {model}
              </th>
            </tr>
            {ofModel.map((target) => (
              <TargetRow key={`${target.targetId} ${target.instance ?? ''}`} target={target} />
            ))}
          </tbody>
        ))}
      </Table>
    </Card>
  );
}

function TargetRow({ target }: { target: TargetHealthView }) {
  const t = useTranslations('targetHealth');
  const { provider, instance, upstreamModel, processes, check } = target;
  const failures = sum(processes.map((process) => process.failures));
  const calls = sum(processes.map((process) => process.successes)) + failures;
  const latencies = processes.flatMap(({ latencyMs }) => latencyMs ?? []);
  return (
    <Tr>
      <Td className="min-w-44">
        <div className="font-[600]">{provider}</div>
        <div className="font-mono text-2xs break-all text-quiet">{instance ?? upstreamModel}</div>
      </Td>
      <Td>
        <TargetState target={target} />
      </Td>
      <Td numeric>
        <Count value={sum(processes.map(({ inFlight }) => inFlight))} />
      </Td>
      <Td numeric>{latencies.length === 0 ? <None /> : <Duration ms={Math.max(...latencies)} />}</Td>
      <Td numeric>
        {calls === 0 ? (
          <None />
        ) : (
          <>
            <Count value={failures} {...(failures > 0 ? { className: 'text-stopped' } : {})} />{' '}
            <span className="text-quiet">{t('ofCalls', { calls })}</span>
          </>
        )}
      </Td>
      <Td className="text-xs">
        {check === null ? <span className="text-quiet">{t('noCheck')}</span> : <Checked check={check} />}
      </Td>
    </Tr>
  );
}

function Checked({ check }: { check: NonNullable<TargetHealthView['check']> }) {
  return (
    <div className="grid justify-items-start">
      <Instant iso={check.checkedAt} />
      {check.healthy && check.detail !== null && (
        <span className="text-2xs whitespace-nowrap text-quiet">{check.detail}</span>
      )}
    </div>
  );
}

function None() {
  return <span className="text-quiet">–</span>;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
