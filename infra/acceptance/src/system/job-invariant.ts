/**
 * What must be true of every job, whatever died meanwhile: one result, one event with its exact charge, one word to those
 * who wait; and of every other run of it, nothing charged.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { publicId } from '@turnpike/domain/ids';
import { expect } from 'vitest';
import { formatExact, parseExact } from '../money/exact-amount.js';
import { chargeFor, type Prices } from '../money/expected-charge.js';
import { readEvents } from './books.js';
import { type Delivery, readDeliveries } from './sandbox-account.js';
import type { Customer } from './shop.js';
import type { System } from './system.js';

interface JobRow {
  id: string;
  state: string;
  attempt: number;
  callId: string | null;
  result: string | null;
  charge: string | null;
  errorCode: string | null;
  isSettled: boolean;
  told: number;
}

const JOBS = `
  SELECT id, state::text, attempt, call_id AS "callId", convert_from(result, 'UTF8') AS result, charge::text,
    error_code AS "errorCode", settled_at IS NOT NULL AS "isSettled",
    (SELECT count(*)::int FROM outbox_messages
     WHERE topic = 'event.occurred' AND payload->'data'->>'id' = 'job_' || replace(jobs.id::text, '-', '')) AS told
  FROM jobs WHERE tenant_id = $1 ORDER BY id`;

async function readJobs({ pool }: System, customer: Customer): Promise<JobRow[]> {
  return (await pool.query<JobRow>(JOBS, [customer.tenantUuid])).rows;
}

/** So many that have ended, or all there are. */
export async function untilJobsEnded(system: System, customer: Customer, count: number): Promise<void> {
  const isEnough = (jobs: JobRow[]) => jobs.filter(({ state }) => state === 'completed').length >= count;
  await untilJobs(system, customer, isEnough);
}

/** Every job has ended, and what it cost is recorded. */
export async function untilJobsSettled(system: System, customer: Customer): Promise<void> {
  const isDone = ({ state, charge, isSettled }: JobRow) =>
    /completed|failed/.test(state) && (charge === null || isSettled);
  await untilJobs(system, customer, (jobs) => jobs.every(isDone));
}

const WITHIN_MS = 120_000;
const POLL_MS = 50;

async function untilJobs(system: System, customer: Customer, isSo: (jobs: JobRow[]) => boolean): Promise<void> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    // A store may be away.
    const jobs = await readJobs(system, customer).catch(() => null);
    if (jobs !== null && isSo(jobs)) return;
    if (Date.now() > deadline) {
      const states = Object.groupBy(jobs ?? [], ({ state }) => state);
      throw new Error(`jobs are still ${JSON.stringify(states).slice(0, 2_000)}`);
    }
    await sleep(POLL_MS);
  }
}

export interface JobReport {
  jobs: number;
  /** Jobs that took more than one run. */
  repeated: number;
  /** Calls the reaper settled. */
  reaped: number;
}

/** Checks all jobs of one customer, which made no other calls. The system must be settled. */
export async function expectJobsExact(system: System, customer: Customer, prices: Prices): Promise<JobReport> {
  const jobs = await readJobs(system, customer);
  const events = await readEvents(system, customer);
  const deliveries = await readDeliveries(system.sandboxUrl);
  const byCall = Map.groupBy(events, (event) => event.requestId);
  const wrong = jobs.flatMap((job) => {
    const delivery = deliveries.get(publicId('request', job.callId ?? ''));
    const net = netOf(byCall.get(job.callId ?? '') ?? []);
    const problem = wrongIn(job, { net, prices, delivery });
    return problem === null ? [] : [`${job.id} after ${job.attempt} runs: ${problem}`];
  });
  const counted = new Set(jobs.map(({ callId }) => callId));
  for (const [requestId, rows] of byCall) {
    if (!counted.has(requestId) && netOf(rows) !== '0')
      wrong.push(`${requestId}, a run that came to nothing, cost ${netOf(rows)}`);
  }
  expect(wrong).toEqual([]);
  return {
    jobs: jobs.length,
    repeated: jobs.filter(({ attempt }) => attempt > 1).length,
    reaped: events.filter(({ kind }) => kind === 'reaped').length,
  };
}

function wrongIn(
  job: JobRow,
  { net, prices, delivery }: { net: string; prices: Prices; delivery: Delivery | undefined },
): string | null {
  if (job.state !== 'completed') return `it is ${job.state}, ${job.errorCode}`;
  if (delivery === undefined) return 'the sandbox knows nothing of the call that counted';
  if (job.told !== 1) return `it was told of ${job.told} times`;
  const text = (JSON.parse(job.result ?? '{}') as ChatAnswer).choices?.[0]?.message.content;
  if (text !== delivery.deliveredText) return `its result is ${JSON.stringify(text)}`;
  const right = chargeFor(prices, delivery).charge;
  const said = formatExact(parseExact(job.charge ?? '0'));
  return net === right && said === right ? null : `${net} was charged and ${said} was told, ${right} is right`;
}

interface ChatAnswer {
  choices?: { message: { content: string } }[];
}

function netOf(rows: readonly { charge: string }[]): string {
  return formatExact(rows.reduce((sum, row) => sum + parseExact(row.charge), 0n));
}
