/** Jobs as a running worker carries them out: what each comes to, what it costs, and who is told. */
import { publicId } from '@turnpike/domain/ids';
import { Decimal } from '@turnpike/domain/money';
import { revokeKey } from '@turnpike/management/keys/revoke-key.use-case';
import { cancelJob } from '@turnpike/management/jobs/cancel-job.use-case';
import { getStoredResponse } from '@turnpike/management/responses/get-stored-response.use-case';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBooks } from '../../test/books.js';
import { redisMoney } from '../../test/fixture.js';
import { chatBody, type Customer, type JobRow, JobScene } from '../../test/job-scene.js';

const ADMIN = { kind: 'system', name: 'test', ip: null, requestId: null } as const;

let scene: JobScene;
beforeAll(async () => {
  scene = await JobScene.open();
  await scene.startWorker();
});
afterAll(() => scene.close());

const plain = (amount: string | null) => (amount === null ? null : new Decimal(amount).toFixed());

/** Whether a job that has ended left its tenant in order: nothing held, nothing pending, the books exact. */
async function expectInOrder(customer: Customer, charge: string): Promise<void> {
  await until(async () => {
    const { held, pend } = await redisMoney(scene.fixture, customer.tenantId);
    return held === '0' && pend === '0';
  }, 'nothing held and nothing pending');
  const { revenue } = await checkBooks(scene.fixture.pool, customer.tenantId);
  expect(revenue).toBe(charge);
}

/** Lets a job that was put off run now. */
async function hurry(row: JobRow, body: Buffer = row.body): Promise<void> {
  await scene.fixture.pool.query('UPDATE jobs SET run_at = now(), body = $2 WHERE id = $1', [row.id, body]);
}

test('a job is completed once, at its exact charge, and whoever asked is told', async () => {
  const customer = await scene.customer();
  const id = await scene.job(customer, 'Tell me of tolls.', { callbackUrl: 'https://example.com/done' });
  const row = await scene.untilRecorded(id);
  const delivered = await scene.delivered(row.call_id ?? '');
  if (delivered === null) throw new Error('the sandbox was not asked');
  const charge = scene.chargeOf(delivered);
  expect(row).toMatchObject({ state: 'completed', attempt: 1, failures: 0, result_status: 200, error_code: null });
  expect(row.result_type).toContain('application/json');
  const answer = JSON.parse(row.result?.toString() ?? '') as { choices: { message: { content: string } }[] };
  expect(answer.choices[0]?.message.content).toBe(delivered.deliveredText);
  expect(row.usage).toMatchObject({ inputTokens: delivered.promptTokens, outputTokens: delivered.completionTokens });
  expect([plain(row.charge), row.currency]).toEqual([charge, 'USD']);
  expect(row.expires_at?.getTime()).toBe((row.finished_at?.getTime() ?? 0) + 86_400_000);
  const events = await scene.events(customer.tenantId);
  expect(events).toMatchObject([{ id: row.call_id, kind: 'usage', end_reason: 'complete' }]);
  expect(plain(events[0]?.charge ?? null)).toBe(charge);
  const [told, ...more] = await scene.emitted(customer.tenantId);
  expect(more).toEqual([]);
  expect(told).toMatchObject({ type: 'job.completed', callbackUrl: 'https://example.com/done' });
  expect(told?.data).toMatchObject({
    id: publicId('job', id),
    state: 'completed',
    callId: publicId('request', row.call_id ?? ''),
    charge,
    currency: 'USD',
    error: null,
    metadata: { order: '7' },
  });
  await expectInOrder(customer, charge);
});

test('what the provider says of the request is the job’s end', async () => {
  const customer = await scene.customer();
  const row = await scene.untilRecorded(await scene.job(customer, 'No.\n@sandbox status=400'));
  expect(row).toMatchObject({
    state: 'failed',
    attempt: 1,
    result: null,
    result_status: 400,
    error_code: 'invalid_parameter',
  });
  expect(plain(row.charge)).toBe('0');
  expect(await scene.emitted(customer.tenantId)).toMatchObject([
    { type: 'job.failed', data: { state: 'failed', error: { code: 'invalid_parameter' }, charge: '0' } },
  ]);
  await expectInOrder(customer, '0');
});

test('a run that the provider failed is tried again, and only the one that counts is charged', async () => {
  const customer = await scene.customer();
  const id = await scene.job(customer, 'Busy?\n@sandbox status=503');
  const waiting = await scene.untilRow(id, (row) => row.failures === 1, 'a first failure');
  expect(waiting).toMatchObject({ state: 'queued', finished_at: null, call_id: null });
  expect(waiting.run_at.getTime()).toBeGreaterThan(Date.now() + 1_000);
  await hurry(waiting, chatBody('Now then.'));
  const row = await scene.untilRecorded(id);
  expect(row).toMatchObject({ state: 'completed', attempt: 2, failures: 1 });
  const delivered = await scene.delivered(row.call_id ?? '');
  const charge = delivered === null ? '' : scene.chargeOf(delivered);
  await expectInOrder(customer, charge);
  expect((await scene.events(customer.tenantId)).map(({ end_reason }) => end_reason).sort()).toEqual([
    'complete',
    'upstream_error',
  ]);
});

test('three failures of the provider are the job’s', async () => {
  const customer = await scene.customer();
  const id = await scene.job(customer, 'Busy?\n@sandbox status=503');
  for (const failures of [1, 2]) await hurry(await scene.untilRow(id, (row) => row.failures === failures, 'a failure'));
  const row = await scene.untilRecorded(id);
  expect(row).toMatchObject({ state: 'failed', attempt: 3, error_code: 'upstream_error', result_status: 502 });
  expect(await scene.emitted(customer.tenantId)).toHaveLength(1);
  await expectInOrder(customer, '0');
});

