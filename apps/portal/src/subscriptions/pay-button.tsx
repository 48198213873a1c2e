'use client';

import { useTranslations } from 'next-intl';
import { startTopUpAction } from '../app/(console)/app/billing/actions';
import { amountText } from '../ui/amount-text';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';

/** Leads to the payment page for exactly what a subscription waits for. */
export function PayButton({
  subscriptionId,
  amount,
  currency,
  mayPay,
}: {
  subscriptionId: string;
  amount: string;
  currency: string;
  /** Whether this person's role may pay; who may is said instead. */
  mayPay: boolean;
}) {
  const t = useTranslations('subscriptions');
  const { run, pending, error } = useAction(startTopUpAction, {
    onSuccess: ({ checkoutUrl }) => {
      if (checkoutUrl !== null) window.location.assign(checkoutUrl);
    },
  });
  if (!mayPay) return <p>{t('payAskOthers', { amount: amountText(amount), currency })}</p>;
  return (
    <div className="grid justify-items-start gap-3">
      <Button variant="primary" pending={pending} onClick={() => run({ amount, subscriptionId })}>
        {t('pay', { amount: amountText(amount), currency })}
      </Button>
      <FormError error={error} />
    </div>
  );
}
