import type { Page } from '@turnpike/contracts/management/fields';
import type { DeliveryView, ListDeliveriesInput } from '@turnpike/contracts/management/webhooks';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { deliveryView, WITH_TYPE } from './delivery-view.js';
import { findEndpoint } from './find-endpoint.js';

/**
 * Deliveries of the tenants the actor may look into, of one of them, or of one endpoint, newest first. Callbacks of jobs
 * are among a tenant's.
 */
export async function listDeliveries(
  context: ManagementContext,
  actor: Actor,
  input: ListDeliveriesInput,
): Promise<Page<DeliveryView>> {
  const { prisma } = context.db;
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'webhook:read', tenantId);
  const { endpointId, state, type } = input;
  const endpoint =
    endpointId === undefined
      ? undefined
      : await findEndpoint(prisma, actor, { endpointId, permission: 'webhook:read' });
  const keyset = readKeyset(input);
  const rows = await prisma.webhookDelivery.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        readable === null ? {} : { tenantId: { in: readable } },
        withoutUndefined({ endpointId: endpoint?.id, state }),
        type === undefined ? {} : { event: { type } },
      ],
    },
    include: WITH_TYPE,
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, deliveryView);
}
