'use client';

import { useTranslations } from 'next-intl';
import { amountText } from '../ui/amount-text';
import { Tooltip } from '../ui/tooltip';
import { perMillion } from './prices';

/** The price of a million tokens; hovering or focusing it shows the price of one, to the last digit. */
export function UnitPrice({ amount, currency }: { amount: string | null; currency: string }) {
  const t = useTranslations('catalogue');
  if (amount === null) return <span className="text-quiet">{t('notPriced')}</span>;
  const one = t('perToken', { amount: amountText(amount), currency });
  return (
    <Tooltip text={<span className="font-mono">{one}</span>}>
      <button
        type="button"
        className="cursor-help font-mono tabular-nums underline decoration-line-strong decoration-dotted underline-offset-4"
      >
        {amountText(perMillion(amount))}
        <span className="sr-only"> {one}</span>
      </button>
    </Tooltip>
  );
}
