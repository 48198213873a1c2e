'use client';

import { isPricedPerMillion, type PriceUnit } from '@turnpike/domain/rating';
import { useTranslations } from 'next-intl';
import { amountText } from '../ui/amount-text';
import { Tooltip } from '../ui/tooltip';
import { comparedAmount } from './prices';

/** The price as people compare it; where that is per million, hovering or focusing it shows the price of one, to the last digit. */
export function UnitPrice({ unit, amount, currency }: { unit: PriceUnit; amount: string | null; currency: string }) {
  const t = useTranslations('catalogue');
  if (amount === null) {
    return (
      <span className="text-quiet">
        <span aria-hidden>–</span>
        <span className="sr-only">{t('notPriced')}</span>
      </span>
    );
  }
  const compared = amountText(comparedAmount(amount, unit));
  if (!isPricedPerMillion(unit)) return <span className="font-mono tabular-nums">{compared}</span>;
  const one = t('perOne', { amount: amountText(amount), currency, unit });
  return (
    <Tooltip text={<span className="font-mono">{one}</span>}>
      <button
        type="button"
        className="cursor-help font-mono tabular-nums underline decoration-line-strong decoration-dotted underline-offset-4"
      >
        {compared}
        <span className="sr-only"> {one}</span>
      </button>
    </Tooltip>
  );
}
