import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requirePerson } from './require-person.js';
import { hashSessionToken } from './session-token.js';

/** Ends every session of the person who asks but the one whose token is given, and says how many. */
export async function revokeOtherSessions(
  context: ManagementContext,
  actor: Actor,
  input: { token: string | null },
): Promise<{ revoked: number }> {
  const userId = requirePerson(actor);
  const tokenHash = input.token === null ? null : hashSessionToken(input.token);
  if (tokenHash === null) throw new ApiError('forbidden', { message: 'Only a session can end the others.' });
  return inTransaction(context, async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { userId, revokedAt: null, NOT: { tokenHash } },
      data: { revokedAt: context.now() },
    });
    const detail = { revoked: count };
    const change = { action: 'session.revoke_others', resourceKind: 'user', resourceId: userId, detail };
    if (count > 0) await writeAudit(tx, actor, { tenantId: null, ...change });
    return { revoked: count };
  });
}
