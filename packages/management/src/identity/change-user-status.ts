import type { PlatformUserView } from '@turnpike/contracts/management/users';
import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { revokePlaygroundKeys } from '../keys/revoke-playground-keys.js';
import type { ManagementContext } from '../management-context.js';
import { endGrants } from '../oauth/end-grants.js';
import { requireId } from '../references/require-id.js';
import { platformUserView, WITH_ACTIVITY } from './platform-user-view.js';

/** Disables or enables an account; what it is already is left as it is, without an audit entry. */
export async function changeUserStatus(
  context: ManagementContext,
  actor: Actor,
  input: { userId: string; to: 'active' | 'disabled' },
): Promise<PlatformUserView> {
  requirePermission(actor, 'user:write');
  const id = requireId('user', input.userId);
  const disables = input.to === 'disabled';
  if (disables && actorUserId(actor) === id) {
    throw new ApiError('invalid_state', { message: 'Nobody can disable their own account: ask another admin.' });
  }
  return inTransaction(context, async (tx) => {
    const now = context.now();
    const { count } = await tx.user.updateMany({
      where: { id, disabledAt: disables ? null : { not: null } },
      data: { disabledAt: disables ? now : null },
    });
    if (count === 1) {
      if (disables) await endAccess(tx, id, now);
      const action = disables ? 'user.disable' : 'user.enable';
      await writeAudit(tx, actor, { tenantId: null, action, resourceKind: 'user', resourceId: id });
    }
    const row = await tx.user.findUnique({ where: { id }, include: WITH_ACTIVITY });
    if (row === null) throw new ApiError('not_found');
    return platformUserView(row);
  });
}

/** Signs the person out everywhere, playgrounds and the apps they let in included. */
async function endAccess(tx: Transaction, userId: string, now: Date): Promise<void> {
  await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
  const memberships = await tx.membership.findMany({ where: { userId }, select: { tenantId: true } });
  await endGrants(tx, { userId }, now);
  for (const { tenantId } of memberships) await revokePlaygroundKeys(tx, { tenantId, userId });
}
