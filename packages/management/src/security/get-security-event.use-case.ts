import type { SecurityEventView } from '@turnpike/contracts/management/security';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { KNOWN_KINDS, securityEventViews } from './security-event-view.js';

/** One event with its evidence. */
export async function getSecurityEvent(
  context: ManagementContext,
  actor: Actor,
  input: { securityEventId: string },
): Promise<SecurityEventView> {
  const id = requireId('securityEvent', input.securityEventId);
  const { prisma } = context.db;
  const row = await prisma.securityEvent.findUnique({ where: { id } });
  if (row === null || !KNOWN_KINDS.includes(row.kind)) throw new ApiError('not_found');
  requirePermission(actor, 'security:read', { tenantId: row.tenantId });
  const [view] = await securityEventViews(prisma, [row], context.now());
  if (view === undefined) throw new ApiError('not_found');
  return view;
}
