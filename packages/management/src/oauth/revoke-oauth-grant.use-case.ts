import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { endGrants } from './end-grants.js';

/** Ends what a person allowed a client: by that person, or by who manages clients of the tenant that it calls in. */
export async function revokeOAuthGrant(
  context: ManagementContext,
  actor: Actor,
  input: { grantId: string },
): Promise<void> {
  const id = requireId('oauthGrant', input.grantId);
  await inTransaction(context, async (tx) => {
    const row = await tx.oAuthGrant.findUnique({ where: { id }, include: { client: { select: { name: true } } } });
    if (row === null) throw new ApiError('not_found');
    const { tenantId, userId } = row;
    if (actorUserId(actor) !== userId) requirePermission(actor, 'oauth-client:write', { tenantId });
    if ((await endGrants(tx, { id }, context.now())) === 0) return;
    await writeAudit(tx, actor, {
      tenantId,
      action: 'oauth-grant.revoke',
      resourceKind: 'oauth-grant',
      resourceId: id,
      detail: { client: row.client.name },
    });
  });
}
