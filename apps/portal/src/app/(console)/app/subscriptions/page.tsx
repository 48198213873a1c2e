import { SubscriptionStatusSchema } from '@turnpike/contracts/management/subscriptions';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { managementContext } from '../../../../server/management';
import { requireTenant } from '../../../../server/session';
import { LinkTabs } from '../../../../subscriptions/link-tabs';
import { SubscriptionTable } from '../../../../subscriptions/subscription-table';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PAGE = 50;

type Query = Promise<Record<string, string | string[] | undefined>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('subscriptions'))('title') };
}

/** What the organisation's applications are subscribed to. */
export default async function SubscriptionsPage({ searchParams }: { searchParams: Query }) {
  const session = await requireTenant();
  const t = await getTranslations('subscriptions');
  const query = await searchParams;
  const status = SubscriptionStatusSchema.safeParse(query.status).data;
  const cursor = typeof query.cursor === 'string' ? query.cursor : undefined;
  const { items, nextCursor } = await listSubscriptions(managementContext(), session.actor, {
    tenantId: session.tenant.id,
    limit: PAGE,
    ...(status === undefined ? {} : { status }),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const address = (wanted: string | undefined) =>
    wanted === undefined ? '/app/subscriptions' : `/app/subscriptions?status=${wanted}`;
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          <LinkButton href="/catalog" variant="primary">
            {t('toCatalogue')}
          </LinkButton>
        }
      />
      <LinkTabs
        label={t('status.label')}
        tabs={[
          { href: address(undefined), text: t('all'), here: status === undefined },
          ...SubscriptionStatusSchema.options.map((one) => ({
            href: address(one),
            text: t(`status.${one}`),
            here: status === one,
          })),
        ]}
      />
      {items.length === 0 ? (
        <EmptyState
          title={t(status === undefined ? 'none' : 'noneOfStatus')}
          action={<LinkButton href="/catalog">{t('toCatalogue')}</LinkButton>}
        >
          {t('noneLead')}
        </EmptyState>
      ) : (
        <Card flush>
          <SubscriptionTable subscriptions={items} />
        </Card>
      )}
      <Pager
        firstHref={cursor === undefined ? null : address(status)}
        nextHref={
          nextCursor === null
            ? null
            : `${address(status)}${status === undefined ? '?' : '&'}cursor=${encodeURIComponent(nextCursor)}`
        }
      />
    </>
  );
}
