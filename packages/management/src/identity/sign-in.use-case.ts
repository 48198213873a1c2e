import type { SignInInput, UserView } from '@turnpike/contracts/management/identity';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { verifyPassword } from './password.js';
import { generateSessionToken, hashSessionToken } from './session-token.js';
import { userView, WITH_MEMBERSHIPS } from './user-view.js';

export interface SignInRequest extends SignInInput {
  ip: string | null;
  userAgent: string | null;
  requestId?: string | null;
}

export interface SignedIn {
  /** The session's secret, for the cookie. Only its hash is kept. */
  token: string;
  expiresAt: Date;
  user: UserView;
}

const SESSION_MS = 14 * 24 * 3_600_000;
const MAX_USER_AGENT = 400;

/**
 * Begins a session. Unknown e-mail, wrong password and disabled account are one and the same `unauthorized`. The caller
 * bounds how often an address may try.
 */
export async function signIn(context: ManagementContext, request: SignInRequest): Promise<SignedIn> {
  const user = await context.db.prisma.user.findUnique({ where: { email: request.email }, include: WITH_MEMBERSHIPS });
  const fits = await verifyPassword(user?.passwordHash ?? null, request.password);
  if (user === null || !fits || user.disabledAt !== null) {
    throw new ApiError('unauthorized', { message: 'The e-mail or the password is wrong.' });
  }
  const token = generateSessionToken();
  const tokenHash = hashSessionToken(token);
  if (tokenHash === null) throw new Error('made a malformed session token');
  const expiresAt = new Date(context.now().getTime() + SESSION_MS);
  const { ip, requestId = null } = request;
  const userAgent = request.userAgent?.slice(0, MAX_USER_AGENT) ?? null;
  await inTransaction(context, async (tx) => {
    const session = await tx.session.create({
      data: { id: newId(), userId: user.id, tokenHash, ip, userAgent, expiresAt },
    });
    const actor = { kind: 'member', userId: user.id, memberships: [], ip, requestId } as const;
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'session.create',
      resourceKind: 'session',
      resourceId: session.id,
    });
  });
  return { token, expiresAt, user: userView(user) };
}
