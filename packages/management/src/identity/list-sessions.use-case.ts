import type { SessionView } from '@turnpike/contracts/management/identity';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { requirePerson } from './require-person.js';
import { hashSessionToken } from './session-token.js';

/** Nobody looks at more, and nobody has more by ordinary means. */
const MOST_SHOWN = 100;

/** The sessions of the person who asks that have not ended, last seen first. `token` is the asking session's. */
export async function listSessions(
  context: ManagementContext,
  actor: Actor,
  { token }: { token: string | null },
): Promise<SessionView[]> {
  const userId = requirePerson(actor);
  const rows = await context.db.prisma.session.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: context.now() } },
    orderBy: { lastSeenAt: 'desc' },
    take: MOST_SHOWN,
  });
  const own = token === null ? null : hashSessionToken(token);
  return rows.map((row) => sessionView(row, own));
}

function sessionView(row: Prisma.SessionModel, own: Uint8Array | null): SessionView {
  return {
    id: publicId('session', row.id),
    current: own !== null && Buffer.compare(row.tokenHash, own) === 0,
    ip: row.ip,
    userAgent: row.userAgent,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}
