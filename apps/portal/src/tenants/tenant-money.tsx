import type { Actor } from '@turnpike/management/actor';
import { listBalanceEntries } from '@turnpike/management/money/list-balance-entries.use-case';
import { listLots } from '@turnpike/management/payments/list-lots.use-case';
import { listPayments } from '@turnpike/management/payments/list-payments.use-case';
import { getTranslations } from 'next-intl/server';
import type { BillingTab } from '../billing/billing-query';
import { LotsTable } from '../billing/lots-table';
import { PaymentsTable } from '../billing/payments-table';
import { StatementTable } from '../billing/statement-table';
import { managementContext } from '../server/management';
import { LinkTabs } from '../subscriptions/link-tabs';
import { Card } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Pager } from '../ui/pager';

const PAGE = 20;

export const MONEY_TABS: readonly BillingTab[] = ['payments', 'credits', 'ledger'];

interface MoneyProps {
  actor: Actor;
  tenantId: string;
  tab: BillingTab;
  cursor: string | undefined;
}

/** The same three views of its money that a tenant's own people have. */
export async function TenantMoney({ actor, tenantId, tab, cursor }: MoneyProps) {
  const [t, none] = await Promise.all([getTranslations('billing'), getTranslations(`billing.${tab}`)]);
  const href = (view: BillingTab, from?: string) =>
    `/admin/tenants/${tenantId}?${new URLSearchParams({ view, ...(from === undefined ? {} : { cursor: from }) })}#money`;
  const { table, count, nextCursor } = await loadTab({ actor, tenantId, tab, cursor });
  return (
    <section id="money" className="min-w-0">
      <LinkTabs
        label={t('tabs.label')}
        tabs={MONEY_TABS.map((one) => ({ href: href(one), text: t(`tabs.${one}`), here: one === tab }))}
      />
      {count === 0 ? <EmptyState title={none('none')} /> : <Card flush>{table}</Card>}
      <Pager
        firstHref={cursor === undefined ? null : href(tab)}
        nextHref={nextCursor === null ? null : href(tab, nextCursor)}
      />
    </section>
  );
}

async function loadTab({ actor, tenantId, tab, cursor }: MoneyProps) {
  const context = managementContext();
  const input = { tenantId, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
  if (tab === 'payments') {
    const { items, nextCursor } = await listPayments(context, actor, input);
    return { table: <PaymentsTable payments={items} />, count: items.length, nextCursor };
  }
  if (tab === 'credits') {
    const { items, nextCursor } = await listLots(context, actor, input);
    return { table: <LotsTable lots={items} />, count: items.length, nextCursor };
  }
  const { items, nextCursor } = await listBalanceEntries(context, actor, input);
  return { table: <StatementTable entries={items} />, count: items.length, nextCursor };
}
