import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { writeAudit } from '../audit/write-audit.js';
import { endSession } from './end-session.js';
import { generateSessionToken, hashSessionToken } from './session-token.js';

/** Where a session begins. */
export interface SessionOrigin {
  ip: string | null;
  userAgent: string | null;
  requestId?: string | null;
  /** The session token the browser carried until now: that session ends, so that nobody can have planted it. */
  previousToken?: string | null;
  /** The current time when omitted. */
  now?: Date;
}

/** What the browser is given. */
export interface StartedSession {
  /** The session's secret, for the cookie. Only its hash is kept. */
  token: string;
  expiresAt: Date;
}

const SESSION_MS = 14 * 24 * 3_600_000;
const MAX_USER_AGENT = 400;

/** Begins a session under a token of its own. Who may have one is the caller's to decide; `userId` is bare. */
export async function startSession(tx: Transaction, userId: string, origin: SessionOrigin): Promise<StartedSession> {
  const { ip, requestId = null, previousToken = null, now = new Date() } = origin;
  const token = generateSessionToken();
  const tokenHash = hashSessionToken(token);
  if (tokenHash === null) throw new Error('made a malformed session token');
  if (previousToken !== null) await endSession(tx, { token: previousToken, now, ip, requestId });
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const userAgent = origin.userAgent?.slice(0, MAX_USER_AGENT) ?? null;
  const session = await tx.session.create({
    data: { id: newId(), userId, tokenHash, ip, userAgent, createdAt: now, lastSeenAt: now, expiresAt },
  });
  const actor = { kind: 'member', userId, memberships: [], ip, requestId } as const;
  await writeAudit(tx, actor, {
    tenantId: null,
    action: 'session.create',
    resourceKind: 'session',
    resourceId: session.id,
  });
  return { token, expiresAt };
}
