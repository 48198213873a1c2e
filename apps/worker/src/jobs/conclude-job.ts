/**
 * The end of a run, in one transaction that is guarded by its attempt: the result and its charge, the event for whoever
 * waits, and the word that the state changed. What the run is owed or owes is settled afterwards, and again by the sweep
 * should this process die in between.
 */
import { JOB_CHANNEL } from '@turnpike/contracts/job-channel';
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { publicId } from '@turnpike/domain/ids';
import { pickUsage } from '@turnpike/domain/usage';
import type pg from 'pg';
import { emitEvent } from '../outbox/emit-event.js';
import { storableJson } from '../outbox/storable-json.js';
import { inTransaction } from '../usage/transaction.js';
import type { ClaimedJob } from './claim-job.js';
import type { JobError } from './judge-run.js';
import { cancelledEvent } from './undelivered-event.js';

/** What is to be written of a run. `requestId` is the run's call, null where there was none. */
export type Conclusion =
  | { kind: 'completed'; requestId: string; event: UsageEvent; status: number; contentType: string; result: Buffer }
  | { kind: 'failed'; requestId: string | null; event: UsageEvent | null; status: number; error: JobError }
  | { kind: 'cancelled'; requestId: string | null; event: UsageEvent | null }
  | { kind: 'again'; requestId: string | null; event: UsageEvent | null; failed: boolean; delayMs: number };

/**
 * What the row says after it, with the usage event it holds. `cancelled`: somebody wanted it stopped, so nothing was
 * delivered and nothing is charged. `lost`: the job is another run's, so this one's call came to nothing.
 */
export type Concluded = { kind: 'written' | 'cancelled'; event: UsageEvent | null } | { kind: 'lost' };

interface LockedRow {
  state: string;
  attempt: number;
  call_id: string | null;
  is_cancelled: boolean;
}

const LOCK = `
  SELECT state, attempt, call_id, cancel_requested_at IS NOT NULL AS is_cancelled FROM jobs WHERE id = $1 FOR UPDATE`;
const NOTIFY = `SELECT pg_notify('${JOB_CHANNEL}', $1)`;
const REQUEUE = `
  UPDATE jobs SET state = 'queued', lease_until = NULL, run_at = now() + make_interval(secs => $2::float8 / 1000),
    failures = failures + $3
  WHERE id = $1`;
const FINISH = `
  UPDATE jobs SET state = $2::text::"JobState", lease_until = NULL, call_id = $3, result_status = $4, result_type = $5, result = $6,
    error_code = $7, error = $8::jsonb, usage = $9::jsonb, charge = $10::numeric, currency = $11, usage_event = $12::jsonb,
    finished_at = now(), expires_at = CASE WHEN $2::text <> 'cancelled' THEN now() + make_interval(secs => $13::float8 / 1000) END
  WHERE id = $1 RETURNING finished_at, expires_at`;

/** Writes what a run came to. Rejects when it can't be written now; repeating it is harmless, whatever became of it. */
export function concludeJob(
  { pool, resultTtlMs }: { pool: pg.Pool; resultTtlMs: number },
  job: ClaimedJob,
  conclusion: Conclusion,
): Promise<Concluded> {
  return inTransaction(pool, async (client) => {
    const { rows } = await client.query<LockedRow>(LOCK, [job.id]);
    const [row] = rows;
    if (row?.state !== 'running' || row.attempt !== job.attempt) return concludedBefore(row, conclusion);
    if (conclusion.kind === 'again' && !row.is_cancelled) {
      await client.query(REQUEUE, [job.id, conclusion.delayMs, conclusion.failed ? 1 : 0]);
      await client.query(NOTIFY, [job.id]);
      return { kind: 'written', event: null };
    }
    const stays = !row.is_cancelled && conclusion.kind !== 'cancelled' && conclusion.kind !== 'again';
    const ending = stays ? conclusion : cancelled(conclusion);
    await finish(client, job, { ending, resultTtlMs });
    return { kind: ending.kind === 'cancelled' ? 'cancelled' : 'written', event: ending.event };
  });
}

/** A commit whose answer was lost looks like a job that is no longer ours: the call it names tells. */
function concludedBefore(row: LockedRow | undefined, conclusion: Conclusion): Concluded {
  const { requestId } = conclusion;
  if (row === undefined || requestId === null || row.call_id !== requestId) return { kind: 'lost' };
  if (row.state === 'cancelled') return { kind: 'cancelled', event: cancelled(conclusion).event };
  return { kind: 'written', event: conclusion.kind === 'again' ? null : conclusion.event };
}

type Ending = Exclude<Conclusion, { kind: 'again' }>;

function cancelled(conclusion: Conclusion): Ending {
  const { requestId, event } = conclusion;
  return { kind: 'cancelled', requestId, event: event && cancelledEvent(event) };
}

async function finish(
  client: pg.ClientBase,
  job: ClaimedJob,
  { ending, resultTtlMs }: { ending: Ending; resultTtlMs: number },
): Promise<void> {
  const { event, requestId } = ending;
  const completed = ending.kind === 'completed' ? ending : null;
  const error = ending.kind === 'failed' ? ending.error : null;
  const { rows } = await client.query<{ finished_at: Date; expires_at: Date }>(FINISH, [
    job.id,
    ending.kind,
    requestId,
    ending.kind === 'cancelled' ? null : ending.status,
    completed?.contentType ?? null,
    completed?.result ?? null,
    error?.code ?? null,
    error && storableJson(error),
    event && storableJson(pickUsage(event)),
    event?.charge ?? null,
    event?.currency ?? null,
    event && storableJson(event),
    resultTtlMs,
  ]);
  await client.query(NOTIFY, [job.id]);
  const [times] = rows;
  if (ending.kind !== 'cancelled' && times !== undefined) await announce(client, { job, ending, times });
}

async function announce(
  client: pg.ClientBase,
  {
    job,
    ending,
    times,
  }: {
    job: ClaimedJob;
    ending: Exclude<Ending, { kind: 'cancelled' }>;
    times: { finished_at: Date; expires_at: Date };
  },
): Promise<void> {
  const { event, requestId, kind } = ending;
  await emitEvent(client, {
    tenantId: job.tenantId,
    type: `job.${kind}`,
    callbackUrl: job.callbackUrl,
    data: {
      id: publicId('job', job.id),
      applicationId: publicId('application', job.applicationId),
      operation: job.operation,
      model: job.model,
      state: kind,
      createdAt: job.createdAt.toISOString(),
      finishedAt: times.finished_at.toISOString(),
      expiresAt: times.expires_at.toISOString(),
      callId: requestId === null ? null : publicId('request', requestId),
      charge: event?.charge ?? null,
      currency: event?.currency ?? null,
      error: kind === 'failed' ? { code: ending.error.code, message: ending.error.message } : null,
      metadata: job.metadata,
    },
  });
}
