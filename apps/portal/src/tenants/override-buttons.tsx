'use client';

import type { LimitOverrideView } from '@turnpike/contracts/management/limits';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { removeLimitOverrideAction } from '../app/(console)/admin/tenants/actions';
import { Button } from '../ui/button';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAction } from '../ui/use-action';
import { OverrideDialog } from './override-dialog';

interface OverrideButtonsProps {
  subscriptionId: string;
  /** Whose it is, for people. */
  name: string;
  plan: string;
  currency: string;
  override: LimitOverrideView | null;
}

/** Puts limits in the place of a plan's, changes them, or gives the plan's back. */
export function OverrideButtons({ subscriptionId, name, plan, currency, override }: OverrideButtonsProps) {
  const t = useTranslations('limits.override');
  const [open, setOpen] = useState<'set' | 'remove' | null>(null);
  const close = () => setOpen(null);
  const removal = useAction(removeLimitOverrideAction, { success: t('removed'), onSuccess: close });
  return (
    <div className="flex gap-2">
      <Button size="sm" onClick={() => setOpen('set')} aria-label={t('setNamed', { name })}>
        {t(override === null ? 'setShort' : 'changeShort')}
      </Button>
      {override !== null && (
        <Button size="sm" variant="ghost" onClick={() => setOpen('remove')} aria-label={t('removeNamed', { name })}>
          {t('removeShort')}
        </Button>
      )}
      {open === 'set' && <OverrideDialog {...{ subscriptionId, name, plan, currency, override }} onClose={close} />}
      <ConfirmDialog
        open={open === 'remove'}
        onOpenChange={close}
        title={t('removeTitle', { name })}
        effect={t('removeEffect', { plan })}
        action={t('remove')}
        onConfirm={() => removal.run({ subscriptionId })}
        pending={removal.pending}
        error={removal.error}
      />
    </div>
  );
}
