import type { BalanceView } from '@turnpike/contracts/management/money';
import type { TenantSummaryView } from '@turnpike/contracts/management/tenants';
import { getTranslations } from 'next-intl/server';
import { amountText } from '../ui/amount-text';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Stat, StatRow } from '../ui/stat';

/** What a tenant has and spends. */
export async function TenantFigures({ tenant, balance }: { tenant: TenantSummaryView; balance: BalanceView }) {
  const t = await getTranslations('tenants');
  const { currency, available, posted, pending, held, live } = balance;
  const note = live ? t('less', { pending: amountText(pending), held: amountText(held) }) : t('postedOnly');
  return (
    <div>
      <StatRow>
        <Stat
          big
          label={t('available')}
          value={<Money amount={available} currency={currency} />}
          note={currency === null ? undefined : note}
        />
        <Stat label={t('posted')} value={<Money amount={posted} currency={currency} />} />
        <Stat label={t('column.spend')} value={<Money amount={tenant.spend} currency={currency} />} />
        <Stat label={t('column.requests')} value={<Count value={tenant.requests} />} />
      </StatRow>
      <p className="mt-2 text-xs text-quiet">
        {t('asOf')} <Instant iso={tenant.asOf} show="time" />
      </p>
    </div>
  );
}
