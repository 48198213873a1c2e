import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { requirePerson } from './require-person.js';

/** Ends a session of the person who asks, by its public id; somebody else's is `not_found`. */
export async function revokeSession(
  context: ManagementContext,
  actor: Actor,
  input: { sessionId: string },
): Promise<void> {
  const userId = requirePerson(actor);
  const id = requireId('session', input.sessionId);
  await inTransaction(context, async (tx) => {
    const session = await tx.session.findFirst({ where: { id, userId }, select: { revokedAt: true } });
    if (session === null) throw new ApiError('not_found');
    if (session.revokedAt !== null) return;
    await tx.session.update({ where: { id }, data: { revokedAt: context.now() } });
    const change = { action: 'session.revoke', resourceKind: 'session', resourceId: id };
    await writeAudit(tx, actor, { tenantId: null, ...change });
  });
}
