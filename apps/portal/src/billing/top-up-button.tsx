'use client';

import { topUpTerms } from '@turnpike/contracts/management/payments';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { startTopUpAction } from '../app/(console)/app/billing/actions';
import { amountText } from '../ui/amount-text';
import { Button } from '../ui/button';
import { cn } from '../ui/cn';
import { Dialog, DialogActions } from '../ui/dialog';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select } from '../ui/input';
import { useAction } from '../ui/use-action';

interface TopUpProps {
  /** Null until the first payment fixes it; then one of `currencies` is chosen. */
  currency: string | null;
  currencies: readonly string[];
}

/** Asks how much, and leads to the payment provider's page. */
export function TopUpButton({ currency, currencies }: TopUpProps) {
  const t = useTranslations('billing.topUp');
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>
        <Plus aria-hidden />
        {t('open')}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={t('title')} description={t('lead')}>
        <TopUpForm currency={currency} currencies={currencies} />
      </Dialog>
    </>
  );
}

function TopUpForm({ currency: fixed, currencies }: TopUpProps) {
  const t = useTranslations('billing.topUp');
  const [chosen, setChosen] = useState(fixed ?? currencies[0] ?? 'USD');
  const { suggested, minimum, maximum } = topUpTerms(chosen);
  const [amount, setAmount] = useState(suggested[1] ?? minimum);
  // The button goes on waiting while the browser leaves.
  const [leaving, setLeaving] = useState(false);
  const { run, pending, error, fieldErrors } = useAction(startTopUpAction, {
    onSuccess: ({ checkoutUrl }) => {
      if (checkoutUrl === null) return;
      setLeaving(true);
      window.location.assign(checkoutUrl);
    },
  });
  const choose = (currency: string) => {
    setChosen(currency);
    setAmount(topUpTerms(currency).suggested[1] ?? '');
  };
  const readable = /^\d+(\.\d+)?$/.test(amount);
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        run({ amount, currency: chosen });
      }}
    >
      {fixed === null && (
        <Field label={t('currency')} hint={t('currencyHint')} error={fieldErrors.currency}>
          <Select value={chosen} onChange={(event) => choose(event.target.value)}>
            {currencies.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </Select>
        </Field>
      )}
      <SuggestedAmounts suggested={suggested} currency={chosen} amount={amount} choose={setAmount} />
      <Field
        label={t('own')}
        hint={t('ownHint', { minimum: amountText(minimum, 0), maximum: amountText(maximum, 0), currency: chosen })}
        error={fieldErrors.amount}
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          value={amount}
          onChange={(event) => setAmount(event.target.value.trim().replace(',', '.'))}
          className="font-mono"
        />
      </Field>
      <FormError error={error} />
      <DialogActions>
        <Button type="submit" variant="primary" pending={pending || leaving} disabled={!readable}>
          {readable ? t('pay', { amount: amountText(amount), currency: chosen }) : t('payNone')}
        </Button>
      </DialogActions>
    </form>
  );
}

interface SuggestedProps {
  suggested: readonly string[];
  currency: string;
  amount: string;
  choose: (amount: string) => void;
}

function SuggestedAmounts({ suggested, currency, amount, choose }: SuggestedProps) {
  const t = useTranslations('billing.topUp');
  const id = useId();
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <span id={id} className="text-xs font-[600]">
        {t('amount')}
      </span>
      <div role="group" aria-labelledby={id} className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {suggested.map((one) => (
          <Button
            key={one}
            aria-pressed={one === amount}
            className={cn('px-2 font-mono', one === amount && 'border-lane-text bg-lane-soft text-lane-text')}
            onClick={() => choose(one)}
          >
            {amountText(one, 0)} {currency}
          </Button>
        ))}
      </div>
    </div>
  );
}
