import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { hashSessionToken } from './session-token.js';

/** Ends the session of that token, if there is one. */
export async function signOut(context: ManagementContext, token: string): Promise<void> {
  const tokenHash = hashSessionToken(token);
  if (tokenHash === null) return;
  await inTransaction(context, async (tx) => {
    const session = await tx.session.findUnique({ where: { tokenHash } });
    if (session === null || session.revokedAt !== null) return;
    await tx.session.update({ where: { id: session.id }, data: { revokedAt: context.now() } });
    const actor = { kind: 'member', userId: session.userId, memberships: [], ip: null, requestId: null } as const;
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'session.end',
      resourceKind: 'session',
      resourceId: session.id,
    });
  });
}
