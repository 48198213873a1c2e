import type { UpdateWebhookEndpointInput, WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import type { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { loadHealth } from './endpoint-health.js';
import { findEndpoint, lockEndpoint } from './find-endpoint.js';
import { requireAllowedAddress } from './require-allowed-address.js';
import { webhookEndpointView } from './webhook-endpoint-view.js';

/**
 * Changes an endpoint; what is left out stays. What waits for it goes to the new address, and rests while it is disabled.
 * Enabling one that we disabled ourselves forgets how long it had been failing.
 */
export async function updateWebhookEndpoint(
  context: ManagementContext,
  actor: Actor,
  input: { endpointId: string; changes: UpdateWebhookEndpointInput },
): Promise<WebhookEndpointView> {
  const { endpointId, changes } = input;
  const wanted = { endpointId, permission: 'webhook:write' } as const;
  const { url: presentUrl } = await findEndpoint(context.db.prisma, actor, wanted);
  if (changes.url !== undefined && changes.url !== presentUrl) await requireAllowedAddress(context, changes.url, 'url');
  const row = await inTransaction(context, async (tx) => {
    const before = await lockEndpoint(tx, actor, wanted);
    const after = await tx.webhookEndpoint.update({
      where: { id: before.id },
      data: dataOf(changes, before, context.now()),
    });
    const detail = changedFields(audited(before), audited(after));
    if (Object.keys(detail.after).length > 0) {
      await writeAudit(tx, actor, {
        tenantId: after.tenantId,
        action: 'webhook.update',
        resourceKind: 'webhook',
        resourceId: after.id,
        detail,
      });
    }
    return after;
  });
  const healthOf = await loadHealth(context, [row.id]);
  return webhookEndpointView(row, healthOf(row.id), context.now());
}

function dataOf(
  { enabled, events, ...rest }: UpdateWebhookEndpointInput,
  before: Prisma.WebhookEndpointModel,
  now: Date,
): Prisma.WebhookEndpointUpdateInput {
  const data: Prisma.WebhookEndpointUpdateInput = withoutUndefined(rest);
  if (events !== undefined) data.events = [...new Set(events)];
  if (enabled === true && before.state !== 'enabled') {
    return { ...data, state: 'enabled', failingSince: null, exhaustedToldAt: null, disabledAt: null };
  }
  if (enabled === false && before.state === 'enabled') return { ...data, state: 'disabled', disabledAt: now };
  return data;
}

const audited = ({ url, description, events, state }: Prisma.WebhookEndpointModel) => ({
  url,
  description,
  events,
  state,
});
