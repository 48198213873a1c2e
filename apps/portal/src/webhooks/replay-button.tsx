'use client';

import { useTranslations } from 'next-intl';
import { replayDeliveryAction } from '../app/(console)/app/webhooks/actions';
import { Button } from '../ui/button';
import { FormError } from '../ui/form-error';
import { useAction } from '../ui/use-action';
import { useRefreshFor } from './use-refresh-for';

const LOOK_MS = 20_000;

/** Sends one delivery again; the page then looks for what comes of it. */
export function ReplayButton({ deliveryId }: { deliveryId: string }) {
  const t = useTranslations('webhooks.replay');
  const lookFor = useRefreshFor(LOOK_MS);
  const { run, pending, error } = useAction(replayDeliveryAction, { success: t('success'), onSuccess: lookFor });
  return (
    <div className="grid justify-items-start gap-3">
      <Button size="sm" pending={pending} onClick={() => run({ deliveryId })}>
        {t('action')}
      </Button>
      <FormError error={error} />
    </div>
  );
}
