'use client';

import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { switchPlanAction, withdrawPlanSwitchAction } from '../app/(console)/app/subscriptions/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Select } from '../ui/input';
import { useAction } from '../ui/use-action';
import { PayButton } from './pay-button';

interface SwitchPlanProps {
  subscription: SubscriptionView;
  /** The product's other plans of the same currency. */
  plans: readonly { slug: string; name: string }[];
  /** Drawn by the server: the plans side by side. */
  comparison: ReactNode;
}

/** Another plan of the same product, compared with the one in force before it is chosen. */
export function SwitchPlan({ subscription, plans, comparison }: SwitchPlanProps) {
  const t = useTranslations('subscriptions');
  const [open, setOpen] = useState(false);
  const [plan, setPlan] = useState(plans[0]?.slug ?? '');
  const { run, pending, error } = useAction(switchPlanAction, {
    onSuccess: () => setOpen(false),
    success: t(subscription.approval === 'automatic' ? 'switchedToast' : 'switchAskedToast'),
  });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('switchPlan')}</Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={t('switchPlan')}
        description={t(`switchLead.${subscription.approval}`)}
        wide
      >
        <form
          className="grid grid-cols-1 gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            run({ subscriptionId: subscription.id, plan });
          }}
        >
          <div className="rounded-box border border-line">{comparison}</div>
          <Field label={t('newPlan')}>
            <Select value={plan} onChange={(event) => setPlan(event.target.value)}>
              {plans.map(({ slug, name }) => (
                <option key={slug} value={slug}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <FormError error={error} />
          <DialogActions>
            <Button onClick={() => setOpen(false)}>{t('keepPlan')}</Button>
            <Button type="submit" variant="primary" pending={pending}>
              {t(subscription.approval === 'manual' ? 'requestSwitch' : 'switchPlan')}
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </>
  );
}

/** A switch that waits: for whom, and how to take it back or go on. */
export function WaitingSwitch({
  subscription,
  due,
  mayChange,
  mayPay,
}: {
  subscription: SubscriptionView;
  /** What is still to be paid for it; null where no payment is waited for. */
  due: string | null;
  mayChange: boolean;
  mayPay: boolean;
}) {
  const t = useTranslations('subscriptions');
  const { run, pending, error } = useAction(withdrawPlanSwitchAction, { success: t('withdrawnToast') });
  const { id, requestedPlan, approval, currency, planName } = subscription;
  if (requestedPlan === null) return null;
  return (
    <div className="grid gap-3 rounded-box border border-attention bg-attention-soft px-4 py-3">
      <p>
        {t(approval === 'payment' ? 'switchWaitsPayment' : 'switchWaits', { plan: requestedPlan.name, old: planName })}
      </p>
      <FormError error={error} />
      {mayChange && (
        <div className="flex flex-wrap items-start gap-2">
          {due !== null && <PayButton subscriptionId={id} amount={due} currency={currency} mayPay={mayPay} />}
          <Button pending={pending} onClick={() => run({ subscriptionId: id })}>
            {t('withdraw')}
          </Button>
        </div>
      )}
    </div>
  );
}
