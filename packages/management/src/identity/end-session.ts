import type { Transaction } from '@turnpike/db/client';
import { writeAudit } from '../audit/write-audit.js';
import { hashSessionToken } from './session-token.js';

/** Ends the session of that token, if there is one that hasn't ended. */
export async function endSession(
  tx: Transaction,
  ended: { token: string; now: Date; ip: string | null; requestId: string | null },
): Promise<void> {
  const { token, now, ip, requestId } = ended;
  const tokenHash = hashSessionToken(token);
  if (tokenHash === null) return;
  const session = await tx.session.findUnique({ where: { tokenHash } });
  if (session === null || session.revokedAt !== null) return;
  await tx.session.update({ where: { id: session.id }, data: { revokedAt: now } });
  const actor = { kind: 'member', userId: session.userId, memberships: [], ip, requestId } as const;
  await writeAudit(tx, actor, {
    tenantId: null,
    action: 'session.end',
    resourceKind: 'session',
    resourceId: session.id,
  });
}
