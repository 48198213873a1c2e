import type { Page } from '@turnpike/contracts/management/fields';
import type { ListedKeyView, ListKeysInput } from '@turnpike/contracts/management/keys';
import type { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { findApplication } from '../applications/find-application.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { contains } from '../references/name-contains.js';
import { requireId } from '../references/require-id.js';
import { loadKeyDays, sumDays } from './key-days.js';
import { keyView, whereStatus } from './key-view.js';

/** The days of usage a list shows, today included. */
const LISTED_DAYS = 7;

/**
 * Keys of the tenants the actor may look into, of one of them, or of one application, newest first, each with what it
 * was used for lately: one question for the keys of the page, however many the tenant has. Playground credentials are
 * not among them.
 */
export async function listKeys(
  context: ManagementContext,
  actor: Actor,
  input: ListKeysInput,
): Promise<Page<ListedKeyView>> {
  const { applicationId } = input;
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'key:read', tenantId);
  const application =
    applicationId === undefined
      ? null
      : await findApplication(context, actor, { applicationId, permission: 'key:read' });
  const keyset = readKeyset(input);
  const now = context.now();
  const rows = await context.db.prisma.apiKey.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        { purpose: 'secret' },
        readable === null ? {} : { tenantId: { in: readable } },
        application === null ? {} : { applicationId: application.id },
        filtersOf(input, now),
      ],
    },
    include: { application: { select: { name: true } }, tenant: { select: { currency: true } } },
    ...newestFirst(keyset),
  });
  const shown = rows.slice(0, keyset.limit).map(({ id }) => id);
  const days = await loadKeyDays(context, { keyIds: shown, days: LISTED_DAYS });
  return toPage(rows, keyset, ({ application: { name }, tenant, ...row }) => {
    const used = days.get(row.id) ?? [];
    const { requests, charge } = sumDays(used);
    const requestsByDay = used.map((day) => day.requests);
    return {
      ...keyView(row, now),
      application: name,
      usage: { requests, charge, currency: tenant.currency, requestsByDay },
    };
  });
}

function filtersOf({ environment, status, q }: ListKeysInput, now: Date): Prisma.ApiKeyWhereInput {
  return {
    AND: [
      environment === undefined ? {} : { environment },
      status === undefined ? {} : whereStatus(status, now),
      q === undefined
        ? {}
        : { OR: [{ name: contains(q) }, { start: { startsWith: contains(q).contains } }, { last4: q }] },
    ],
  };
}
