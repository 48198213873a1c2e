import type { BalanceView } from '@turnpike/contracts/management/money';
import type { TenantSummaryView } from '@turnpike/contracts/management/tenants';
import { getTranslations } from 'next-intl/server';
import { BalanceCard } from '../billing/balance-card';
import { Count, Money } from '../ui/figures';
import { Instant } from '../ui/instant';
import { Stat, StatRow } from '../ui/stat';

/** What a tenant has, spends and is. */
export async function TenantFigures({ tenant, balance }: { tenant: TenantSummaryView; balance: BalanceView }) {
  const t = await getTranslations('tenants');
  const { spend, requests, members, applications, currency, asOf } = tenant;
  return (
    <div className="grid grid-cols-1 gap-4">
      {balance.currency !== null && <BalanceCard balance={balance} asOf={asOf} />}
      <div>
        <StatRow>
          <Stat label={t('column.spend')} value={<Money amount={spend} currency={currency} />} />
          <Stat label={t('column.requests')} value={<Count value={requests} />} />
          <Stat label={t('column.members')} value={<Count value={members} />} />
          <Stat label={t('column.applications')} value={<Count value={applications} />} />
        </StatRow>
        <p className="mt-2 text-xs text-quiet">
          {t('asOf')} <Instant iso={asOf} show="time" />
        </p>
      </div>
    </div>
  );
}
