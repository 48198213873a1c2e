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
    ['posted', posted],
    ['pending', pending],
    ['held', held],
  ] as const;
  return (
    <Card>
      <div className="grid gap-x-10 gap-y-5 lg:grid-cols-[auto_1fr]">
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
          <div className="grid gap-4 sm:grid-cols-3 lg:border-l lg:border-line lg:pl-10">
            {parts.map(([name, amount]) => (
              <Stat
                key={name}
                label={t(name)}
                value={<Money amount={amount} currency={currency} />}
                note={t(`${name}Note`)}
              />
            ))}
            <p className="text-xs text-quiet sm:col-span-3">{t('sum')}</p>
          </div>
        ) : (
          <p className="max-w-prose self-center text-xs text-attention">{t('notLive')}</p>
        )}
      </div>
    </Card>
  );
}
