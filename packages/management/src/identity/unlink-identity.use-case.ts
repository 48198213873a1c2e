import { ApiError } from '@turnpike/errors/api-error';
import { type Actor, actorUserId } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';

/**
 * Takes a provider's account from the person who asks. `invalid_state` for their last way to sign in: without a password
 * one account must stay. The person's row is locked, so that two at once can't both be the last but one.
 */
export async function unlinkIdentity(
  context: ManagementContext,
  actor: Actor,
  input: { identityId: string },
): Promise<void> {
  const id = requireId('identity', input.identityId);
  const userId = actorUserId(actor);
  if (userId === null) throw new ApiError('not_found');
  await inTransaction(context, async (tx) => {
    await tx.$queryRaw`SELECT FROM users WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
    const user = await tx.user.findUnique({ where: { id: userId }, include: { identities: true } });
    const identity = user?.identities.find((candidate) => candidate.id === id);
    if (user === null || identity === undefined) throw new ApiError('not_found');
    if (user.passwordHash === null && user.identities.length === 1) {
      const message = 'This account is your only way to sign in. Set a password first.';
      throw new ApiError('invalid_state', { message });
    }
    await tx.userIdentity.delete({ where: { id } });
    const { provider, email } = identity;
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'identity.unlink',
      resourceKind: 'identity',
      resourceId: id,
      detail: { provider, email },
    });
  });
}
