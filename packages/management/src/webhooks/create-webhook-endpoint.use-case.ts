import type { CreatedWebhookEndpointView, CreateWebhookEndpointInput } from '@turnpike/contracts/management/webhooks';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockTenant } from '../tenants/lock-tenant.js';
import { requireAllowedAddress } from './require-allowed-address.js';
import { webhookEndpointView } from './webhook-endpoint-view.js';
import { endpointBinding, newWebhookSecret } from './webhook-secret.js';

/** Every event costs a delivery per endpoint; nobody needs to be told twenty times. */
const MAX_ENDPOINTS = 20;

const NO_HEALTH = { delivered: 0, failed: 0, pending: 0, lastDeliveredAt: null, medianMs: null };

/**
 * Makes an endpoint that is told of a tenant's events from now on. The answer holds the secret, this once. An address
 * that nothing may be sent to is refused with `address_not_allowed`.
 */
export async function createWebhookEndpoint(
  context: ManagementContext,
  actor: Actor,
  input: CreateWebhookEndpointInput,
): Promise<CreatedWebhookEndpointView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'webhook:write', { tenantId });
  const { url, description } = input;
  await requireAllowedAddress(context, url, 'url');
  const id = newId();
  const events = [...new Set(input.events)];
  const { secret, columns } = newWebhookSecret(context.credentialKeys, endpointBinding(id));
  const row = await inTransaction(context, async (tx) => {
    await requireRoom(tx, tenantId);
    const data = { id, tenantId, url, description, events, createdBy: actorUserId(actor), ...columns };
    const created = await tx.webhookEndpoint.create({ data });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'webhook.create',
      resourceKind: 'webhook',
      resourceId: id,
      detail: { url, events },
    });
    return created;
  });
  return { ...webhookEndpointView(row, NO_HEALTH, context.now()), secret };
}

/** Under the tenant's lock, so that two at once don't both find the last place. */
async function requireRoom(tx: Transaction, tenantId: string): Promise<void> {
  await lockTenant(tx, tenantId);
  const endpoints = await tx.webhookEndpoint.count({ where: { tenantId, deletedAt: null } });
  if (endpoints < MAX_ENDPOINTS) return;
  throw new ApiError('invalid_state', { message: `An organisation has at most ${MAX_ENDPOINTS} webhook endpoints.` });
}
