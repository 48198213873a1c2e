import type { ApprovalView } from '@turnpike/contracts/management/subscriptions';
import { listApprovals } from '@turnpike/management/subscriptions/list-approvals.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { Inbox } from '../../../../approvals/inbox';
import { managementContext } from '../../../../server/management';
import { requirePlatformAdmin } from '../../../../server/session';
import { LinkTabs } from '../../../../subscriptions/link-tabs';
import { StatusBadge } from '../../../../ui/badge';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { Instant } from '../../../../ui/instant';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';
import { Table, Td, Th, Tr } from '../../../../ui/table';

const PAGE = 25;

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('subscriptions'))('approvals.title') };
}

/** The inbox of what waits for an admin, and what was decided. */
export default async function ApprovalsPage({ searchParams }: { searchParams: Query }) {
  const session = await requirePlatformAdmin();
  const t = await getTranslations('subscriptions');
  const query = await searchParams;
  const state = query.state === 'decided' ? 'decided' : 'waiting';
  const cursor = typeof query.cursor === 'string' ? query.cursor : undefined;
  const { items, nextCursor, waiting } = await listApprovals(managementContext(), session.actor, {
    state,
    limit: PAGE,
    ...(cursor === undefined ? {} : { cursor }),
  });
  const address = state === 'decided' ? '/admin/approvals?state=decided' : '/admin/approvals';
  return (
    <>
      <PageHeader title={t('approvals.title')} lead={t('approvals.lead')} />
      <LinkTabs
        label={t('approvals.title')}
        tabs={[
          { href: '/admin/approvals', text: t('approvals.waiting', { count: waiting }), here: state === 'waiting' },
          { href: '/admin/approvals?state=decided', text: t('approvals.decided'), here: state === 'decided' },
        ]}
      />
      {items.length === 0 ? (
        <EmptyState title={t(`approvals.none.${state}`)}>{t(`approvals.noneLead.${state}`)}</EmptyState>
      ) : state === 'waiting' ? (
        <Inbox items={items} />
      ) : (
        <Card flush>
          <Decided items={items} />
        </Card>
      )}
      <Pager
        firstHref={cursor === undefined ? null : address}
        nextHref={
          nextCursor === null
            ? null
            : `${address}${state === 'decided' ? '&' : '?'}cursor=${encodeURIComponent(nextCursor)}`
        }
      />
    </>
  );
}

async function Decided({ items }: { items: readonly ApprovalView[] }) {
  const t = await getTranslations('subscriptions');
  return (
    <Table label={t('approvals.decided')}>
      <thead>
        <tr>
          <Th>{t('approvals.organisation')}</Th>
          <Th>{t('product')}</Th>
          <Th>{t('status.label')}</Th>
          <Th>{t('reason')}</Th>
          <Th>{t('approvals.by')}</Th>
          <Th>{t('approvals.when')}</Th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ subscription, tenant, reviewer }) => (
          <Tr key={subscription.id}>
            <Td>
              <Link href={`/admin/tenants/${tenant.id}`}>{tenant.name}</Link>
              <span className="block text-xs text-quiet">{subscription.applicationName}</span>
            </Td>
            <Td>
              {subscription.productName}
              <span className="block text-xs text-quiet">{subscription.planName}</span>
            </Td>
            <Td>
              <StatusBadge status={subscription.status} label={t(`status.${subscription.status}`)} />
            </Td>
            <Td className="max-w-80 min-w-40 break-words">{subscription.reason}</Td>
            <Td>{reviewer === null ? t('approvals.api') : reviewer.name || reviewer.email}</Td>
            <Td className="whitespace-nowrap">
              {subscription.reviewedAt !== null && <Instant iso={subscription.reviewedAt} />}
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
