import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, createTenant, type Fixture, usageEvent } from '../../test/fixture.js';
import { claimJob, type ClaimedJob } from './claim-job.js';
import { concludeJob, type Conclusion } from './conclude-job.js';

let fixture: Fixture;
let tenantId: string;
beforeAll(async () => {
  fixture = await createFixture();
  tenantId = await createTenant(fixture.pool, { grants: ['5'] });
});
afterAll(() => fixture.close());

/** A job in hand. */
async function claimed(): Promise<ClaimedJob> {
  const id = newId();
  await fixture.pool.query(
    `INSERT INTO jobs (id, tenant_id, application_id, api_key_id, environment, operation, model, body, request_id)
     VALUES ($1, $2, gen_random_uuid(), gen_random_uuid(), 'live', 'chat.completions', 'chat', 'body', gen_random_uuid())`,
    [id, tenantId],
  );
  const job = await claimJob(fixture.pool, id, []);
  if (job === null) throw new Error('a new job could not be claimed');
  return job;
}

function completed(event: UsageEvent): Conclusion {
  const answer = { status: 200, contentType: 'application/json', result: Buffer.from('{"ok":true}') };
  return { kind: 'completed', requestId: event.requestId, event, ...answer };
}

const conclude = (job: ClaimedJob, conclusion: Conclusion) =>
  concludeJob({ pool: fixture.pool, resultTtlMs: 60_000 }, job, conclusion);

async function rowOf({ id }: ClaimedJob) {
  const { rows } = await fixture.pool.query<Record<string, unknown>>(
    `SELECT state::text, charge::text, error->>'message' AS message, usage_event->>'usageSource' AS source, lease_until,
       (SELECT count(*)::int FROM outbox_messages
        WHERE payload->'data'->>'id' = 'job_' || replace($1::text, '-', '')) AS told
     FROM jobs WHERE id = $1::uuid`,
    [id],
  );
  return rows[0];
}

test('written again, because the answer to the commit was lost, it is written once', async () => {
  const job = await claimed();
  const conclusion = completed(usageEvent(tenantId));
  expect(await conclude(job, conclusion)).toEqual({ kind: 'written', event: conclusion.event });
  expect(await conclude(job, conclusion)).toEqual({ kind: 'written', event: conclusion.event });
  expect(await rowOf(job)).toMatchObject({ state: 'completed', charge: '0.050000000000', told: 1, lease_until: null });
});

test('a run whose job is another’s by now writes nothing', async () => {
  const job = await claimed();
  await fixture.pool.query(`UPDATE jobs SET lease_until = now() - interval '1 second' WHERE id = $1`, [job.id]);
  const next = await claimJob(fixture.pool, job.id, []);
  expect(next?.attempt).toBe(2);
  expect(await conclude(job, completed(usageEvent(tenantId)))).toEqual({ kind: 'lost' });
  const again = { kind: 'again', requestId: newId(), event: null, failed: true, delayMs: 0 } as const;
  expect(await conclude(job, again)).toEqual({ kind: 'lost' });
  expect(await rowOf(job)).toMatchObject({ state: 'running', told: 0 });
});

test('one that was asked to stop is cancelled whatever it came to, at no charge, and so it stays', async () => {
  const job = await claimed();
  await fixture.pool.query('UPDATE jobs SET cancel_requested_at = now() WHERE id = $1', [job.id]);
  const conclusion = completed(usageEvent(tenantId));
  const first = await conclude(job, conclusion);
  expect(first).toMatchObject({ kind: 'cancelled', event: { id: conclusion.requestId, charge: '0', counted: false } });
  expect(await conclude(job, conclusion)).toEqual(first);
  expect(await rowOf(job)).toMatchObject({ state: 'cancelled', charge: '0.000000000000', source: 'none', told: 0 });
});

test('one that is put off is free for the next, later', async () => {
  const job = await claimed();
  await conclude(job, { kind: 'again', requestId: newId(), event: null, failed: true, delayMs: 60_000 });
  expect(await rowOf(job)).toMatchObject({ state: 'queued', lease_until: null, told: 0 });
  expect(await claimJob(fixture.pool, job.id, [])).toBeNull();
  await fixture.pool.query('UPDATE jobs SET run_at = now() WHERE id = $1', [job.id]);
  expect(await claimJob(fixture.pool, job.id, [])).toMatchObject({ attempt: 2, failures: 1 });
});

test('a provider’s words are stored, whatever characters they hold', async () => {
  const job = await claimed();
  const words = {
    message: 'half \ud800 and \0',
    type: 't',
    param: null,
    code: 'unprocessable',
    fix: 'f',
    request_id: 'r',
  };
  await conclude(job, { kind: 'failed', requestId: newId(), event: null, status: 422, error: words });
  expect(await rowOf(job)).toMatchObject({ state: 'failed', charge: null, message: 'half \ufffd and \ufffd', told: 1 });
});
