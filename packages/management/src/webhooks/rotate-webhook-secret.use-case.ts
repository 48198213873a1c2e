import {
  type RotatedSecretView,
  type RotateSecretInput,
  SECRET_OVERLAPS_MS,
} from '@turnpike/contracts/management/webhooks';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockEndpoint } from './find-endpoint.js';
import { endpointBinding, rotatedColumns } from './webhook-secret.js';

/** Gives an endpoint a new secret, shown this once. The one before signs too until the overlap is over; older ones end. */
export async function rotateWebhookSecret(
  context: ManagementContext,
  actor: Actor,
  input: RotateSecretInput & { endpointId: string },
): Promise<RotatedSecretView> {
  const { endpointId, overlap } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const found = await lockEndpoint(tx, actor, { endpointId, permission: 'webhook:write' });
    const rotation = { boundTo: endpointBinding(found.id), now, overlapMs: SECRET_OVERLAPS_MS[overlap] };
    const { secret, columns } = rotatedColumns(context.credentialKeys, found, rotation);
    await tx.webhookEndpoint.update({ where: { id: found.id }, data: columns });
    await writeAudit(tx, actor, {
      tenantId: found.tenantId,
      action: 'webhook.rotate',
      resourceKind: 'webhook',
      resourceId: found.id,
      detail: { overlap },
    });
    return { secret, previousUntil: columns.previousSecretUntil?.toISOString() ?? null };
  });
}
