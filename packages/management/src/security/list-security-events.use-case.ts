import type { Page } from '@turnpike/contracts/management/fields';
import type { ListSecurityEventsInput, SecurityEventView } from '@turnpike/contracts/management/security';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { KNOWN_KINDS, securityEventViews } from './security-event-view.js';

const STATUS = { open: { acknowledgedAt: null }, acknowledged: { acknowledgedAt: { not: null } } } as const;

/** What somebody should look at, newest first: of all tenants for the platform, of their own for their people. */
export async function listSecurityEvents(
  context: ManagementContext,
  actor: Actor,
  input: ListSecurityEventsInput,
): Promise<Page<SecurityEventView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'security:read', tenantId);
  const keyset = readKeyset(input);
  const { prisma } = context.db;
  const rows = await prisma.securityEvent.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        { kind: input.kind ?? { in: [...KNOWN_KINDS] } },
        input.status === undefined ? {} : STATUS[input.status],
      ],
    },
    ...newestFirst(keyset),
  });
  const { items, nextCursor } = toPage(rows, keyset, (row) => row);
  return { items: await securityEventViews(prisma, items, context.now()), nextCursor };
}
