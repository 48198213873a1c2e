import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { shortCode } from '../brand/short-code';
import { Shield } from '../brand/shield';
import { Badge, StatusBadge } from '../ui/badge';
import { Instant } from '../ui/instant';
import { Table, Td, Th, Tr } from '../ui/table';

/** Subscriptions as rows; each leads to its page. `ofApplication` leaves out what is the same in all. */
export async function SubscriptionTable({
  subscriptions,
  ofApplication = false,
}: {
  subscriptions: readonly SubscriptionView[];
  ofApplication?: boolean;
}) {
  const t = await getTranslations('subscriptions');
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('product')}</Th>
          {!ofApplication && <Th>{t('application')}</Th>}
          <Th>{t('plan')}</Th>
          <Th>{t('status.label')}</Th>
          <Th>{t('since')}</Th>
        </tr>
      </thead>
      <tbody>
        {subscriptions.map((subscription) => (
          <Tr key={subscription.id} className="relative hover:bg-hover">
            <Td>
              <span className="flex min-w-36 items-center gap-3">
                <Shield code={shortCode(subscription.productName)} small />
                <Link
                  href={`/app/subscriptions/${subscription.id}`}
                  className="font-[600] text-text no-underline after:absolute after:inset-0 after:content-['']"
                >
                  {subscription.productName}
                </Link>
              </span>
            </Td>
            {!ofApplication && <Td>{subscription.applicationName}</Td>}
            <Td>
              {subscription.planName}
              {subscription.requestedPlan !== null && (
                <Badge tone="pending" className="ml-2">
                  {t('wants', { plan: subscription.requestedPlan.name })}
                </Badge>
              )}
            </Td>
            <Td>
              <StatusBadge status={subscription.status} label={t(`status.${subscription.status}`)} />
            </Td>
            <Td className="whitespace-nowrap">
              <Instant iso={latest(subscription)} />
            </Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** When the subscription came to be what it is. */
function latest({ status, cancelledAt, reviewedAt, activatedAt, createdAt }: SubscriptionView): string {
  if (status === 'cancelled') return cancelledAt ?? createdAt;
  if (status === 'rejected') return reviewedAt ?? createdAt;
  return (status === 'active' ? activatedAt : null) ?? createdAt;
}
