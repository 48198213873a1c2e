/**
 * Who runs a job: the row says so. A claim takes it for fifteen seconds under an attempt number of its own, which is
 * renewed while the run lasts; whatever a run writes is guarded by that number, so of two runs one counts.
 */
import { JOB_CHANNEL } from '@turnpike/contracts/job-channel';
import type pg from 'pg';

/** A job in hand. Ids are bare. */
export interface ClaimedJob {
  id: string;
  tenantId: string;
  applicationId: string;
  apiKeyId: string;
  operation: string;
  model: string;
  body: Buffer;
  metadata: Record<string, string> | null;
  callbackUrl: string | null;
  attempt: number;
  /** Runs that the provider failed, so far. */
  failures: number;
  createdAt: Date;
  isCancelled: boolean;
  /** It waited longer than a job may. */
  isTooOld: boolean;
}

/** A lease outlives two renewals that fail. */
export const LEASE_SECONDS = 15;
const LONGEST_WAIT_HOURS = 24;

/**
 * The job asked for; but where its tenant has its share of this worker already ($2), another tenant's that waits longest.
 * The one asked for is then asked for again by the sweep.
 */
const CLAIM = `
  WITH claimed AS (
    UPDATE jobs SET state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, now()),
      lease_until = now() + interval '${LEASE_SECONDS} seconds'
    WHERE id = coalesce((
        SELECT other.id FROM jobs other
        WHERE EXISTS (SELECT 1 FROM jobs named WHERE named.id = $1 AND named.tenant_id = ANY($2::uuid[]))
          AND other.state = 'queued' AND other.run_at <= now() AND other.tenant_id <> ALL($2::uuid[])
        ORDER BY other.run_at LIMIT 1 FOR UPDATE SKIP LOCKED
      ), $1)
      AND ((state = 'queued' AND run_at <= now()) OR (state = 'running' AND lease_until < now()))
    RETURNING *
  )
  SELECT id, tenant_id AS "tenantId", application_id AS "applicationId", api_key_id AS "apiKeyId", operation, model, body,
    metadata, callback_url AS "callbackUrl", attempt, failures, created_at AS "createdAt",
    cancel_requested_at IS NOT NULL AS "isCancelled",
    created_at < now() - interval '${LONGEST_WAIT_HOURS} hours' AS "isTooOld",
    pg_notify('${JOB_CHANNEL}', id::text) AS notified
  FROM claimed`;

/** Takes a job that is due; null when there is none to take. `busyTenants` have their share of this worker already. */
export async function claimJob(
  pool: pg.Pool,
  jobId: string,
  busyTenants: readonly string[],
): Promise<ClaimedJob | null> {
  const { rows } = await pool.query<ClaimedJob>(CLAIM, [jobId, busyTenants]);
  return rows[0] ?? null;
}

/** A run as its row knows it. */
export interface Claim {
  id: string;
  attempt: number;
}

const CLAIMS = 'unnest($1::uuid[], $2::int[]) AS mine (id, attempt)';
const OURS = `jobs.id = mine.id AND jobs.attempt = mine.attempt AND jobs.state = 'running'`;
const SEEN = 'jobs.id, jobs.attempt, jobs.cancel_requested_at IS NOT NULL AS "isCancelled"';

const RENEW = `
  UPDATE jobs SET lease_until = now() + interval '${LEASE_SECONDS} seconds' FROM ${CLAIMS} WHERE ${OURS} RETURNING ${SEEN}`;
const LOOK = `SELECT ${SEEN} FROM jobs, ${CLAIMS} WHERE ${OURS}`;

/** Which of these are still ours, and whether somebody wants them stopped; with `renew` they stay ours for longer. */
export async function lookAfter(
  pool: pg.Pool,
  claims: readonly Claim[],
  renew: boolean,
): Promise<(Claim & { isCancelled: boolean })[]> {
  const parameters = [claims.map(({ id }) => id), claims.map(({ attempt }) => attempt)];
  const { rows } = await pool.query<Claim & { isCancelled: boolean }>(renew ? RENEW : LOOK, parameters);
  return rows;
}
