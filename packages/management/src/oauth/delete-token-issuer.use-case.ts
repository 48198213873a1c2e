import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findTokenIssuer } from './find-token-issuer.js';

/** Trusts an issuer no more; its tokens are refused within a second. */
export async function deleteTokenIssuer(
  context: ManagementContext,
  actor: Actor,
  input: { issuerId: string },
): Promise<void> {
  await inTransaction(context, async (tx) => {
    const row = await findTokenIssuer(tx, actor, { ...input, permission: 'access:write' });
    const { id, tenantId, name, issuer, audience } = row;
    const { count } = await tx.tokenIssuer.deleteMany({ where: { id } });
    if (count === 0) return;
    await raiseEpoch(tx, tenantId);
    const resource = { resourceKind: 'token-issuer', resourceId: id };
    await writeAudit(tx, actor, {
      tenantId,
      action: 'token-issuer.delete',
      ...resource,
      detail: { name, issuer, audience },
    });
  });
}
