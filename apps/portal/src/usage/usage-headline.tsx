'use client';

import type { UsageView } from '@turnpike/contracts/management/usage';
import { Decimal } from '@turnpike/domain/money';
import { useTranslations } from 'next-intl';
import type { Mode } from '../server/preferences';
import { amountText } from '../ui/amount-text';
import { Count, Money, Percent } from '../ui/figures';
import { Stat, StatRow } from '../ui/stat';
import { SELDOM_FIGURES } from './seldom-figures';

/** The one big number, what it will come to, and what it is made of. */
export function UsageHeadline({ usage, mode }: { usage: UsageView; mode: Mode }) {
  const t = useTranslations('usage');
  const { totals, forecast, currency } = usage;
  const { input, cachedInput, output, reasoning } = totals.tokens;
  const seldom = SELDOM_FIGURES.filter(({ of }) => of(totals) > 0);
  const isTest = mode === 'test' && usage.groupBy !== 'environment';
  return (
    <>
      <div className="flex flex-wrap items-end gap-x-12 gap-y-4 rounded-box border border-line bg-page p-4 sm:p-5">
        {isTest ? (
          <Stat
            big
            label={t('spentTest')}
            value={<Count value={totals.requests} unit={t('call', { count: totals.requests })} />}
          />
        ) : (
          <Stat
            big
            label={t('spent')}
            value={<Money amount={totals.charge} currency={currency} />}
            note={<Comparison usage={usage} />}
          />
        )}
        {!isTest && (
          <Stat
            label={t('forecast')}
            value={<Money amount={forecast.expected} currency={currency} />}
            note={t('forecastNote', { spent: amountText(forecast.spent), currency: currency ?? '' })}
          />
        )}
      </div>
      <StatRow>
        <Stat
          label={t('requests')}
          value={<Count value={totals.requests} />}
          note={
            <>
              {t('errorShare', { count: totals.errors })}
              {totals.errors > 0 && (
                <>
                  {' · '}
                  <Percent share={totals.errors / totals.requests} />
                </>
              )}
            </>
          }
        />
        <Stat label={t('input')} value={<Count value={input} />} />
        <Stat label={t('cachedInput')} value={<Count value={cachedInput} />} />
        <Stat label={t('output')} value={<Count value={output} />} />
        <Stat label={t('reasoning')} value={<Count value={reasoning} />} />
        {seldom.map(({ id, of }) => (
          <Stat key={id} label={t(id)} value={<Count value={of(totals)} />} />
        ))}
        {totals.seconds !== '0' && <Stat label={t('seconds')} value={amountText(totals.seconds, 0)} />}
      </StatRow>
    </>
  );
}

function Comparison({ usage }: { usage: UsageView }) {
  const t = useTranslations('usage');
  const [now, before] = [new Decimal(usage.totals.charge), new Decimal(usage.previous.totals.charge)];
  if (before.isZero()) return t('nothingBefore');
  const share = now.minus(before).div(before).times(100);
  if (share.abs().lessThan(0.05)) return t('same');
  const change = t(share.isPositive() ? 'more' : 'less', { share: `${share.abs().toFixed(1)} %` });
  return t('before', { change, amount: amountText(before.toFixed()), currency: usage.currency ?? '' });
}
