import { WEBHOOK_EVENTS, type WebhookEventData, type WebhookEventType } from '@turnpike/contracts/webhook-event';
import type { Transaction } from '@turnpike/db/client';
import { enqueue } from '../changes/change.js';

/** Who is told, and of what. `tenantId` is bare; `callbackUrl` is told besides the tenant's endpoints. */
export interface OccurredEventOf<T extends WebhookEventType> {
  tenantId: string;
  type: T;
  data: WebhookEventData<T>;
  callbackUrl?: string | null;
  /** Bare id: that endpoint alone. */
  endpointId?: string | null;
}

/** Has a tenant's webhooks told after the transaction has committed; not at all when it is rolled back. */
export async function emitEvent<T extends WebhookEventType>(tx: Transaction, event: OccurredEventOf<T>): Promise<void> {
  await enqueue(tx, 'event.occurred', {
    tenantId: event.tenantId,
    type: event.type,
    occurredAt: new Date().toISOString(),
    data: WEBHOOK_EVENTS[event.type].parse(event.data),
    callbackUrl: event.callbackUrl ?? null,
    endpointId: event.endpointId ?? null,
  });
}
