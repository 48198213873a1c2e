import type { SubscriptionQuotaView } from '@turnpike/contracts/management/subscriptions';
import { getTranslations } from 'next-intl/server';
import { Card } from '../ui/card';
import { Count } from '../ui/figures';
import { Instant } from '../ui/instant';

/** How much of the month's quota is used; a bar only where something blocks. */
export async function QuotaCard({ quota }: { quota: SubscriptionQuotaView }) {
  const t = await getTranslations('subscriptions');
  const { limit, used, usedByTests, periodEnd, timeZone, asOf } = quota;
  const share = limit === null ? 0 : Math.min(1, used / limit);
  return (
    <Card title={t('quota')} lead={t('quotaLead', { zone: timeZone })}>
      <p className="text-lg font-[650]">
        <Count value={used} /> {limit === null ? t('requestsNoLimit') : t('ofLimit')}{' '}
        {limit !== null && <Count value={limit} unit={t('requests')} />}
      </p>
      {limit !== null && (
        <div
          role="meter"
          aria-label={t('quota')}
          aria-valuemin={0}
          aria-valuemax={limit}
          aria-valuenow={used}
          className="mt-3 h-2 overflow-hidden rounded-badge border border-line-strong bg-surface"
        >
          <div
            className={share < 1 ? 'h-full bg-live' : 'h-full bg-stopped'}
            style={{ width: `${(share * 100).toFixed(2)}%` }}
          />
        </div>
      )}
      <p className="mt-3 text-xs text-quiet">
        {t.rich('quotaNote', {
          tests: () => <Count value={usedByTests} />,
          end: () => <Instant iso={periodEnd} show="absolute" />,
          now: () => <Instant iso={asOf} show="time" />,
        })}
      </p>
    </Card>
  );
}
