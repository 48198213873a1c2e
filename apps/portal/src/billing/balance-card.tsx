import type { BalanceView } from '@turnpike/contracts/management/money';
import { getTranslations } from 'next-intl/server';
import { Card } from '../ui/card';
import { Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Stat } from '../ui/stat';

/** One big number, and how it comes about. `asOf` is when it was read. */
export async function BalanceCard({ balance, asOf }: { balance: BalanceView; asOf: string }) {
  const t = await getTranslations('billing');
  const { available, posted, pending, held, currency, live } = balance;
  const parts = [
    ['posted', '', posted],
    ['pending', '−', pending],
    ['held', '−', held],
    ['left', '=', available],
  ] as const;
  return (
    <Card>
      <div className="grid grid-cols-1 gap-x-10 gap-y-5 lg:grid-cols-[auto_1fr]">
        <Stat
          big
          label={t('balance')}
          value={<Money amount={available} currency={currency} />}
          note={
            <>
              {t('balanceNote')} {t('asOf')} <Instant iso={asOf} show="time" />
            </>
          }
        />
        {live ? (
          <dl className="grid gap-3 self-center lg:border-l lg:border-line lg:pl-10">
            {parts.map(([name, sign, amount]) => (
              <div key={name} className="flex flex-wrap items-baseline justify-between gap-x-6">
                <dt className="min-w-0">
                  {t(name)} <span className="text-xs text-quiet">{t(`${name}Note`)}</span>
                </dt>
                <dd className="ml-auto">
                  <span className="mr-1 font-mono text-quiet">{sign}</span>
                  <Money amount={amount} currency={currency} />
                </dd>
              </div>
            ))}
          </dl>
        ) : (
          <p className="max-w-prose self-center text-xs text-attention">{t('notLive')}</p>
        )}
      </div>
    </Card>
  );
}
