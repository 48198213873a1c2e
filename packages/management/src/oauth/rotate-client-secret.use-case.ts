import type { RotateClientSecretInput, RotatedClientSecretView } from '@turnpike/contracts/management/oauth';
import { SECRET_OVERLAPS_MS } from '@turnpike/contracts/management/webhooks';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { newClientSecret } from './client-secret.js';
import { lockClient } from './find-client.js';

/** Gives a client a new secret, shown this once. The one before works until the overlap is over; older ones end. */
export async function rotateClientSecret(
  context: ManagementContext,
  actor: Actor,
  input: RotateClientSecretInput & { clientId: string },
): Promise<RotatedClientSecretView> {
  const { clientId, overlap } = input;
  const previousSecretUntil = new Date(context.now().getTime() + SECRET_OVERLAPS_MS[overlap]);
  return inTransaction(context, async (tx) => {
    const found = await lockClient(tx, actor, { clientId, permission: 'oauth-client:write' });
    if (found.revokedAt !== null || found.secretHash === null)
      throw new ApiError('invalid_state', { message: 'The client is revoked, or shows no secret.' });
    const { secret, columns } = newClientSecret(context);
    const previous =
      overlap === 'now'
        ? { previousSecretHash: null, previousSecretUntil: null }
        : { previousSecretHash: new Uint8Array(found.secretHash), previousSecretUntil };
    await tx.oAuthClient.update({ where: { id: found.id }, data: { ...columns, ...previous } });
    await writeAudit(tx, actor, {
      tenantId: found.tenantId,
      action: 'oauth-client.rotate',
      resourceKind: 'oauth-client',
      resourceId: found.id,
      detail: { name: found.name, overlap },
    });
    return { secret, previousUntil: previous.previousSecretUntil?.toISOString() ?? null };
  });
}
