'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { setLowBalanceAction } from '../app/(console)/app/billing/actions';
import { Button } from '../ui/button';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { Money } from '../ui/figures';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';

interface LowBalanceProps {
  /** Exact decimal string; null tells nobody. */
  lowBalance: string | null;
  currency: string;
}

/** The balance below which people and webhooks are told, on one line; to change for those who may. */
export function LowBalanceCard({ mayChange, ...props }: LowBalanceProps & { mayChange: boolean }) {
  const t = useTranslations('billing.low');
  const [open, setOpen] = useState(false);
  const { lowBalance, currency } = props;
  return (
    <section
      aria-label={t('title')}
      className="mt-4 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-box border border-line px-4 py-2.5"
    >
      <p className="min-w-0 flex-1 basis-60">
        {lowBalance === null ? (
          <span className="text-quiet">{t('none')}</span>
        ) : (
          <>
            {t('set')} <Money amount={lowBalance} currency={currency} />
          </>
        )}
      </p>
      {mayChange && (
        <Button
          size="sm"
          onClick={() => setOpen(true)}
          aria-label={`${t('title')}: ${t(lowBalance === null ? 'open' : 'change')}`}
        >
          {t(lowBalance === null ? 'open' : 'change')}
        </Button>
      )}
      <Dialog open={open} onOpenChange={setOpen} title={t('title')} description={t('lead')}>
        <LowBalanceForm {...props} onClose={() => setOpen(false)} />
      </Dialog>
    </section>
  );
}

function LowBalanceForm({ lowBalance, currency, onClose }: LowBalanceProps & { onClose: () => void }) {
  const t = useTranslations('billing.low');
  const [amount, setAmount] = useState(lowBalance ?? '');
  const { run, pending, error, fieldErrors } = useAction(setLowBalanceAction, {
    success: t('saved'),
    onSuccess: onClose,
  });
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ lowBalance: amount });
      }}
    >
      <Field label={`${t('amount')} (${currency})`} error={fieldErrors.lowBalance}>
        <Input
          required
          inputMode="decimal"
          autoComplete="off"
          value={amount}
          onChange={(event) => setAmount(event.target.value.trim().replace(',', '.'))}
          className="font-mono"
        />
      </Field>
      <FormError error={error} />
      <DialogActions>
        {lowBalance === null ? (
          <Button onClick={onClose}>{t('cancel')}</Button>
        ) : (
          <Button pending={pending} onClick={() => run({ lowBalance: null })}>
            {t('off')}
          </Button>
        )}
        <Button type="submit" variant="primary" pending={pending}>
          {t('save')}
        </Button>
      </DialogActions>
    </form>
  );
}
