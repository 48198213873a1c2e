/**
 * Makes of something that happened the event its receivers are told of, and one delivery for each: the tenant's enabled
 * endpoints that want it, and the callback of a job. The event's id is the outbox row's, so that repeating it adds nothing.
 */
import type { OccurredEvent } from '@turnpike/contracts/webhook-event';
import { derivedId } from '@turnpike/domain/derived-id';
import type { CredentialKeys } from '@turnpike/management/credentials/secret-box';
import { callbackBinding, newWebhookSecret } from '@turnpike/management/webhooks/webhook-secret';
import type { WebhookDeliveriesQueue } from '@turnpike/queues/webhook-deliveries.queue';
import type pg from 'pg';

export interface FanOutContext {
  pool: pg.Pool;
  credentialKeys: CredentialKeys;
  deliveries: WebhookDeliveriesQueue;
}

/** An event for one endpoint alone goes there whatever that one asked for. Nobody to tell: nothing is written. */
const FAN_OUT = `
  WITH receivers AS (
    SELECT id AS endpoint_id, url FROM webhook_endpoints
    WHERE tenant_id = $2 AND state = 'enabled' AND deleted_at IS NULL
      AND CASE WHEN $5::uuid IS NULL THEN cardinality(events) = 0 OR $3 = ANY(events) ELSE id = $5 END
    UNION ALL SELECT NULL, $6::text WHERE $6::text IS NOT NULL
  ), event AS (
    INSERT INTO webhook_events (id, tenant_id, type, body)
    SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT FROM receivers)
    ON CONFLICT (id) DO NOTHING
  )
  INSERT INTO webhook_deliveries (id, tenant_id, event_id, endpoint_id, url)
  SELECT CASE WHEN endpoint_id IS NULL THEN $7::uuid ELSE uuidv7() END, $2, $1, endpoint_id, url FROM receivers
  ON CONFLICT DO NOTHING
  RETURNING coalesce(endpoint_id, tenant_id) AS lane`;

const ENSURE_SECRET = `
  INSERT INTO callback_secrets (tenant_id, secret, secret_key_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;

/** `id` is the outbox row's. What is due is found by the sweep too, so an unreachable queue costs a moment. */
export async function fanOutEvent(context: FanOutContext, id: string, event: OccurredEvent): Promise<void> {
  const { tenantId, type, occurredAt, data, callbackUrl, endpointId } = event;
  if (callbackUrl !== null) await ensureCallbackSecret(context, tenantId);
  const body = JSON.stringify({ type, timestamp: occurredAt, data });
  const { rows } = await context.pool.query<{ lane: string }>(FAN_OUT, [
    id,
    tenantId,
    type,
    body,
    endpointId,
    callbackUrl,
    derivedId(id, 'callback'),
  ]);
  await context.deliveries.enqueue(rows.map(({ lane }) => lane)).catch(() => undefined);
}

/** The first callback makes it; whoever comes second finds it. */
async function ensureCallbackSecret({ pool, credentialKeys }: FanOutContext, tenantId: string): Promise<void> {
  const { rowCount } = await pool.query('SELECT FROM callback_secrets WHERE tenant_id = $1', [tenantId]);
  if (rowCount !== 0) return;
  const { columns } = newWebhookSecret(credentialKeys, callbackBinding(tenantId));
  await pool.query(ENSURE_SECRET, [tenantId, columns.secret, columns.secretKeyId]);
}
