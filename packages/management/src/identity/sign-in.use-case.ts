import type { SignInInput, UserView } from '@turnpike/contracts/management/identity';
import { ApiError } from '@turnpike/errors/api-error';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import {
  ATTEMPT_LIMITS,
  countAttempt,
  countedAddress,
  forgetAttempts,
  forgiveAttempt,
  tryAttempt,
} from './attempts.js';
import { newestVerification, sendVerification } from './email-links.js';
import { verifyPassword } from './password.js';
import { type SessionOrigin, type StartedSession, startSession } from './start-session.js';
import { type UserRow, userView, WITH_MEMBERSHIPS } from './user-view.js';

export interface SignInRequest extends SignInInput, SessionOrigin {}

export interface SignedIn extends StartedSession {
  user: UserView;
}

/**
 * Begins a session, and ends the one the browser carried. Unknown e-mail, wrong password and disabled account are one
 * and the same `unauthorized`; after ten failures within a quarter of an hour by address and e-mail, or a hundred by
 * address, `too_many_attempts`. With the right password of an address that isn't verified yet, `email_unverified`, and
 * the link for verifying it is sent again.
 */
export async function signIn(context: ManagementContext, request: SignInRequest): Promise<SignedIn> {
  const { email } = request;
  const address = countedAddress(request.ip);
  await countAttempt(context, ATTEMPT_LIMITS.signInAddress, address);
  await countAttempt(context, ATTEMPT_LIMITS.signIn, address, email);
  const user = await context.db.prisma.user.findUnique({ where: { email }, include: WITH_MEMBERSHIPS });
  const fits = await verifyPassword(user?.passwordHash ?? null, request.password);
  if (user === null || !fits || user.disabledAt !== null) {
    throw new ApiError('unauthorized', { message: 'The e-mail or the password is wrong.' });
  }
  await forgetAttempts(context, ATTEMPT_LIMITS.signIn, address, email);
  await forgiveAttempt(context, ATTEMPT_LIMITS.signInAddress, address);
  if (user.emailVerifiedAt === null) return refuseUnverified(context, user);
  const now = context.now();
  const session = await inTransaction(context, (tx) => startSession(tx, user.id, { ...request, now }));
  return { ...session, user: userView(user) };
}

async function refuseUnverified(context: ManagementContext, user: UserRow): Promise<never> {
  // Without a mail where too many were sent: the one that is there will do.
  if ((await tryAttempt(context, ATTEMPT_LIMITS.mail, 'verify', user.email)) === 0) {
    await inTransaction(context, async (tx) => {
      // With the password of whoever signed up last: who guessed at the address first must not have theirs kept.
      const verification = await newestVerification(tx, user);
      await sendVerification(context, tx, { user, verification });
    });
  }
  throw new ApiError('email_unverified');
}
