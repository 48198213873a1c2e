import type { Page } from '@turnpike/contracts/management/fields';
import type { ListWebhookEndpointsInput, WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { requireId } from '../references/require-id.js';
import { loadHealth } from './endpoint-health.js';
import { WITHOUT_SECRETS, webhookEndpointView } from './webhook-endpoint-view.js';

/** Endpoints of the tenants the actor may look into, or of one of them, with their health. Newest first. */
export async function listWebhookEndpoints(
  context: ManagementContext,
  actor: Actor,
  input: ListWebhookEndpointsInput,
): Promise<Page<WebhookEndpointView>> {
  const tenantId = input.tenantId === undefined ? undefined : requireId('tenant', input.tenantId);
  const readable = readableTenants(actor, 'webhook:read', tenantId);
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.webhookEndpoint.findMany({
    where: {
      AND: [afterCursor(keyset), { deletedAt: null }, readable === null ? {} : { tenantId: { in: readable } }],
    },
    omit: WITHOUT_SECRETS,
    ...newestFirst(keyset),
  });
  const shown = rows.slice(0, keyset.limit).map(({ id }) => id);
  const healthOf = await loadHealth(context, shown);
  const now = context.now();
  return toPage(rows, keyset, (row) => webhookEndpointView(row, healthOf(row.id), now));
}
