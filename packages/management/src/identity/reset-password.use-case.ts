import type { ResetPasswordInput } from '@turnpike/contracts/management/identity';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import { requestMail } from '../mail/request-mail.js';
import type { ManagementContext } from '../management-context.js';
import { ATTEMPT_LIMITS, countAttempt, countedAddress, forgetAttempts } from './attempts.js';
import { closeLinks, findLink, useLink } from './email-links.js';
import { requireGoodPassword } from './good-password.js';
import { hashPassword } from './password.js';
import type { SignedIn } from './sign-in.use-case.js';
import { type SessionOrigin, startSession } from './start-session.js';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

/**
 * Gives a person the password they chose by the link their mail carried, ends every session, and begins a new one. Who
 * reads the mail has the address, so it counts as verified. Throws `link_invalid`, `validation_failed` for a password
 * that is easy to guess (the link stays good), `too_many_attempts`.
 */
export async function resetPassword(
  context: ManagementContext,
  request: ResetPasswordInput & SessionOrigin,
): Promise<SignedIn> {
  const { token, password, ip, requestId = null } = request;
  await countAttempt(context, ATTEMPT_LIMITS.link, countedAddress(ip));
  const link = await findLink(context, 'reset_password', token);
  const { userId, user } = link;
  await requireGoodPassword(context, 'password', { password, email: user.email, name: user.name });
  const passwordHash = await hashPassword(password);
  const signedIn = await inTransaction(context, async (tx) => {
    await useLink(context, tx, link);
    const now = context.now();
    // Links that would verify the address could bring back a password somebody else chose.
    await closeLinks(tx, { userId, purpose: 'verify_email' }, now);
    const verified = { emailVerifiedAt: user.emailVerifiedAt ?? now };
    const row = await tx.user.update({
      where: { id: userId },
      data: { passwordHash, ...verified },
      include: WITH_MEMBERSHIPS,
    });
    await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
    const actor = { kind: 'member', userId, memberships: [], ip, requestId } as const;
    const change = { action: 'user.reset_password', resourceKind: 'user', resourceId: userId };
    await writeAudit(tx, actor, { tenantId: null, ...change });
    await requestMail(tx, { template: 'password_changed', to: row.email, name: row.name });
    return { ...(await startSession(tx, userId, { ...request, now })), user: userView(row) };
  });
  await forgetAttempts(context, ATTEMPT_LIMITS.signIn, countedAddress(ip), user.email);
  return signedIn;
}
