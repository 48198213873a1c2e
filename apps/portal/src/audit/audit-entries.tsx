import type { AuditEntryView } from '@turnpike/contracts/management/identity';
import { getTranslations } from 'next-intl/server';
import { Instant } from '../ui/instant';
import { PublicId } from '../ui/public-id';
import { Table, Td, Th, Tr } from '../ui/table';

/** Who did what to which thing, from where; what exactly was changed opens below. */
export async function AuditEntries({ entries, label }: { entries: readonly AuditEntryView[]; label: string }) {
  const t = await getTranslations('organisation.audit');
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{t('when')}</Th>
          <Th>{t('who')}</Th>
          <Th>{t('what')}</Th>
          <Th>{t('on')}</Th>
          <Th>{t('where')}</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <Tr key={entry.id} className="align-top">
            <Td className="whitespace-nowrap">
              <Instant iso={entry.createdAt} />
            </Td>
            <Td className="min-w-40 break-words">
              <Who entry={entry} />
            </Td>
            <Td className="min-w-56">
              <code className="text-xs font-[600]">{entry.action}</code>
              <Detail entry={entry} />
            </Td>
            <Td className="max-w-56">{entry.resourceId !== null && <PublicId id={entry.resourceId} short />}</Td>
            <Td className="font-mono text-xs whitespace-nowrap">
              {entry.ip ?? <span className="text-quiet">{t('noAddress')}</span>}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

async function Who({ entry }: { entry: AuditEntryView }) {
  const t = await getTranslations('organisation.audit');
  const { actorKind, actorName, actorEmail } = entry;
  if (actorKind === 'platform_admin') return t('platform');
  if (actorKind === 'system') return t('system');
  return (
    <>
      <span className="font-[600]">{actorName ?? actorEmail ?? t('somebody')}</span>
      {actorKind === 'application' && <p className="text-xs text-quiet">{t('key')}</p>}
      {actorName !== null && actorEmail !== null && <p className="text-xs text-quiet">{actorEmail}</p>}
    </>
  );
}

/** Closed at first: most are read by their action alone. */
async function Detail({ entry }: { entry: AuditEntryView }) {
  const t = await getTranslations('organisation.audit');
  const facts = Object.entries(entry.detail).filter(([, value]) => value !== null && value !== '');
  if (facts.length === 0 && entry.requestId === null) return null;
  return (
    <details className="mt-1 text-xs">
      <summary className="w-fit cursor-pointer text-quiet" aria-label={t('detailsOf', { action: entry.action })}>
        {t('details')}
      </summary>
      <dl className="mt-1 grid max-w-prose grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {facts.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="font-mono text-quiet">{name}</dt>
            <dd className="min-w-0 font-mono break-words">
              {typeof value === 'string' ? value : JSON.stringify(value)}
            </dd>
          </div>
        ))}
        {entry.requestId !== null && (
          <div className="contents">
            <dt className="text-quiet">{t('request')}</dt>
            <dd className="min-w-0 font-mono break-words">{entry.requestId}</dd>
          </div>
        )}
      </dl>
    </details>
  );
}
