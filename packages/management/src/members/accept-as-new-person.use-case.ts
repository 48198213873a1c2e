import type { AcceptAsNewPersonInput, JoinedTenantView } from '@turnpike/contracts/management/members';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { isUniqueViolation } from '@turnpike/db/errors';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { inTransaction } from '../changes/change.js';
import { ATTEMPT_LIMITS, countAttempt, countedAddress } from '../identity/attempts.js';
import { requireGoodPassword } from '../identity/good-password.js';
import { hashPassword } from '../identity/password.js';
import { type SessionOrigin, type StartedSession, startSession } from '../identity/start-session.js';
import type { ManagementContext } from '../management-context.js';
import { joinTenant } from './join-tenant.js';
import { findOpenInvitation, type OpenInvitation } from './open-invitation.js';

export type AcceptAsNewPersonRequest = AcceptAsNewPersonInput & Omit<SessionOrigin, 'now'>;

/**
 * Makes an account of the invited address, joins the tenant and signs in. The link came by mail, so the address is
 * verified at once. `invalid_state` where the address has a verified account: its owner signs in instead.
 */
export async function acceptAsNewPerson(
  context: ManagementContext,
  request: AcceptAsNewPersonRequest,
): Promise<StartedSession & { joined: JoinedTenantView }> {
  const { token, name, ip, userAgent, requestId = null, previousToken = null } = request;
  await countAttempt(context, ATTEMPT_LIMITS.link, countedAddress(ip));
  const now = context.now();
  const { email } = await findOpenInvitation(context.db.prisma, { token, now });
  await requireGoodPassword(context, 'password', { password: request.password, email, name });
  const passwordHash = await hashPassword(request.password);
  try {
    return await inTransaction(context, async (tx) => {
      const invitation = await findOpenInvitation(tx, { token, now });
      const person = await provePerson(tx, invitation, { name, passwordHash, now });
      const actor = { kind: 'member', userId: person.id, memberships: [], ip, requestId } as const;
      const joined = await joinTenant(tx, { invitation, person, actor, now });
      const session = await startSession(tx, person.id, { ip, userAgent, requestId, previousToken, now });
      return { ...session, joined };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw accountExists(error);
    throw error;
  }
}

/**
 * A new person; or the one who once signed up with the address and never verified it. That may have been anybody, so
 * whatever they left behind ends here: password, sessions, links.
 */
async function provePerson(
  tx: Transaction,
  { email }: OpenInvitation,
  chosen: { name: string; passwordHash: string; now: Date },
): Promise<Prisma.UserModel> {
  const { name, passwordHash, now } = chosen;
  const found = await tx.user.findUnique({ where: { email } });
  if (found === null) {
    return tx.user.create({ data: { id: newId(), email, name, passwordHash, emailVerifiedAt: now } });
  }
  if (found.emailVerifiedAt !== null) throw accountExists();
  if (found.disabledAt !== null) throw new ApiError('not_found');
  const userId = found.id;
  await tx.session.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: now } });
  await tx.emailToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } });
  await tx.userIdentity.deleteMany({ where: { userId } });
  return tx.user.update({ where: { id: userId }, data: { name, passwordHash, emailVerifiedAt: now } });
}

function accountExists(cause?: unknown): ApiError {
  const message = 'There is an account of this address already. Sign in to accept the invitation.';
  return new ApiError('invalid_state', { message, cause });
}
