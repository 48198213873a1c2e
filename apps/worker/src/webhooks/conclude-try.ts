/**
 * Writes what came of a try: the try itself, what becomes of the delivery, and what that says about its endpoint, in one
 * transaction. The endpoint is locked first, as by whoever deletes it. The try's number is the fence: one whose lease
 * another has taken over is written down, and decides nothing.
 */
import { newId } from '@turnpike/domain/ids';
import type pg from 'pg';
import { inTransaction } from '../usage/transaction.js';
import type { ClaimedDelivery } from './claim-deliveries.js';
import { judgeTry, type Verdict } from './delivery-schedule.js';
import { tellDisabled, tellExhausted } from './tell-endpoint-people.js';
import type { Try } from './try-delivery.js';

interface Endpoint {
  state: string;
  /** Whether it has failed for longer than is borne. */
  failsTooLong: boolean;
  /** Whether its people heard today that something was given up. */
  isTold: boolean;
  isDeleted: boolean;
}

/** Failing for so long without a success ends it. */
const PATIENCE = '5 days';
const TELL_EVERY = '1 day';

const LOCK_ENDPOINT = `
  SELECT state, deleted_at IS NOT NULL AS "isDeleted",
    coalesce(failing_since < now() - interval '${PATIENCE}', false) AS "failsTooLong",
    coalesce(exhausted_told_at > now() - interval '${TELL_EVERY}', false) AS "isTold"
  FROM webhook_endpoints WHERE id = $1 FOR NO KEY UPDATE`;

const INSERT_TRY = `
  INSERT INTO webhook_attempts
    (id, delivery_id, number, started_at, duration_ms, request_headers, response_status, response_headers, response_body, error)
  VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8::jsonb, $9, $10)`;

/** One that was cancelled meanwhile stays so, unless it arrived. */
const CONCLUDE = `
  UPDATE webhook_deliveries SET
    state = CASE WHEN state = 'cancelled' AND $3 <> 'delivered' THEN state ELSE $3::"DeliveryState" END,
    due_at = CASE WHEN $4::int IS NULL THEN due_at ELSE now() + make_interval(secs => $4::int / 1000.0) END,
    delivered_at = CASE WHEN $3 = 'delivered' THEN now() END, lease_until = NULL, last_status = $5, last_error = $6
  WHERE id = $1 AND attempts = $2`;

const STATES = { delivered: 'delivered', again: 'pending', exhausted: 'failed', gone: 'failed' } as const;

/** Gives the verdict; null when another had taken the delivery over. */
export async function concludeTry(pool: pg.Pool, delivery: ClaimedDelivery, made: Try): Promise<Verdict | null> {
  const retryAfter = made.responseHeaders?.['retry-after'] ?? null;
  const at = { step: delivery.step, nowMs: Date.now(), random: Math.random() };
  const verdict = judgeTry({ status: made.status, retryAfter }, at);
  return inTransaction(pool, async (client) => {
    const endpoint = await lockEndpoint(client, delivery.endpointId);
    await insertTry(client, delivery, made);
    const { rowCount } = await client.query(CONCLUDE, [
      delivery.id,
      delivery.attempt,
      STATES[verdict.kind],
      verdict.kind === 'again' ? verdict.pauseMs : null,
      made.status,
      made.error,
    ]);
    if (rowCount === 0) return null;
    if (endpoint !== null && !endpoint.isDeleted) await noteAtEndpoint(client, { delivery, endpoint, verdict });
    return verdict;
  });
}

async function lockEndpoint(client: pg.ClientBase, endpointId: string | null): Promise<Endpoint | null> {
  if (endpointId === null) return null;
  return (await client.query<Endpoint>(LOCK_ENDPOINT, [endpointId])).rows[0] ?? null;
}

async function insertTry(client: pg.ClientBase, delivery: ClaimedDelivery, made: Try): Promise<void> {
  await client.query(INSERT_TRY, [
    newId(),
    delivery.id,
    delivery.attempt,
    made.startedAt,
    made.durationMs,
    JSON.stringify(made.requestHeaders),
    made.status,
    made.responseHeaders === null ? null : JSON.stringify(made.responseHeaders),
    made.responseBody,
    made.error,
  ]);
}

interface Outcome {
  delivery: ClaimedDelivery;
  endpoint: Endpoint;
  verdict: Verdict;
}

/** A success forgets that it failed; a failure is remembered since the first, and ends the endpoint in time. */
async function noteAtEndpoint(client: pg.ClientBase, { delivery, endpoint, verdict }: Outcome): Promise<void> {
  const { endpointId } = delivery;
  if (verdict.kind === 'delivered') {
    await client.query(
      'UPDATE webhook_endpoints SET failing_since = NULL WHERE id = $1 AND failing_since IS NOT NULL',
      [endpointId],
    );
    return;
  }
  await client.query('UPDATE webhook_endpoints SET failing_since = now() WHERE id = $1 AND failing_since IS NULL', [
    endpointId,
  ]);
  if (endpoint.state === 'enabled' && (verdict.kind === 'gone' || endpoint.failsTooLong)) {
    const state = verdict.kind === 'gone' ? 'gone' : 'failing';
    const disable = `UPDATE webhook_endpoints SET state = $2::"WebhookEndpointState", disabled_at = now() WHERE id = $1`;
    await client.query(disable, [endpointId, state]);
    await tellDisabled(client, delivery, state);
  } else if (verdict.kind === 'exhausted' && !endpoint.isTold) {
    await client.query('UPDATE webhook_endpoints SET exhausted_told_at = now() WHERE id = $1', [endpointId]);
    await tellExhausted(client, delivery);
  }
}
