import type { ChangePasswordInput } from '@turnpike/contracts/management/identity';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import { requestMail } from '../mail/request-mail.js';
import type { ManagementContext } from '../management-context.js';
import { ATTEMPT_LIMITS, countAttempt, forgetAttempts } from './attempts.js';
import { requireGoodPassword } from './good-password.js';
import { hashPassword, verifyPassword } from './password.js';
import { requirePerson } from './require-person.js';
import type { SignedIn } from './sign-in.use-case.js';
import { startSession } from './start-session.js';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

/**
 * Gives the person who asks another password, ends all their sessions and begins a new one for the browser that asked.
 * `validation_failed` names the field: the current password is wrong, or the new one is easy to guess. A person without
 * a password (`invalid_state`) gets their first one by {@link requestPasswordReset}.
 */
export async function changePassword(
  context: ManagementContext,
  actor: Actor,
  input: ChangePasswordInput & { userAgent: string | null },
): Promise<SignedIn> {
  const userId = requirePerson(actor);
  const user = await context.db.prisma.user.findUnique({ where: { id: userId } });
  if (user === null) throw new ApiError('unauthorized');
  if (user.passwordHash === null)
    throw new ApiError('invalid_state', { message: 'You have no password yet: ask for a link to choose one.' });
  await countAttempt(context, ATTEMPT_LIMITS.currentPassword, userId);
  if (!(await verifyPassword(user.passwordHash, input.currentPassword))) throw refusal('currentPassword', 'is wrong');
  await forgetAttempts(context, ATTEMPT_LIMITS.currentPassword, userId);
  const { email, name } = user;
  await requireGoodPassword(context, 'newPassword', { password: input.newPassword, email, name });
  if (input.newPassword === input.currentPassword) throw refusal('newPassword', 'must be another one than the current');
  const passwordHash = await hashPassword(input.newPassword);
  return inTransaction(context, async (tx) => {
    const now = context.now();
    const data = { passwordHash };
    const row = await tx.user.update({ where: { id: userId }, data, include: WITH_MEMBERSHIPS });
    await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
    const change = { action: 'user.change_password', resourceKind: 'user', resourceId: userId };
    await writeAudit(tx, actor, { tenantId: null, ...change });
    await requestMail(tx, { template: 'password_changed', to: email, name });
    const { ip, requestId } = actor;
    const session = await startSession(tx, userId, { ip, requestId, userAgent: input.userAgent, now });
    return { ...session, user: userView(row) };
  });
}

function refusal(param: string, message: string): ApiError {
  const text = `The ${param === 'newPassword' ? 'new' : 'current'} password ${message}.`;
  return new ApiError('validation_failed', { message: text, param, details: [{ field: param, message }] });
}
