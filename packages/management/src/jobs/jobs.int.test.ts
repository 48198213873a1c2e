import { createHash } from 'node:crypto';
import { JOB_CHANNEL } from '@turnpike/contracts/job-channel';
import type { Prisma } from '@turnpike/db/client';
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  member,
  ORIGIN,
  uuid,
} from '../../test/fixture.js';
import type { ApplicationActor } from '../actor.js';
import { cancelJob } from './cancel-job.use-case.js';
import { createJob, type NewJobInput } from './create-job.use-case.js';
import { getJob } from './get-job.use-case.js';
import { listJobs } from './list-jobs.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture({ poolSize: 16 });
});
afterAll(() => fixture.close());

const BODY = { model: 'gpt-x', messages: [{ role: 'user', content: 'hi' }] };

function call(given: Partial<NewJobInput> = {}): NewJobInput {
  return {
    environment: 'live',
    operation: 'chat.completions',
    model: 'gpt-x',
    body: Buffer.from(JSON.stringify(BODY)),
    metadata: null,
    callbackUrl: null,
    requestId: newId(),
    queueLimit: 1_000,
    ...given,
  };
}

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const caller: ApplicationActor = {
    kind: 'application',
    tenantId: uuid('tenant', tenant.id),
    applicationId: uuid('application', application.id),
    apiKeyId: newId(),
    ...ORIGIN,
  };
  return { context, tenant, application, caller, owner: member(tenant.id) };
}

async function change(jobId: string, data: Prisma.JobUpdateInput) {
  await fixture.context.db.prisma.job.update({ where: { id: uuid('job', jobId) }, data });
}

const LATER = new Date(Date.now() + 3_600_000);

/** As a worker leaves a job that came to an answer. */
const COMPLETED = {
  state: 'completed',
  attempt: 1,
  startedAt: new Date(),
  finishedAt: new Date(),
  expiresAt: LATER,
  result: Buffer.from('{"object":"chat.completion"}'),
  resultStatus: 200,
  resultType: 'application/json',
  usage: { inputTokens: 3, cachedInputTokens: 1, outputTokens: 5, reasoningTokens: 0 },
  charge: '0.0000123',
  currency: 'USD',
  callId: newId(),
} as const satisfies Prisma.JobUpdateInput;

const makeJob = async (...given: Parameters<typeof createJob>) => (await createJob(...given)).job;

test('a job is kept with its call and handed to the outbox, in one transaction', async () => {
  const { context, caller, application, owner } = await scene();
  const metadata = { order: '7' };
  const input = call({ metadata, callbackUrl: 'https://example.com/told' });
  const made = await makeJob(context, caller, input);
  expect(made).toMatchObject({
    state: 'queued', attempt: 0, operation: 'chat.completions', model: 'gpt-x', application: application.name, metadata,
    callbackUrl: 'https://example.com/told', requestId: publicId('request', input.requestId), environment: 'live',
    startedAt: null, finishedAt: null, expiresAt: null, charge: null, usage: null, error: null, callId: null,
  }); // prettier-ignore
  const jobId = uuid('job', made.id);
  const [message] = await context.db.prisma.outboxMessage.findMany({
    where: { topic: 'job.queued', payload: { equals: { jobId } } },
  });
  expect(message).toBeDefined();
  expect(await getJob(context, owner, { jobId: made.id })).toEqual({
    ...made,
    request: BODY,
    result: null,
    deliveries: [],
  });
});

test('no number of creations at once gets past the limit of what may wait', async () => {
  const { context, caller } = await scene();
  const outcomes = await Promise.all(
    Array.from({ length: 12 }, () =>
      makeJob(context, caller, call({ queueLimit: 5 })).then(
        () => 'made',
        (error: { code: string }) => error.code,
      ),
    ),
  );
  expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(5);
  expect(outcomes.filter((outcome) => outcome === 'job_queue_full')).toHaveLength(7);
  const { items } = await listJobs(context, caller, {});
  await cancelJob(context, caller, { jobId: items[0]?.id ?? '' });
  expect((await makeJob(context, caller, call({ queueLimit: 5 }))).state).toBe('queued');
  const refused = await expectRefusal(makeJob(context, caller, call({ queueLimit: 5 })), 'job_queue_full');
  expect(refused).toMatchObject({ status: 429, details: { limit: 'queued_jobs', allowed: 5 } });
  expect(refused.retryAfterSeconds).toBeGreaterThan(0);
});

