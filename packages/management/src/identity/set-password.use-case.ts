import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { requireGoodPassword } from './good-password.js';
import { hashPassword } from './password.js';

/** Gives a person a new password and ends all their sessions. Platform admins only. */
export async function setPassword(
  context: ManagementContext,
  actor: Actor,
  input: { userId: string; password: string },
): Promise<void> {
  requirePermission(actor, 'user:write');
  const id = requireId('user', input.userId);
  const user = await context.db.prisma.user.findUnique({ where: { id }, select: { email: true, name: true } });
  if (user === null) throw new ApiError('not_found');
  await requireGoodPassword(context, 'password', { password: input.password, ...user });
  const passwordHash = await hashPassword(input.password);
  await inTransaction(context, async (tx) => {
    const { count } = await tx.user.updateMany({ where: { id }, data: { passwordHash } });
    if (count === 0) throw new ApiError('not_found');
    await tx.session.updateMany({ where: { userId: id, revokedAt: null }, data: { revokedAt: context.now() } });
    await writeAudit(tx, actor, { tenantId: null, action: 'user.set_password', resourceKind: 'user', resourceId: id });
  });
}
