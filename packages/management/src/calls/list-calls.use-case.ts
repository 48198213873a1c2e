import type { CallView, ListCallsInput } from '@turnpike/contracts/management/calls';
import { parseInstant, type Page } from '@turnpike/contracts/management/fields';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { findCallIds, type CallFilter } from './find-call-ids.js';
import { loadCalls } from './load-calls.js';

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
  const filter = await readFilter(context, actor, input);
  const ids = await findCallIds(context.db, filter, keyset);
  const calls = await loadCalls(context.db, ids.slice(0, keyset.limit));
  const rows = ids.map((id) => ({ id }));
  const page = toPage(rows, keyset, ({ id }) => calls.get(id)?.view);
  return { ...page, items: page.items.filter((view) => view !== undefined) };
}

async function readFilter(context: ManagementContext, actor: Actor, input: ListCallsInput): Promise<CallFilter> {
  const asked = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const tenantIds = readableTenants(actor, 'call:read', asked);
  return {
    tenantIds,
    applicationId: await readApplication(context, actor, input.applicationId),
    model: input.model ?? null,
    status: input.status ?? null,
    fromMs: input.from === undefined ? null : parseInstant(input.from).getTime(),
    toMs: input.to === undefined ? null : parseInstant(input.to).getTime(),
  };
}

async function readApplication(
  context: ManagementContext,
  actor: Actor,
  asked: string | undefined,
): Promise<string | null> {
  const own = actor.kind === 'application' ? actor.applicationId : null;
  if (asked === undefined) return own;
  const { id } = await findApplication(context, actor, { applicationId: asked, permission: 'call:read' });
  // An application that asks for another one's calls is shown none, rather than its own under a wrong name.
  return own === null || own === id ? id : NO_APPLICATION;
}

const NO_APPLICATION = '00000000-0000-0000-0000-000000000000';
