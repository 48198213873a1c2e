'use client';

import type { Limit } from '@turnpike/contracts/limits';
import type { LimitOverrideView } from '@turnpike/contracts/management/limits';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { localInstant } from '../admin/local-instant';
import { setLimitOverrideAction } from '../app/(console)/admin/tenants/actions';
import { LimitsEditor } from '../limits/limits-editor';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';

interface OverrideDialogProps {
  subscriptionId: string;
  name: string;
  plan: string;
  currency: string;
  override: LimitOverrideView | null;
  onClose: () => void;
}

/** Limits in the place of all that a plan has, why, and until when. */
export function OverrideDialog({ subscriptionId, name, plan, currency, override, onClose }: OverrideDialogProps) {
  const t = useTranslations('limits.override');
  const u = useTranslations('ui');
  const [limits, setLimits] = useState<readonly Limit[]>(override?.limits ?? []);
  const [reason, setReason] = useState(override?.reason ?? '');
  const [end, setEnd] = useState('');
  const { run, pending, error, fieldErrors } = useAction(setLimitOverrideAction, {
    success: t('saved'),
    onSuccess: onClose,
  });
  const endsAt = localInstant(end) ?? override?.endsAt ?? null;
  return (
    <Dialog open onOpenChange={onClose} title={t('title', { name })} description={t('lead', { plan })} wide>
      <form
        className="grid grid-cols-1 gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run({ subscriptionId, limits, reason, endsAt });
        }}
      >
        <LimitsEditor
          limits={limits}
          currency={currency}
          mayWrite
          none={t('noneYet')}
          commit={async (next) => {
            setLimits(next);
            return null;
          }}
        />
        <Field label={t('reason')} hint={t('reasonHint')} error={fieldErrors.reason}>
          <Textarea value={reason} onChange={(event) => setReason(event.target.value)} required maxLength={2000} />
        </Field>
        <Field
          label={t('end')}
          hint={override?.endsAt ? t('endKept', { end: new Date(override.endsAt) }) : t('endHint')}
          error={fieldErrors.endsAt}
        >
          <Input type="datetime-local" value={end} onChange={(event) => setEnd(event.target.value)} />
        </Field>
        <FormError error={error} />
        <DialogActions>
          <Button onClick={onClose}>{u('cancel')}</Button>
          <Button type="submit" variant="primary" pending={pending}>
            {t('save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
