export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

export type BillingTab = 'payments' | 'credits' | 'ledger';

export interface BillingQuery {
  tab: BillingTab;
  cursor: string | undefined;
  /** The payer came back from the provider's page without paying. */
  cancelled: boolean;
}

/** What the address of the billing page asks for; a tab the reader has not is their first. */
export function readBillingQuery(
  params: Readonly<Record<string, string | string[] | undefined>>,
  tabs: readonly BillingTab[],
): BillingQuery {
  const { view, cursor, payment } = params;
  return {
    tab: tabs.find((tab) => tab === view) ?? tabs[0] ?? 'credits',
    cursor: typeof cursor === 'string' && /^[\w-]{22}$/.test(cursor) ? cursor : undefined,
    cancelled: payment === 'cancelled',
  };
}

/** The page's address at a tab, from a cursor on. */
export function billingHref(tab: BillingTab, cursor?: string): string {
  return `/app/billing?${new URLSearchParams({ view: tab, ...(cursor === undefined ? {} : { cursor }) })}`;
}
