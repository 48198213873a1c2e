/** Jobs whose worker ends, loses them, or dies between their result and their charge: one result and one charge each. */
import { newId } from '@turnpike/domain/ids';
import { Decimal } from '@turnpike/domain/money';
import { until } from '@turnpike/testing/until';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { checkBooks } from '../../test/books.js';
import { loadIntoRedis, reapedEventOf, redisMoney, settleEvents, usageEvent } from '../../test/fixture.js';
import { openShard } from '../../test/hold.js';
import { type Customer, JobScene } from '../../test/job-scene.js';
import { expireJobs } from './job-retention.js';

let scene: JobScene;
beforeAll(async () => {
  scene = await JobScene.open();
});
afterEach(() => scene.stopWorkers());
afterAll(() => scene.close());

const isRunning = ({ state }: { state: string }) => state === 'running';

/** The books are exact, the charge is that of the one delivery that counted, and nothing is held. */
async function expectOneCharge(customer: Customer, jobId: string): Promise<void> {
  const row = await scene.untilRecorded(jobId);
  expect(row.state).toBe('completed');
  const delivered = await scene.delivered(row.call_id ?? '');
  const charge = delivered === null ? 'nothing was delivered' : scene.chargeOf(delivered);
  await until(async () => {
    const { held, pend } = await redisMoney(scene.fixture, customer.tenantId);
    return held === '0' && pend === '0';
  }, 'nothing held and nothing pending');
  const { revenue } = await checkBooks(scene.fixture.pool, customer.tenantId);
  expect(revenue).toBe(charge);
  const charged = (await scene.events(customer.tenantId)).filter((event) => Number(event.charge) !== 0);
  expect(charged).toMatchObject([{ id: row.call_id, end_reason: 'complete' }]);
  expect(await scene.emitted(customer.tenantId)).toMatchObject([{ type: 'job.completed' }]);
}

test.each([
  ['hears of it while it runs', 4_000],
  ['hears of it when it is done', 300],
])('of a run that lost its job and %s nothing counts', async (_when, delayMs) => {
  await scene.startWorker();
  const customer = await scene.customer();
  const id = await scene.job(customer, `Mine?\n@sandbox delay_ms=${delayMs}`);
  await scene.untilRow(id, isRunning, 'a running job');
  // As if another worker had taken it over and died.
  await scene.fixture.pool.query(
    `UPDATE jobs SET attempt = attempt + 1, lease_until = now() - interval '1 second' WHERE id = $1`,
    [id],
  );
  await expectOneCharge(customer, id);
  const ends = (await scene.events(customer.tenantId)).map(({ end_reason }) => end_reason);
  expect(ends.sort()).toEqual(['complete', 'interrupted']);
});

test('a worker that is told to end hands its jobs back, and the next one carries on', async () => {
  const first = await scene.startWorker();
  const customer = await scene.customer();
  const id = await scene.job(customer, 'A long one.\n@sandbox delay_ms=2500');
  await scene.untilRow(id, isRunning, 'a running job');
  await first.stop();
  expect(await scene.row(id)).toMatchObject({ state: 'queued', attempt: 1, failures: 0, finished_at: null });
  await scene.startWorker();
  await expectOneCharge(customer, id);
});

test('one whose worker died after it was asked to stop is cancelled by the next', async () => {
  const customer = await scene.customer();
  const id = await scene.job(customer, 'Stop.');
  await scene.fixture.pool.query(
    `UPDATE jobs SET state = 'running', attempt = 1, lease_until = now() - interval '1 second', cancel_requested_at = now()
     WHERE id = $1`,
    [id],
  );
  await scene.startWorker();
  expect(await scene.untilRecorded(id)).toMatchObject({
    state: 'cancelled',
    attempt: 2,
    call_id: null,
    expires_at: null,
  });
  expect(await scene.events(customer.tenantId)).toEqual([]);
});

test('a run that takes too long has failed by the provider’s time-out', async () => {
  const customer = await scene.customer();
  const id = await scene.job(customer, 'For ever.\n@sandbox delay_ms=60000');
  await scene.fixture.pool.query('UPDATE jobs SET failures = 2 WHERE id = $1', [id]);
  await scene.startWorker({ jobTimeoutMs: 300 });
  const row = await scene.untilRecorded(id);
  expect(row).toMatchObject({ state: 'failed', error_code: 'upstream_timeout', result_status: 504 });
  expect(Number(row.charge)).toBe(0);
});

