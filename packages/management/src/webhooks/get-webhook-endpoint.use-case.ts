import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { loadHealth } from './endpoint-health.js';
import { findEndpoint } from './find-endpoint.js';
import { webhookEndpointView } from './webhook-endpoint-view.js';

/** One endpoint with its health. */
export async function getWebhookEndpoint(
  context: ManagementContext,
  actor: Actor,
  input: { endpointId: string },
): Promise<WebhookEndpointView> {
  const row = await findEndpoint(context.db.prisma, actor, { ...input, permission: 'webhook:read' });
  const healthOf = await loadHealth(context, [row.id]);
  return webhookEndpointView(row, healthOf(row.id), context.now());
}
