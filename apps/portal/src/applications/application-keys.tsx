import type { ApplicationView } from '@turnpike/contracts/management/applications';
import type { KeyView } from '@turnpike/contracts/management/keys';
import { listKeys } from '@turnpike/management/keys/list-keys.use-case';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { managementContext } from '../server/management';
import type { TenantSession } from '../server/session';
import { Badge, StatusBadge } from '../ui/badge';
import { LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

const SHOWN = 50;

/** The newest keys of an application; all of them are on the page of keys. */
export async function ApplicationKeys({
  session,
  application,
}: {
  session: TenantSession;
  application: ApplicationView;
}) {
  const t = await getTranslations('subscriptions');
  const { items } = await listKeys(managementContext(), session.actor, { applicationId: application.id, limit: SHOWN });
  const may = application.archivedAt === null && session.tenant.permissions.includes('key:write');
  if (items.length === 0) {
    const create = (
      <LinkButton href="/app/keys" variant="primary">
        {t('createKey')}
      </LinkButton>
    );
    return (
      <EmptyState title={t('noKeys')} action={may ? create : undefined}>
        {t('noKeysLead')}
      </EmptyState>
    );
  }
  const toKeys = (
    <LinkButton href="/app/keys" size="sm">
      {t('createKey')}
    </LinkButton>
  );
  return (
    <Card title={t('keys')} actions={may ? toKeys : undefined} flush>
      <KeyRows keys={items} />
    </Card>
  );
}

async function KeyRows({ keys }: { keys: readonly KeyView[] }) {
  const t = await getTranslations('subscriptions');
  return (
    <Table label={t('keys')}>
      <thead>
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('key')}</Th>
          <Th>{t('status.label')}</Th>
          <Th>{t('lastUsed')}</Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Tr key={key.id} className="relative hover:bg-hover">
            <Td>
              <Link
                href={`/app/keys/${key.id}`}
                className="text-text no-underline after:absolute after:inset-0 after:content-['']"
              >
                {key.name}
              </Link>
              {key.environment === 'test' && (
                <Badge tone="test" className="ml-2">
                  {t('testKey')}
                </Badge>
              )}
            </Td>
            <Td>
              <code className="text-xs">
                {key.start}…{key.last4}
              </code>
            </Td>
            <Td>
              <StatusBadge status={key.status} label={t(`keyStatus.${key.status}`)} />
            </Td>
            <Td className="whitespace-nowrap">
              {key.lastUsedAt === null ? (
                <span className="text-quiet">{t('never')}</span>
              ) : (
                <Instant iso={key.lastUsedAt} />
              )}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
