'use client';

import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { cancelSubscriptionAction } from '../app/(console)/app/subscriptions/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';

/** Ends a subscription after saying what its application's keys will be answered. */
export function CancelSubscription({ subscription }: { subscription: SubscriptionView }) {
  const t = useTranslations('subscriptions');
  const [open, setOpen] = useState(false);
  const { run, pending, error } = useAction(cancelSubscriptionAction, {
    onSuccess: () => setOpen(false),
    success: t('cancelledToast'),
  });
  const { id, status, productName, applicationName } = subscription;
  const names = { product: productName, application: applicationName };
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        {t('cancel')}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t('cancelTitle', names)}
        effect={t(status === 'active' ? 'cancelEffect' : 'cancelEffectWaiting', names)}
        action={t('cancel')}
        onConfirm={() => run({ subscriptionId: id, reason: '' })}
        pending={pending}
        error={error}
      />
    </>
  );
}
