import type { AuditEntryView } from '@turnpike/contracts/management/identity';
import { getTranslations } from 'next-intl/server';
import { Facts } from '../ui/facts';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';
import { Table, Td, Th, Tr } from '../ui/table';
import { type AuditChange, readDetail } from './audit-changes';

/** One entry of the audit log: what was and what is, who did it, from where. */
export async function AuditDetailView({ entry }: { entry: AuditEntryView }) {
  const t = await getTranslations('admin.audit');
  const { changes, facts } = readDetail(entry.detail);
  const id = (text: string | null) => (text === null ? t('none') : <PublicId id={text} />);
  return (
    <div className="grid grid-cols-1 gap-6">
      {changes.length > 0 && <Changes changes={changes} />}
      {facts.length > 0 && (
        <section>
          <h2 className="mb-2 text-md">{t('detail')}</h2>
          <dl className="grid">
            {facts.map(([name, value]) => (
              <div key={name} className="grid gap-1 border-b border-line py-1.5 sm:grid-cols-[10rem_1fr]">
                <dt className="text-xs text-quiet">{name}</dt>
                <dd className="min-w-0 font-mono text-xs break-words whitespace-pre-wrap">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <section>
        <h2 className="mb-2 text-md">{t('circumstances')}</h2>
        <Facts
          facts={[
            [t('when'), <Instant key="when" iso={entry.createdAt} show="absolute" />],
            [t('actor'), entry.actorName ?? entry.actorEmail ?? t('unknownActor')],
            [t('actorId'), id(entry.actorId)],
            [t('resource'), entry.resourceKind.replaceAll('_', ' ')],
            [t('resourceId'), id(entry.resourceId)],
            [t('tenant'), entry.tenantId === null ? t('platform') : id(entry.tenantId)],
            [t('ip'), entry.ip ?? t('none')],
            [t('requestId'), id(entry.requestId)],
          ]}
        />
      </section>
    </div>
  );
}

async function Changes({ changes }: { changes: readonly AuditChange[] }) {
  const t = await getTranslations('admin.audit');
  return (
    <section>
      <h2 className="mb-2 text-md">{t('changes')}</h2>
      <div className="rounded-box border border-line">
        <Table label={t('changes')}>
          <thead>
            <tr>
              <Th>{t('field')}</Th>
              <Th>{t('before')}</Th>
              <Th>{t('after')}</Th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ field, before, after }) => (
              <Tr key={field}>
                <Td className="align-top">
                  <code className="text-xs">{field}</code>
                </Td>
                <Td className="align-top font-mono text-xs break-words whitespace-pre-wrap text-quiet">{before}</Td>
                <Td className="align-top font-mono text-xs break-words whitespace-pre-wrap">{after}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  );
}
