import type { ListDeliveriesInput } from '@turnpike/contracts/management/webhooks';
import { ListDeliveriesSchema } from '@turnpike/contracts/management/webhooks';

export type SearchParams = Record<string, string | string[] | undefined>;

type Filter = Pick<ListDeliveriesInput, 'state' | 'type' | 'cursor' | 'limit'>;

const PAGE = 50;

/** What a list's address asks for. Addresses are anyone's to write: what makes no sense is left out. */
export function readDeliveryList(params: SearchParams): { filter: Filter; filtered: boolean } {
  const known = <K extends 'state' | 'type' | 'cursor'>(field: K) => {
    const parsed = ListDeliveriesSchema.shape[field].safeParse(params[field] === '' ? undefined : params[field]);
    return parsed.success && parsed.data !== undefined ? { [field]: parsed.data } : {};
  };
  const filter: Filter = { ...known('state'), ...known('type'), ...known('cursor'), limit: PAGE };
  return { filter, filtered: filter.state !== undefined || filter.type !== undefined };
}

/** The list's address with that filter, from that cursor on or from its beginning. */
export function deliveryListHref(path: string, { state, type }: Filter, cursor: string | null): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ state, type, cursor })) if (value) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}