test('without money it fails, and no provider is asked', async () => {
  const customer = await scene.customer({ grant: '0.0000001' });
  const row = await scene.untilRecorded(await scene.job(customer, 'For nothing?'));
  expect(row).toMatchObject({ state: 'failed', error_code: 'insufficient_quota', result_status: 402, charge: null });
  expect(await scene.delivered(row.call_id ?? '')).toBeNull();
});

test('a key that was revoked meanwhile may do nothing more', async () => {
  const customer = await scene.customer();
  // Made but not announced, so that it waits until it is looked for.
  const id = await scene.job(customer, 'Still here?');
  await scene.fixture.pool.query(
    `UPDATE jobs SET run_at = now() + interval '1 hour' WHERE id = $1 AND state = 'queued'`,
    [id],
  );
  await revokeKey(scene.management, ADMIN, { keyId: publicId('key', customer.apiKeyId), reason: 'test' });
  await hurry(await scene.row(id));
  const row = await scene.untilRecorded(id);
  expect(row).toMatchObject({ state: 'failed', error_code: 'revoked_api_key', result_status: 401, charge: null });
});

test('one that is cancelled while it runs delivers nothing and costs nothing', async () => {
  const customer = await scene.customer();
  const id = await scene.job(customer, 'Slowly.\n@sandbox delay_ms=60000');
  await scene.untilRow(id, (row) => row.state === 'running', 'a running job');
  await cancelJob(scene.management, ADMIN, { jobId: publicId('job', id) });
  const row = await scene.untilRecorded(id);
  expect(row).toMatchObject({ state: 'cancelled', result: null, error: null, failures: 0 });
  expect(await scene.emitted(customer.tenantId)).toEqual([]);
  await expectInOrder(customer, '0');
});

test('one that is cancelled while it waits is never run', async () => {
  const customer = await scene.customer({ limits: { concurrency: 1 } });
  const first = await scene.job(customer, 'Slowly.\n@sandbox delay_ms=1500');
  await scene.untilRow(first, (row) => row.state === 'running', 'a running job');
  const second = await scene.job(customer, 'Me too.');
  // It finds no slot, which is no failure.
  const waiting = await scene.untilRow(second, (row) => row.state === 'queued' && row.attempt > 0, 'a job put off');
  expect(waiting.failures).toBe(0);
  await cancelJob(scene.management, ADMIN, { jobId: publicId('job', second) });
  expect(await scene.untilRecorded(first)).toMatchObject({ state: 'completed' });
  expect(await scene.row(second)).toMatchObject({ state: 'cancelled', charge: null });
  expect(await scene.events(customer.tenantId)).toHaveLength(1);
});

test('one that finds no slot is run when there is one', async () => {
  const customer = await scene.customer({ limits: { concurrency: 1 } });
  const ids = [];
  for (let count = 0; count < 4; count += 1) ids.push(await scene.job(customer, `${count}\n@sandbox delay_ms=300`));
  for (const id of ids) expect(await scene.untilRecorded(id)).toMatchObject({ state: 'completed', failures: 0 });
  expect(await scene.events(customer.tenantId)).toHaveLength(4);
  expect(await scene.emitted(customer.tenantId)).toHaveLength(4);
});

test('one that could not be run for a day is given up', async () => {
  const customer = await scene.customer();
  await scene.fixture.pool.query(
    `INSERT INTO jobs (id, tenant_id, application_id, api_key_id, environment, operation, model, body, request_id, created_at)
     VALUES (gen_random_uuid(), $1, $2, $3, 'live', 'chat.completions', 'chat', $4, gen_random_uuid(), now() - interval '25 hours')`,
    [customer.tenantId, customer.applicationId, customer.apiKeyId, chatBody('Too late.')],
  );
  const told = await until(async () => (await scene.emitted(customer.tenantId))[0], 'the word that it failed');
  expect(told).toMatchObject({
    type: 'job.failed',
    data: { error: { code: 'job_expired' }, callId: null, charge: null },
  });
});

test('a response is kept, and a later one stands on it', async () => {
  const customer = await scene.customer();
  const owner = { ...customer, environment: 'live' } as const;
  const respond = async (body: object) => {
    const call = { operation: 'responses', body: Buffer.from(JSON.stringify({ model: 'chat', ...body })) };
    const row = await scene.untilRecorded(await scene.jobOf(customer, call));
    expect(row.state).toBe('completed');
    const answer = JSON.parse(row.result?.toString() ?? '') as { id: string };
    return { answer, id: row.call_id ?? '' };
  };
  const first = await respond({ input: 'one\n@sandbox reply="two"' });
  const stored = await until(() => getStoredResponse(scene.management, owner, first.id), 'the response to be kept');
  expect(stored.response).toEqual(first.answer);
  const second = await respond({ input: 'three', previous_response_id: first.answer.id });
  const kept = await until(() => getStoredResponse(scene.management, owner, second.id), 'the next one to be kept');
  expect(kept).toMatchObject({ previousId: first.id, input: [{ content: [{ text: 'three' }] }] });
  expect(kept.response).toMatchObject({ previous_response_id: first.answer.id });
  const [alone, both] = await Promise.all([scene.delivered(first.id), scene.delivered(second.id)]);
  // What went before was asked with it.
  expect(both?.promptTokens).toBeGreaterThan(alone?.promptTokens ?? Infinity);
});