test('one tenant’s jobs leave half of the slots to others', async () => {
  const [many, one] = [await scene.customer(), await scene.customer()];
  const ids: string[] = [];
  for (let count = 0; count < 6; count += 1) ids.push(await scene.job(many, 'Slow.\n@sandbox delay_ms=1500'));
  await scene.startWorker({ jobConcurrency: 2 });
  await until(
    async () => (await Promise.all(ids.map((id) => scene.row(id)))).filter(isRunning).length === 2,
    'full slots',
  );
  const other = await scene.job(one, 'Quick.');
  await scene.untilRow(other, ({ started_at }) => started_at !== null, 'the other one to begin');
  const { started_at: begun } = await scene.row(other);
  const before = (await Promise.all(ids.map((id) => scene.row(id)))).filter(
    (row) => row.started_at !== null && begun !== null && row.started_at < begun,
  );
  // Both slots, and one more where both became free at once.
  expect(before.length).toBeLessThanOrEqual(3);
});

test.each([
  ['before its hold was reaped', false],
  ['after its hold was reaped', true],
])('a charge that was committed and never settled is settled by whoever finds it, %s', async (_when, reaped) => {
  const customer = await scene.customer();
  await openShard(scene.fixture, customer.tenantId);
  await loadIntoRedis(scene.fixture, customer.tenantId);
  const event = usageEvent(customer.tenantId, { charge: '0.0123' });
  if (reaped) await settleEvents(scene.fixture, [reapedEventOf(event, null)]);
  const id = newId();
  await scene.fixture.pool.query(
    `INSERT INTO jobs (id, tenant_id, application_id, api_key_id, environment, operation, model, body, request_id, state,
       attempt, call_id, charge, currency, usage_event, finished_at, expires_at)
     VALUES ($1, $2, $3, $4, 'live', 'chat.completions', 'chat', '', gen_random_uuid(), 'completed', 1, $5, '0.0123',
       'USD', $6, now() - interval '1 minute', now() + interval '1 hour')`,
    [id, customer.tenantId, customer.applicationId, customer.apiKeyId, event.id, event],
  );
  await scene.startWorker();
  await scene.untilRecorded(id);
  const { revenue } = await checkBooks(scene.fixture.pool, customer.tenantId);
  expect(revenue).toBe('0.0123');
  const kinds = (await scene.events(customer.tenantId)).map(({ kind }) => kind).sort();
  expect(kinds).toEqual(reaped ? ['reaped', 'reversal', 'usage'] : ['usage']);
});

test('results and bodies go when their time is over, rows a month after their end, but none that is still owed for', async () => {
  const customer = await scene.customer();
  const insert = async (
    state: string,
    ageDays: number,
    facts: { expired?: boolean; owed?: boolean; key?: string } = {},
  ) => {
    const createdMs = Date.now() - ageDays * 86_400_000;
    const id = newIdAt(createdMs);
    await scene.fixture.pool.query(
      `INSERT INTO jobs (id, tenant_id, application_id, api_key_id, environment, operation, model, body, request_id, state,
         result, usage_event, charge, created_at, finished_at, expires_at, idempotency_hash, request_digest)
       VALUES ($1, $2, $3, $4, 'live', 'chat.completions', 'chat', 'body', gen_random_uuid(), $5::"JobState", 'result', $6,
         1, $7, CASE WHEN $5 <> 'queued' THEN $7::timestamptz END, $8, $9, $9)`,
      [
        ...[id, customer.tenantId, customer.applicationId, customer.apiKeyId, state],
        facts.owed === true ? {} : null,
        new Date(createdMs),
        facts.expired === undefined ? null : new Date(Date.now() + (facts.expired ? -1_000 : 60_000)),
        facts.key === undefined ? null : Buffer.from(facts.key),
      ],
    );
    return id;
  };
  const kept = await insert('completed', 0, { expired: false, key: 'fresh' });
  const gone = await insert('completed', 1, { expired: true });
  const cancelled = await insert('cancelled', 2);
  const waiting = await insert('queued', 2, { key: 'old' });
  const old = await insert('failed', 31, { expired: true });
  const owed = await insert('completed', 31, { expired: true, owed: true });
  await expireJobs(
    scene.fixture.pool,
    { resultTtlMs: 86_400_000, idempotencyTtlMs: 86_400_000 },
    new AbortController().signal,
  );
  const { rows } = await scene.fixture.pool.query<{
    id: string;
    has: boolean;
    charge: string;
    key: Buffer | null;
    digest: Buffer | null;
  }>(
    `SELECT id, result IS NOT NULL AND length(body) > 0 AS has, charge, idempotency_hash AS key, request_digest AS digest FROM jobs WHERE tenant_id = $1`,
    [customer.tenantId],
  );
  const left = new Map(rows.map(({ id, has }) => [id, has]));
  expect(left.has(old)).toBe(false);
  expect([kept, gone, cancelled, waiting, owed].map((id) => left.get(id))).toEqual([true, false, false, true, false]);
  const keyed = rows.filter(({ key, digest }) => key !== null || digest !== null);
  expect(keyed.map(({ id, key }) => [id, key?.toString()])).toEqual([[kept, 'fresh']]);
  expect(rows.every(({ charge }) => new Decimal(charge).eq(1))).toBe(true);
});

/** A UUIDv7 of that time. */
function newIdAt(ms: number): string {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}${newId().slice(13)}`;
}
