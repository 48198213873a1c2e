import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockProvider } from '../providers/find-provider.js';
import { requireId } from '../references/require-id.js';

/**
 * Refuses a registration token from its next use on and forgets it. Instances that registered with it stay until their
 * time is up. Platform admins only.
 */
export async function revokeRegistrationToken(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string; tokenId: string },
): Promise<void> {
  requirePermission(actor, 'catalogue:write');
  const id = requireId('registrationToken', input.tokenId);
  await inTransaction(context, async (tx) => {
    const { id: providerId, slug } = await lockProvider(tx, input.provider);
    const row = await tx.registrationToken.findFirst({ where: { id, providerId } });
    if (row === null) throw new ApiError('not_found');
    await tx.registrationToken.delete({ where: { id } });
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'provider.registration_token_revoke',
      resourceKind: 'provider',
      resourceId: providerId,
      detail: { slug, id: publicId('registrationToken', id), name: row.name, last4: row.last4 },
    });
  });
}
