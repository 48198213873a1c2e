/** Takes what is due of a lane for a try each, under a lease, so that nobody else tries them meanwhile. */
import type { CredentialKeys } from '@turnpike/management/credentials/secret-box';
import { callbackBinding, endpointBinding, signingSecrets } from '@turnpike/management/webhooks/webhook-secret';
import type pg from 'pg';
import { inTransaction } from '../usage/transaction.js';

/** However much waits for a receiver, this many tries run at once: a slow one must not take all there is. */
export const LANE_WIDTH = 4;

/** Longer than a try and its record may take; how soon a try is repeated whose worker was killed. */
const LEASE = '30 seconds';

export interface ClaimedDelivery {
  id: string;
  tenantId: string;
  endpointId: string | null;
  eventId: string;
  url: string;
  type: string;
  body: string;
  /** The try's number, from 1 on: whoever has another number has lost the lease. */
  attempt: number;
  /** The try's place in the present schedule, from 1 on. */
  step: number;
  /** Newest first; null when they can't be opened. */
  secrets: [string, ...string[]] | null;
}

interface Row extends Omit<ClaimedDelivery, 'secrets'> {
  secret: Buffer | null;
  secretKeyId: string | null;
  previousSecret: Buffer | null;
  previousSecretKeyId: string | null;
  previousSecretUntil: Date | null;
}

/** Two claims of a lane at once would each find all of its room. */
const LOCK_LANE = `SELECT pg_advisory_xact_lock(hashtextextended('webhook-lane:' || $1::text, 0))`;

/** A lease that is still there was never ended: its try died with its worker, and takes no step of the schedule. */
const CLAIM = `
  WITH room AS (
    SELECT greatest(0, $2 - count(*)) AS places FROM webhook_deliveries
    WHERE coalesce(endpoint_id, tenant_id) = $1 AND state = 'pending' AND lease_until > now()
  ), due AS (
    SELECT d.id FROM webhook_deliveries d LEFT JOIN webhook_endpoints e ON e.id = d.endpoint_id
    WHERE coalesce(d.endpoint_id, d.tenant_id) = $1 AND d.state = 'pending' AND d.due_at <= now()
      AND (d.lease_until IS NULL OR d.lease_until <= now())
      AND (d.endpoint_id IS NULL OR (e.state = 'enabled' AND e.deleted_at IS NULL))
    ORDER BY d.due_at LIMIT (SELECT places FROM room) FOR UPDATE OF d SKIP LOCKED
  ), claimed AS (
    UPDATE webhook_deliveries d
    SET attempts = d.attempts + 1, schedule_from = d.schedule_from + (d.lease_until IS NOT NULL)::int, lease_until = now() + interval '${LEASE}',
      url = coalesce((SELECT e.url FROM webhook_endpoints e WHERE e.id = d.endpoint_id), d.url)
    FROM due WHERE d.id = due.id RETURNING d.*
  )
  SELECT c.id, c.tenant_id AS "tenantId", c.endpoint_id AS "endpointId", c.event_id AS "eventId", c.url, v.type, v.body,
    c.attempts AS attempt, c.attempts - c.schedule_from AS step,
    coalesce(e.secret, s.secret) AS secret, coalesce(e.secret_key_id, s.secret_key_id) AS "secretKeyId",
    coalesce(e.previous_secret, s.previous_secret) AS "previousSecret",
    coalesce(e.previous_secret_key_id, s.previous_secret_key_id) AS "previousSecretKeyId",
    coalesce(e.previous_secret_until, s.previous_secret_until) AS "previousSecretUntil"
  FROM claimed c
  JOIN webhook_events v ON v.id = c.event_id
  LEFT JOIN webhook_endpoints e ON e.id = c.endpoint_id
  LEFT JOIN callback_secrets s ON s.tenant_id = c.tenant_id AND c.endpoint_id IS NULL`;

/** At most as many as the lane has room for; none when nothing is due, or its endpoint takes nothing. */
export async function claimDeliveries(
  { pool, credentialKeys }: { pool: pg.Pool; credentialKeys: CredentialKeys },
  lane: string,
): Promise<ClaimedDelivery[]> {
  const rows = await inTransaction(pool, async (client) => {
    await client.query(LOCK_LANE, [lane]);
    return (await client.query<Row>(CLAIM, [lane, LANE_WIDTH])).rows;
  });
  const now = new Date();
  return rows.map((row) => {
    const { id, tenantId, endpointId, eventId, url, type, body, attempt, step } = row;
    const secrets = secretsOf(credentialKeys, row, now);
    return { id, tenantId, endpointId, eventId, url, type, body, attempt, step, secrets };
  });
}

function secretsOf(keys: CredentialKeys, row: Row, now: Date): [string, ...string[]] | null {
  const { secret, secretKeyId, endpointId, tenantId } = row;
  if (secret === null || secretKeyId === null) return null;
  const boundTo = endpointId === null ? callbackBinding(tenantId) : endpointBinding(endpointId);
  try {
    return signingSecrets(keys, { ...row, secret, secretKeyId }, { boundTo, now });
  } catch {
    // As after the platform's credential key was lost: the try says so.
    return null;
  }
}
