/** Events of a tenant that the worker's own transactions bring about, written to the outbox by them. */
import { CHANGE_CHANNEL } from '@turnpike/contracts/change-channel';
import {
  type OccurredEvent,
  WEBHOOK_EVENTS,
  type WebhookEventData,
  type WebhookEventType,
} from '@turnpike/contracts/webhook-event';
import { newId } from '@turnpike/domain/ids';
import type pg from 'pg';
import { storableJson } from './storable-json.js';

const INSERT = `INSERT INTO outbox_messages (id, topic, payload) VALUES ($1, 'event.occurred', $2::jsonb)`;
const NOTIFY = `SELECT pg_notify('${CHANGE_CHANNEL}', '{"kind":"outbox"}')`;

/** Has a tenant's webhooks told after the transaction has committed; not at all when it is rolled back. */
export async function emitEvent<T extends WebhookEventType>(
  client: pg.ClientBase,
  event: { tenantId: string; type: T; data: WebhookEventData<T>; callbackUrl?: string | null },
): Promise<void> {
  const payload: OccurredEvent = {
    tenantId: event.tenantId,
    type: event.type,
    occurredAt: new Date().toISOString(),
    data: WEBHOOK_EVENTS[event.type].parse(event.data),
    callbackUrl: event.callbackUrl ?? null,
    endpointId: null,
  };
  await client.query(INSERT, [newId(), storableJson(payload)]);
  await client.query(NOTIFY);
}
