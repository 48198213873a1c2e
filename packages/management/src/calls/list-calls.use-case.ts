import type { CallView, ListCallsInput } from '@turnpike/contracts/management/calls';
import type { Page } from '@turnpike/contracts/management/fields';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readKeyset, toPage } from '../pagination/keyset.js';
import { findCallIds } from './find-call-ids.js';
import { loadCalls } from './load-calls.js';
import { readCallFilter } from './read-call-filter.js';

/**
 * Calls of the tenants the actor may look into, newest first, refused ones included. An application sees its own. What
 * is listed is what has reached Postgres: a second behind the gateway.
 */
export async function listCalls(
  context: ManagementContext,
  actor: Actor,
  input: ListCallsInput,
): Promise<Page<CallView>> {
  const keyset = readKeyset(input);
  const filter = await readCallFilter(context, actor, input);
  const ids = await findCallIds(context.db, filter, keyset);
  const show = { cost: isPlatform(actor), internals: isPlatform(actor) };
  const calls = await loadCalls(context.db, ids.slice(0, keyset.limit), show);
  const rows = ids.map((id) => ({ id }));
  const page = toPage(rows, keyset, ({ id }) => calls.get(id)?.view);
  return { ...page, items: page.items.filter((view) => view !== undefined) };
}
