'use client';

import type { UnitMargin } from '@turnpike/domain/margin';
import { isPricedPerMillion, type PriceUnit } from '@turnpike/domain/rating';
import { useTranslations } from 'next-intl';
import { cn } from '../ui/cn';
import { Money, Unit } from '../ui/figures';
import { typedAmount } from './per-million';

/** An amount as people compare it, tokens per million, with the exact amount for one unit below. */
export function UnitPrice({ unit, amount, currency }: { unit: PriceUnit; amount: string; currency: string }) {
  const t = useTranslations('admin.units');
  return (
    <span className="inline-block whitespace-nowrap">
      <Money amount={typedAmount(amount, unit)} currency={currency} />
      <Unit>{t(`per.${unit}`)}</Unit>
      {isPricedPerMillion(unit) && (
        <span className="block text-2xs text-quiet">
          <Money amount={amount} currency={currency} /> {t('perOne', { unit })}
        </span>
      )}
    </span>
  );
}

/** What is left of a price after the upstream cost; says why where that can't be told. */
export function Margin({
  margin,
  comparable,
}: {
  margin: Pick<UnitMargin, 'margin' | 'percent' | 'cost'>;
  comparable: boolean;
}) {
  const t = useTranslations('admin.margins');
  if (margin.cost === null) return <span className="text-quiet">{t('noCost')}</span>;
  if (!comparable) return <span className="text-quiet">{t('otherCurrency')}</span>;
  if (margin.margin === null) return <span className="text-quiet">{t('noPrice')}</span>;
  const loss = margin.margin.startsWith('-');
  const text = margin.percent === null ? t('free') : `${margin.percent} %`;
  return (
    <span className={cn('font-mono text-xs tabular-nums whitespace-nowrap', loss ? 'text-stopped' : 'text-live')}>
      {text.replace('-', '−')}
      {loss && <span className="sr-only"> {t('loss')}</span>}
    </span>
  );
}
