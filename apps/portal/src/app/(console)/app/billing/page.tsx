import { listBalanceEntries } from '@turnpike/management/money/list-balance-entries.use-case';
import { listLots } from '@turnpike/management/payments/list-lots.use-case';
import { listPayments } from '@turnpike/management/payments/list-payments.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { BalanceCard } from '../../../../billing/balance-card';
import { billedCurrencies } from '../../../../billing/billed-currencies';
import { type BillingTab, billingHref, readBillingQuery, type SearchParams } from '../../../../billing/billing-query';
import { loadBalance } from '../../../../billing/load-balance';
import { LowBalanceCard } from '../../../../billing/low-balance-card';
import { LotsTable } from '../../../../billing/lots-table';
import { PaymentsTable } from '../../../../billing/payments-table';
import { StatementTable } from '../../../../billing/statement-table';
import { TopUpButton } from '../../../../billing/top-up-button';
import { managementContext } from '../../../../server/management';
import { requireTenant, type TenantSession } from '../../../../server/session';
import { LinkTabs } from '../../../../subscriptions/link-tabs';
import { LinkButton } from '../../../../ui/button';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { PageHeader } from '../../../../ui/page-header';
import { Pager } from '../../../../ui/pager';

const PAGE = 25;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing'))('title') };
}

/** What the organisation has paid in, what is left, and where it went. */
export default async function BillingPage({ searchParams }: { searchParams: SearchParams }) {
  const [session, params, t] = await Promise.all([requireTenant(), searchParams, getTranslations('billing')]);
  const { tenant, actor } = session;
  if (!tenant.permissions.includes('balance:read')) {
    return (
      <>
        <PageHeader title={t('title')} lead={t('lead')} />
        <EmptyState title={t('notYours')}>{t('notYoursLead', { tenant: tenant.name })}</EmptyState>
      </>
    );
  }
  const mayPay = tenant.permissions.includes('payment:create');
  const tabs = tabsOf(session);
  const { tab, cursor, cancelled } = readBillingQuery(params, tabs);
  const [balance, currencies] = await Promise.all([
    loadBalance(actor, tenant.id),
    mayPay && tenant.currency === null ? billedCurrencies(actor) : [],
  ]);
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={mayPay ? <TopUpButton currency={balance.currency} currencies={currencies} /> : undefined}
      />
      {cancelled && (
        <p role="status" className="mb-4 rounded-box border border-line bg-surface px-4 py-3">
          {t('cancelled')}
        </p>
      )}
      {balance.currency === null ? (
        <EmptyState title={t('noMoney')}>{t('noMoneyLead')}</EmptyState>
      ) : (
        <BalanceCard balance={balance} asOf={new Date().toISOString()} />
      )}
      {balance.currency !== null && (
        <LowBalanceCard
          lowBalance={balance.lowBalance}
          currency={balance.currency}
          mayChange={tenant.permissions.includes('tenant:update')}
        />
      )}
      <div className="mt-8">
        <LinkTabs
          label={t('tabs.label')}
          tabs={tabs.map((one) => ({ href: billingHref(one), text: t(`tabs.${one}`), here: one === tab }))}
        />
        <TabContent session={session} tab={tab} cursor={cursor} />
      </div>
    </>
  );
}

/** What the role may see: a developer sees the balance and its credits, not who paid what. */
function tabsOf({ tenant }: TenantSession): BillingTab[] {
  return tenant.permissions.includes('payment:read') ? ['payments', 'credits', 'ledger'] : ['credits'];
}

interface TabProps {
  session: TenantSession;
  tab: BillingTab;
  cursor: string | undefined;
}

async function TabContent({ session, tab, cursor }: TabProps) {
  const t = await getTranslations(`billing.${tab}`);
  const { actor, tenant } = session;
  const context = managementContext();
  const input = { tenantId: tenant.id, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
  const { table, count, nextCursor } = await loadTab();
  if (count === 0) return <EmptyState title={t('none')}>{t('noneLead')}</EmptyState>;
  return (
    <>
      {table}
      <Pager
        firstHref={cursor === undefined ? null : billingHref(tab)}
        nextHref={nextCursor === null ? null : billingHref(tab, nextCursor)}
      />
    </>
  );

  async function loadTab() {
    if (tab === 'payments') {
      const { items, nextCursor } = await listPayments(context, actor, input);
      const mayPay = tenant.permissions.includes('payment:create');
      const table = (
        <Card flush>
          <PaymentsTable payments={items} mayPay={mayPay} />
        </Card>
      );
      return { table, count: items.length, nextCursor };
    }
    if (tab === 'credits') {
      const { items, nextCursor } = await listLots(context, actor, input);
      const table = (
        <Card flush>
          <LotsTable lots={items} />
        </Card>
      );
      return { table, count: items.length, nextCursor };
    }
    const { items, nextCursor } = await listBalanceEntries(context, actor, input);
    return { table: <Ledger>{<StatementTable entries={items} />}</Ledger>, count: items.length, nextCursor };
  }
}

async function Ledger({ children }: { children: React.ReactNode }) {
  const t = await getTranslations('billing.ledger');
  const csv = (
    <LinkButton href="/app/billing/export" size="sm" plain>
      {t('csv')}
    </LinkButton>
  );
  return (
    <Card flush title={t('label')} lead={t('lead')} actions={csv}>
      {children}
    </Card>
  );
}
