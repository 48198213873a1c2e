import { OVERVIEW_RANGES, type OverviewRange, type OverviewView } from '@turnpike/contracts/management/overview';
import { getOverview } from '@turnpike/management/overview/get-overview.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LatencyCard } from '../../../overview/latency-card';
import { MoneyChart, TrafficChart } from '../../../overview/money-chart';
import { RefusalsCard } from '../../../overview/refusals-card';
import { FiguresTable, MoneyOf, TopModels, TopTenants } from '../../../overview/top-tables';
import { WaitingRow } from '../../../overview/waiting-row';
import { managementContext } from '../../../server/management';
import { requirePlatformAdmin } from '../../../server/session';
import { LinkButton } from '../../../ui/button';
import { Choice } from '../../../ui/choice';
import { EmptyState } from '../../../ui/empty-state';
import { Count, Percent } from '../../../ui/figures';
import { Instant } from '../../../ui/instant';
import { FilterBar, PageHeader } from '../../../ui/page-header';
import { Stat, StatRow } from '../../../ui/stat';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('overview');
  return { title: t('title') };
}

export default async function OverviewPage({ searchParams }: { searchParams: Promise<{ range?: string | string[] }> }) {
  const [session, { range: asked }, t] = await Promise.all([
    requirePlatformAdmin(),
    searchParams,
    getTranslations('overview'),
  ]);
  const range: OverviewRange = OVERVIEW_RANGES.find((one) => one === asked) ?? '24h';
  const overview = await getOverview(managementContext(), session.actor, { range });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <FilterBar>
        <Choice
          label={t('range')}
          value={range}
          options={OVERVIEW_RANGES.map((value) => ({
            value,
            label: t(`ranges.${value}`),
            href: `/admin?range=${value}`,
          }))}
        />
        <p className="flex flex-wrap gap-x-4 pb-1.5 text-xs text-quiet">
          <span>
            {t('since')} <Instant iso={overview.from} show="absolute" />
          </span>
          <span>
            {t('asOf')} <Instant iso={overview.asOf} show="time" />
          </span>
        </p>
      </FilterBar>
      <div className="grid grid-cols-1 gap-4">
        <WaitingRow pending={overview.pending} />
        {overview.totals.requests === 0 ? <NoTraffic /> : <Traffic overview={overview} />}
        <div className="grid items-start gap-4 lg:grid-cols-2">
          <LatencyCard latency={overview.latency} />
          <RefusalsCard refusals={overview.refusals} />
        </div>
        {overview.totals.requests > 0 && <FiguresTable overview={overview} />}
      </div>
    </>
  );
}

async function NoTraffic() {
  const t = await getTranslations('overview');
  return (
    <EmptyState
      title={t('emptyTitle')}
      action={
        <LinkButton href="/admin/products" variant="primary">
          {t('toProducts')}
        </LinkButton>
      }
    >
      {t('empty')}
    </EmptyState>
  );
}

async function Traffic({ overview }: { overview: OverviewView }) {
  const t = await getTranslations('overview');
  const { totals } = overview;
  return (
    <>
      <StatRow>
        <Stat
          label={t('requests')}
          value={<Count value={totals.requests} />}
          note={
            <>
              {t('errorRate')} <Percent share={totals.errors / totals.requests} />
            </>
          }
        />
        <Stat label={t('spend')} value={<MoneyOf traffic={totals} of="spend" />} />
        <Stat label={t('cost')} value={<MoneyOf traffic={totals} of="cost" />} />
        <Stat
          label={t('margin')}
          value={<MoneyOf traffic={totals} of="margin" />}
          note={
            <>
              {t('overrun')} <MoneyOf traffic={totals} of="overrun" />
            </>
          }
        />
      </StatRow>
      <TrafficChart overview={overview} />
      {totals.money.map(({ currency }) => (
        <MoneyChart key={currency} overview={overview} currency={currency} />
      ))}
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <TopTenants overview={overview} />
        <TopModels overview={overview} />
      </div>
    </>
  );
}
