'use client';

import { MIN_GRANT_REASON_LENGTH } from '@turnpike/contracts/management/money';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { grantCreditAction } from '../app/(console)/admin/tenants/actions';
import { amountText } from '../ui/amount-text';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';

interface GrantProps {
  tenant: { id: string; name: string; currency: string | null };
}

/** Gives credit in two steps: what and why, then a look at it before it is done. */
export function GrantCredit({ tenant }: GrantProps) {
  const t = useTranslations('tenants.grant');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        {t('open')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t('title', { tenant: tenant.name })} description={t('lead')}>
        <GrantForm tenant={tenant} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function GrantForm({ tenant, onDone }: GrantProps & { onDone: () => void }) {
  const t = useTranslations('tenants.grant');
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState(tenant.currency ?? 'USD');
  const [reason, setReason] = useState('');
  const [reviewing, setReviewing] = useState(false);
  // One dialog is one grant, however often its button is pressed.
  const [idempotencyKey] = useState(() => `portal-${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`);
  const { run, pending, error, fieldErrors } = useAction(grantCreditAction, { success: t('done'), onSuccess: onDone });
  const ready = /^\d+(\.\d{1,12})?$/.test(amount) && reason.trim().length >= MIN_GRANT_REASON_LENGTH;
  const figures = { amount: amountText(amount), currency };
  if (reviewing) {
    return (
      <div className="grid grid-cols-1 gap-4">
        <p>{t('effect', { tenant: tenant.name, ...figures })}</p>
        <blockquote className="border-l-2 border-line-strong pl-3 text-quiet">{reason}</blockquote>
        <FormError error={error} />
        <DialogActions>
          <Button onClick={() => setReviewing(false)}>{t('back')}</Button>
          <Button
            variant="primary"
            pending={pending}
            onClick={() => run({ tenantId: tenant.id, amount, currency, reason, idempotencyKey })}
          >
            {t('confirm', figures)}
          </Button>
        </DialogActions>
      </div>
    );
  }
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        setReviewing(true);
      }}
    >
      <GrantFields
        values={{ amount, currency, reason }}
        set={{ setAmount, setCurrency, setReason }}
        errors={fieldErrors}
        fixed={tenant.currency !== null}
      />
      <DialogActions>
        <Button type="submit" variant="primary" disabled={!ready}>
          {t('review')}
        </Button>
      </DialogActions>
    </form>
  );
}

interface FieldsProps {
  values: { amount: string; currency: string; reason: string };
  set: Record<'setAmount' | 'setCurrency' | 'setReason', (text: string) => void>;
  errors: Record<string, string>;
  /** The currency is the tenant's and stays. */
  fixed: boolean;
}

function GrantFields({ values, set, errors, fixed }: FieldsProps) {
  const t = useTranslations('tenants.grant');
  return (
    <>
      <div className="grid grid-cols-[1fr_7rem] items-start gap-3">
        <Field label={t('amount')} error={errors.amount}>
          <Input
            inputMode="decimal"
            autoComplete="off"
            className="font-mono"
            value={values.amount}
            onChange={(event) => set.setAmount(event.target.value.trim())}
          />
        </Field>
        <Field label={t('currency')} error={errors.currency}>
          <Input
            className="font-mono uppercase"
            maxLength={3}
            readOnly={fixed}
            value={values.currency}
            onChange={(event) => set.setCurrency(event.target.value.toUpperCase())}
          />
        </Field>
      </div>
      {!fixed && <p className="text-xs text-quiet">{t('currencyHint')}</p>}
      <Field label={t('reason')} hint={t('reasonHint')} error={errors.reason}>
        <Textarea maxLength={2000} value={values.reason} onChange={(event) => set.setReason(event.target.value)} />
      </Field>
    </>
  );
}
