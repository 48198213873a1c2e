'use client';

import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { useTranslations } from 'next-intl';
import { PayButton } from '../subscriptions/pay-button';
import { StatusBadge } from '../ui/badge';
import { LinkButton } from '../ui/button';

/** What has become of a request just made, and the one next step. */
export function Subscribed({ subscription, mayPay }: { subscription: SubscriptionView; mayPay: boolean }) {
  const t = useTranslations('catalogue');
  const s = useTranslations('subscriptions');
  const { id, status, applicationName, planName, prepayment, currency } = subscription;
  const known = status === 'active' || status === 'pending' || status === 'approved' ? status : 'pending';
  return (
    <div role="status" className="grid justify-items-start gap-3">
      <StatusBadge status={status} label={s(`status.${status}`)} />
      <p>{t(`done.${known}`, { application: applicationName, plan: planName })}</p>
      {status === 'active' && (
        <LinkButton href="/app/keys" variant="primary">
          {t('createKey')}
        </LinkButton>
      )}
      {status === 'approved' && prepayment !== null && (
        <PayButton subscriptionId={id} amount={prepayment} currency={currency} mayPay={mayPay} />
      )}
      <LinkButton href={`/app/subscriptions/${id}`}>{t('seeSubscription')}</LinkButton>
    </div>
  );
}
