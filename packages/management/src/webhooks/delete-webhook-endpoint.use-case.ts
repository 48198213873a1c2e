import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockEndpoint } from './find-endpoint.js';

/** Takes an endpoint away for good, with its secrets; what waits for it is cancelled, what was delivered stays to be seen. */
export async function deleteWebhookEndpoint(
  context: ManagementContext,
  actor: Actor,
  input: { endpointId: string },
): Promise<void> {
  const now = context.now();
  await inTransaction(context, async (tx) => {
    const { id, tenantId, url } = await lockEndpoint(tx, actor, { ...input, permission: 'webhook:write' });
    await tx.webhookEndpoint.update({
      where: { id },
      data: {
        state: 'disabled',
        deletedAt: now,
        disabledAt: now,
        secret: new Uint8Array(),
        previousSecret: null,
        previousSecretKeyId: null,
        previousSecretUntil: null,
      },
    });
    const { count } = await tx.webhookDelivery.updateMany({
      where: { endpointId: id, state: 'pending' },
      data: { state: 'cancelled' },
    });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'webhook.delete',
      resourceKind: 'webhook',
      resourceId: id,
      detail: { url, cancelledDeliveries: count },
    });
  });
}
