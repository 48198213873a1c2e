import type { SecurityEventView } from '@turnpike/contracts/management/security';
import { ApiError } from '@turnpike/errors/api-error';
import { type Actor, actorUserId } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { KNOWN_KINDS, securityEventViews } from './security-event-view.js';

/** Says that an event was looked at, or takes that back. Asking twice is no error and leaves who was first. */
export async function acknowledgeSecurityEvent(
  context: ManagementContext,
  actor: Actor,
  input: { securityEventId: string; acknowledged: boolean },
): Promise<SecurityEventView> {
  const id = requireId('securityEvent', input.securityEventId);
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const was = await tx.securityEvent.findUnique({ where: { id } });
    if (was === null || !KNOWN_KINDS.includes(was.kind)) throw new ApiError('not_found');
    requirePermission(actor, 'security:write', { tenantId: was.tenantId });
    let row = was;
    if ((was.acknowledgedAt !== null) !== input.acknowledged) {
      const by = input.acknowledged ? { acknowledgedAt: now, acknowledgedBy: actorUserId(actor) } : NOBODY;
      row = await tx.securityEvent.update({ where: { id }, data: by });
      await writeAudit(tx, actor, {
        tenantId: row.tenantId,
        action: input.acknowledged ? 'security.acknowledge' : 'security.reopen',
        resourceKind: 'security_event',
        resourceId: id,
        detail: { kind: row.kind },
      });
    }
    const [view] = await securityEventViews(tx, [row], now);
    if (view === undefined) throw new ApiError('not_found');
    return view;
  });
}

const NOBODY = { acknowledgedAt: null, acknowledgedBy: null };
