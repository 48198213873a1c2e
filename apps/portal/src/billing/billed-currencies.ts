import type { Actor } from '@turnpike/management/actor';
import { listCatalogue } from '@turnpike/management/catalogue/list-catalogue.use-case';
import { managementContext } from '../server/management';

const USUAL = 'USD';

/** Currencies that plans on offer are priced in: paying in another one would buy nothing. */
export async function billedCurrencies(actor: Actor): Promise<string[]> {
  const { items } = await listCatalogue(managementContext(), actor, {});
  const found = new Set(items.flatMap(({ plans }) => plans.map(({ currency }) => currency)));
  return found.size === 0 ? [USUAL] : [...found].sort();
}