describe('under an idempotency key', () => {
  const under = (key: string, asked = 'this') => ({
    hash: createHash('sha256').update(key).digest(),
    digest: Buffer.from(asked),
  });

  test('a job is made once, however many ask at once, and found as it stands, a full queue or not', async () => {
    const { context, caller } = await scene();
    const idempotency = under('once');
    const create = () => createJob(context, caller, call({ idempotency, queueLimit: 1 }));
    const created = await Promise.all(Array.from({ length: 8 }, create));
    expect(new Set(created.map(({ job }) => job.id)).size).toBe(1);
    expect(created.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1);
    const id = created[0]?.job.id ?? '';
    await change(id, COMPLETED);
    expect(await create()).toMatchObject({ isRepeated: true, job: { id, state: 'completed' } });
    const messages = await context.db.prisma.outboxMessage.count({
      where: { topic: 'job.queued', payload: { equals: { jobId: uuid('job', id) } } },
    });
    expect(messages).toBe(1);
  });

  test('another call is refused', async () => {
    const { context, caller } = await scene();
    const { id } = await makeJob(context, caller, call({ idempotency: under('two') }));
    const other = createJob(context, caller, call({ idempotency: under('two', 'that') }));
    expect(await expectRefusal(other, 'idempotency_key_reused')).toMatchObject({ status: 422, details: { jobId: id } });
  });

  test('of another application, or in the other mode, is another job', async () => {
    const { context, tenant, caller } = await scene();
    const neighbour = uuid('application', (await makeApplication(context, tenant.id)).id);
    const idempotency = under('three');
    const ids = [
      await makeJob(context, caller, call({ idempotency })),
      await makeJob(context, caller, call({ idempotency, environment: 'test' })),
      await makeJob(context, { ...caller, applicationId: neighbour }, call({ idempotency })),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
  });
});

test('what came of a job shows until it expires, its facts go on', async () => {
  const { context, caller, owner } = await scene();
  const { id: jobId } = await makeJob(context, caller, call());
  await change(jobId, COMPLETED);
  const done = await getJob(context, owner, { jobId });
  expect(done).toMatchObject({
    state: 'completed', charge: '0.0000123', currency: 'USD', resultStatus: 200, usage: COMPLETED.usage,
    callId: publicId('request', COMPLETED.callId), request: BODY, result: { object: 'chat.completion' },
  }); // prettier-ignore
  const { request, result } = await getJob(context, caller, { jobId });
  expect({ request, result }).toEqual({ request: null, result: { object: 'chat.completion' } });
  await change(jobId, { expiresAt: new Date(Date.now() - 1) });
  const expired = await getJob(context, owner, { jobId });
  expect(expired).toMatchObject({ state: 'completed', charge: '0.0000123', request: null, result: null });
  expect((await listJobs(context, owner, {})).items).toMatchObject([{ id: jobId, charge: '0.0000123' }]);
});

test('an answer that is no JSON shows as text, an error by its own words', async () => {
  const { context, caller } = await scene();
  const text = await makeJob(context, caller, call());
  await change(text.id, { ...COMPLETED, result: Buffer.from('plain') });
  expect((await getJob(context, caller, { jobId: text.id })).result).toBe('plain');
  const failed = await makeJob(context, caller, call());
  const error = { message: 'Too long.', type: 'invalid_request_error', code: null, param: 'messages' };
  const end = { finishedAt: new Date(), expiresAt: LATER, resultStatus: 400 };
  await change(failed.id, { state: 'failed', ...end, error, errorCode: 'invalid_parameter' });
  expect(await getJob(context, caller, { jobId: failed.id })).toMatchObject({
    error: { ...error, code: 'invalid_parameter' },
    resultStatus: 400,
  });
});

test('a job names the webhooks that told of its end, and no others', async () => {
  const { context, caller, owner } = await scene();
  const [told, other] = [await makeJob(context, caller, call()), await makeJob(context, caller, call())];
  await change(told.id, COMPLETED);
  await change(other.id, COMPLETED);
  const { tenantId } = caller;
  const tell = (about: string, url: string) => {
    const body = JSON.stringify({ type: 'job.completed', data: { id: about, metadata: { of: told.id } } });
    const deliveries = { create: { id: newId(), tenantId, url } };
    return context.db.prisma.webhookEvent.create({
      data: { id: newId(), tenantId, type: 'job.completed', body, deliveries },
    });
  };
  await tell(told.id, 'https://example.com/a');
  await tell(other.id, 'https://example.com/b');
  const { deliveries } = await getJob(context, owner, { jobId: told.id });
  expect(deliveries).toMatchObject([{ url: 'https://example.com/a', state: 'pending' }]);
});

test('lists are by application, mode and state, newest first, and page by page', async () => {
  const { context, tenant, caller, owner } = await scene();
  const second = await makeApplication(context, tenant.id);
  const secondCaller = { ...caller, applicationId: uuid('application', second.id) };
  const ids = [];
  for (const maker of [caller, caller, secondCaller]) ids.unshift((await makeJob(context, maker, call())).id);
  const test = await makeJob(context, caller, call({ environment: 'test' }));
  const idsOf = async (input: Parameters<typeof listJobs>[2], actor: Parameters<typeof listJobs>[1] = owner) =>
    (await listJobs(context, actor, input)).items.map(({ id }) => id);

  expect(await idsOf({})).toEqual([test.id, ...ids]);
  expect(await idsOf({ environment: 'live' })).toEqual(ids);
  expect(await idsOf({ applicationId: second.id })).toEqual(ids.slice(0, 1));
  expect(await idsOf({ environment: 'live' }, caller)).toEqual(ids.slice(1));
  expect(await idsOf({ applicationId: second.id }, caller)).toEqual([]);
  await cancelJob(context, owner, { jobId: test.id });
  expect(await idsOf({ state: 'cancelled' })).toEqual([test.id]);
  const first = await listJobs(context, owner, { limit: 2 });
  expect(first.nextCursor).not.toBeNull();
  const rest = await listJobs(context, owner, { limit: 2, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual([test.id, ...ids]);
  expect(rest.nextCursor).toBeNull();
});

test('another application of the same organisation, and a key of the other mode, find no job', async () => {
  const { context, tenant, caller } = await scene();
  const { id: jobId } = await makeJob(context, caller, call());
  const second = await makeApplication(context, tenant.id);
  const other = { ...caller, applicationId: uuid('application', second.id) };
  await expectRefusal(getJob(context, other, { jobId }), 'not_found');
  await expectRefusal(cancelJob(context, other, { jobId }), 'not_found');
  await expectRefusal(getJob(context, caller, { jobId, environment: 'test' }), 'not_found');
  await expectRefusal(cancelJob(context, caller, { jobId, environment: 'test' }), 'not_found');
  expect((await getJob(context, caller, { jobId, environment: 'live' })).state).toBe('queued');
});

test('a job that waits is cancelled at once and once, and whoever listens hears of it', async () => {
  const { context, caller, owner } = await scene();
  const { id: jobId } = await makeJob(context, caller, call());
  const listener = await context.db.pool.connect();
  await listener.query(`LISTEN ${JOB_CHANNEL}`);
  const heard = new Promise((resolve) => listener.once('notification', ({ payload }) => resolve(payload)));
  const cancelled = await cancelJob(context, owner, { jobId });
  expect(await heard).toBe(uuid('job', jobId));
  listener.release(true);
  expect(cancelled).toMatchObject({ state: 'cancelled', charge: null, expiresAt: null });
  expect(cancelled.finishedAt).not.toBeNull();
  expect(await cancelJob(context, owner, { jobId })).toEqual(cancelled);
  const entries = await auditOf(context, uuid('job', jobId));
  expect(entries.map(({ action, detail }) => [action, detail])).toEqual([
    ['job.cancel', { operation: 'chat.completions', model: 'gpt-x', state: 'queued' }],
  ]);
});

test('a job that runs is asked to stop, and says so until its worker lets go', async () => {
  const { context, caller } = await scene();
  const { id: jobId } = await makeJob(context, caller, call());
  await change(jobId, { state: 'running', attempt: 1, startedAt: new Date(), leaseUntil: LATER });
  const asked = await cancelJob(context, caller, { jobId });
  expect(asked).toMatchObject({ state: 'running', finishedAt: null });
  expect(asked.cancelRequestedAt).not.toBeNull();
  expect(await cancelJob(context, caller, { jobId })).toEqual(asked);
  expect(await auditOf(context, uuid('job', jobId))).toEqual([]);
});

test.each(['completed', 'failed'] as const)('one that has %s can not be cancelled', async (state) => {
  const { context, caller, owner } = await scene();
  const { id: jobId } = await makeJob(context, caller, call());
  await change(jobId, { ...COMPLETED, state });
  await expectRefusal(cancelJob(context, owner, { jobId }), 'invalid_state');
  expect((await getJob(context, owner, { jobId })).state).toBe(state);
});

test.each([
  ['owner', true],
  ['admin', true],
  ['developer', true],
  ['billing', false],
  ['viewer', false],
] as const)('%s reads jobs, may cancel: %s', async (role, mayCancel) => {
  const { context, tenant, caller } = await scene();
  const { id: jobId } = await makeJob(context, caller, call());
  const actor = member(tenant.id, role);
  expect((await getJob(context, actor, { jobId })).id).toBe(jobId);
  const outcome = cancelJob(context, actor, { jobId });
  if (mayCancel) expect((await outcome).state).toBe('cancelled');
  else await expectRefusal(outcome, 'forbidden');
});

test('the platform sees and stops every job', async () => {
  const { context, caller, tenant } = await scene();
  const { id: jobId } = await makeJob(context, caller, call());
  expect((await listJobs(context, ADMIN, { tenantId: tenant.id })).items).toHaveLength(1);
  expect((await cancelJob(context, ADMIN, { jobId })).state).toBe('cancelled');
});
