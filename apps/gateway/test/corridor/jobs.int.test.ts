/** Calls that are put off: answered 202 once they are kept, refused like calls made at once, seen by their own key alone. */
import { JobListSchema, type JobObject, JobObjectSchema } from '@turnpike/endpoints/jobs/job-object';
import { newId, publicId } from '@turnpike/domain/ids';
import { NO_USAGE } from '@turnpike/domain/usage';
import { raiseEpoch } from '@turnpike/limits/balance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, BODY_LIMIT_BYTES, HEADER_PREFIX, say } from './corridor.fixture.js';
import { CALLBACK_PORT, JobsCorridor, QUEUE_LIMIT } from './jobs.fixture.js';

let jobs: JobsCorridor;
beforeAll(async () => {
  jobs = await JobsCorridor.start();
});
afterAll(() => jobs.stop());

const ASYNC = { prefer: 'respond-async' };
const CHAT = { model: 'chat', messages: say('hello'), max_tokens: 5 };

async function jobOf(answer: Response): Promise<JobObject> {
  return JobObjectSchema.parse(await answer.json());
}

async function refusalOf(answer: Response) {
  const { error } = (await answer.json()) as { error: { code: string; param: string | null; message: string } };
  return { status: answer.status, code: error.code, param: error.param };
}

/** Both ways of putting a chat off. */
const ways: [string, (account: Account, body: object) => Promise<Response>][] = [
  ['Prefer: respond-async', (account, body) => account.post('/v1/chat/completions', body, ASYNC)],
  ['POST /v1/jobs', (account, body) => account.post('/v1/jobs', { operation: 'chat.completions', body })],
];

describe('a job is made', () => {
  test('of a response as it was asked: what it stands on is put into it when it runs', async () => {
    const account = await jobs.account();
    const asked = { model: 'chat', input: 'next', previous_response_id: 'resp_1' };
    const job = await jobOf(await account.post('/v1/responses', asked, ASYNC));
    const row = await jobs.row(job.id);
    expect(JSON.parse(Buffer.from(row.body).toString())).toEqual(asked);
  });

  test('by Prefer: 202 with the job, which is kept by then, with nothing held for it', async () => {
    const account = await jobs.account({ requestsPerSecond: 5 });
    const answer = await account.post('/v1/chat/completions', CHAT, {
      ...ASYNC,
      [`${HEADER_PREFIX}-callback-url`]: `http://127.0.0.1:${CALLBACK_PORT}/hooks/x`,
    });
    expect(answer.status).toBe(202);
    const job = await jobOf(answer);
    expect(answer.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    expect(answer.headers.get('preference-applied')).toBe('respond-async');
    expect(answer.headers.get('x-request-id')).toBe(job.request_id);
    expect(answer.headers.get('x-ratelimit-remaining')).toBe('4');
    expect(job).toMatchObject({
      state: 'queued', operation: 'chat.completions', model: 'chat', metadata: null, result: null, error: null,
      charge: null, usage: null, started_at: null, finished_at: null, expires_at: null, call_id: null,
      callback_url: `http://127.0.0.1:${CALLBACK_PORT}/hooks/x`,
    }); // prettier-ignore
    expect(Math.abs(job.created_at - Date.now() / 1000)).toBeLessThan(60);
    const row = await jobs.row(job.id);
    expect(JSON.parse(Buffer.from(row.body).toString())).toEqual(CHAT);
    expect(row).toMatchObject({ applicationId: account.applicationId, environment: 'live', attempt: 0 });
    expect(await account.state()).toEqual({ held: '0', pending: '0', openHolds: 0, slots: 0 });
    const record = await recordOf(account);
    expect(record).toMatchObject({ operation: 'chat.completions', model: 'chat', status: 202, errorCode: null });
  });

  test('by POST /v1/jobs, for an operation by its key or its path', async () => {
    const account = await jobs.account();
    const metadata = { order: '7' };
    const body = { model: 'embedding', input: 'x' };
    for (const operation of ['embeddings', '/v1/embeddings']) {
      const answer = await account.post('/v1/jobs', { operation, body, metadata });
      expect(answer.status).toBe(202);
      expect(answer.headers.get('preference-applied')).toBeNull();
      const job = await jobOf(answer);
      expect(job).toMatchObject({ operation: 'embeddings', model: 'embedding', metadata });
      expect(JSON.parse(Buffer.from((await jobs.row(job.id)).body).toString())).toEqual(body);
    }
  });

  test('while every slot is taken: it waits for one', async () => {
    const account = await jobs.account({ concurrency: 1 });
    const running = account.post('/v1/chat/completions', { ...CHAT, messages: say('@sandbox delay_ms=500') });
    await expect.poll(async () => (await account.state()).slots).toBe(1);
    expect((await account.post('/v1/chat/completions', CHAT, ASYNC)).status).toBe(202);
    expect((await running).status).toBe(200);
  });

  test('and anything else that is preferred changes nothing', async () => {
    const account = await jobs.account();
    const answer = await account.post('/v1/chat/completions', CHAT, { prefer: 'return=minimal' });
    expect(answer.status).toBe(200);
    expect(await jobs.rows(account)).toEqual([]);
  });
});

describe('under an idempotency key', () => {
  const headers = { 'idempotency-key': '"order 7"'.replace(' ', '-') };

  test('a job is made once, whichever way it is asked for', async () => {
    const account = await jobs.account();
    const put = [
      () => account.post('/v1/chat/completions', CHAT, { ...ASYNC, ...headers }),
      () => account.post('/v1/jobs', { operation: 'chat.completions', body: CHAT }, headers),
    ];
    const first = await put[0]!();
    expect([first.status, first.headers.get('idempotent-replayed')]).toEqual([202, null]);
    const job = await jobOf(first);
    for (const again of [await put[0]!(), await put[1]!()]) {
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
      expect(await jobOf(again)).toEqual(job);
    }
    expect(await jobs.rows(account)).toHaveLength(1);
    const records = async () => (await jobs.corridor.records(account.tenantId)).map(({ detail }) => detail.idempotency);
    await expect.poll(records).toEqual(['first', 'replayed', 'replayed']);
  });

  test.each<[string, object, Record<string, string>]>([
    ['body', { ...CHAT, max_tokens: 6 }, {}],
    ['callback', CHAT, { [`${HEADER_PREFIX}-callback-url`]: `http://127.0.0.1:${CALLBACK_PORT}/hooks/x` }],
  ])('another %s is 422', async (_what, body, given) => {
    const account = await jobs.account();
    expect((await account.post('/v1/chat/completions', CHAT, { ...ASYNC, ...headers })).status).toBe(202);
    const refused = await refusalOf(
      await account.post('/v1/chat/completions', body, { ...ASYNC, ...headers, ...given }),
    );
    expect(refused).toMatchObject({ status: 422, code: 'idempotency_key_reused', param: 'Idempotency-Key' });
    expect(await jobs.rows(account)).toHaveLength(1);
  });

  test('what is none is 400, and nothing is kept', async () => {
    const account = await jobs.account();
    const refused = await account.post('/v1/chat/completions', CHAT, { ...ASYNC, 'idempotency-key': 'a b' });
    expect(await refusalOf(refused)).toMatchObject({ status: 400, param: 'Idempotency-Key' });
    expect(await jobs.rows(account)).toEqual([]);
  });
});

async function recordOf(account: Account) {
  await expect.poll(async () => (await jobs.corridor.records(account.tenantId)).length).toBeGreaterThan(0);
  return (await jobs.corridor.records(account.tenantId)).at(-1);
}

describe.each(ways)('%s is refused at once and keeps nothing', (_way, put) => {
  test.each([
    ['a stream', { ...CHAT, stream: true }, 400, 'unsupported_parameter', 'stream'],
    ['no messages', { model: 'chat' }, 400, 'invalid_parameter', 'messages'],
    ['a model that is not offered', { ...CHAT, model: 'nothing' }, 404, 'model_not_found', 'model'],
  ])('%s', async (_what, body, status, code, param) => {
    const account = await jobs.account();
    expect(await refusalOf(await put(account, body))).toEqual({ status, code, param });
    expect(await jobs.rows(account)).toEqual([]);
  });

  test('a key that is revoked, and one whose caller changed since it was cached', async () => {
    const account = await jobs.account();
    const { callersByKey } = jobs.corridor.stores;
    const caller = callersByKey.get(account.key)!;
    callersByKey.set(account.key, { ...caller, keyState: 'revoked' });
    expect(await refusalOf(await put(account, CHAT))).toMatchObject({ status: 401, code: 'revoked_api_key' });
    callersByKey.set(account.key, caller);
    expect((await put(account, CHAT)).status).toBe(202);
    await raiseEpoch(jobs.corridor, account.tenantId, '2');
    expect(await refusalOf(await put(account, CHAT))).toMatchObject({ status: 503, code: 'limits_unavailable' });
    callersByKey.set(account.key, { ...caller, epoch: '2' });
    expect((await put(account, CHAT)).status).toBe(202);
  });

  test('an operation the subscription lacks', async () => {
    const account = await jobs.account({ operations: ['embeddings'] });
    expect(await refusalOf(await put(account, CHAT))).toMatchObject({ status: 403, code: 'no_subscription' });
  });

  test('what the balance can not carry, unless it is paid afterwards or only a test', async () => {
    const poor = await jobs.account({ posted: '0.00001' });
    expect(await refusalOf(await put(poor, CHAT))).toMatchObject({ status: 402, code: 'insufficient_quota' });
    expect(await jobs.rows(poor)).toEqual([]);
    expect(await poor.state()).toMatchObject({ held: '0' });
    for (const options of [{ billingMode: 'postpaid' }, { environment: 'test' }] as const) {
      expect((await put(await jobs.account({ posted: '0', ...options }), CHAT)).status).toBe(202);
    }
  });

  test('a rate that is exceeded, and a quota that is used up', async () => {
    const fast = await jobs.account({ requestsPerSecond: 1, burst: 1 });
    expect((await put(fast, CHAT)).status).toBe(202);
    expect(await refusalOf(await put(fast, CHAT))).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
    const spent = await jobs.account({ quotaPerMonth: 1 });
    expect((await spent.post('/v1/chat/completions', CHAT)).status).toBe(200);
    expect(await refusalOf(await put(spent, CHAT))).toMatchObject({ status: 429, code: 'quota_exceeded' });
  });

  test('more waiting jobs than the organisation may have', async () => {
    const account = await jobs.account();
    const statuses = await Promise.all(Array.from({ length: 6 }, async () => (await put(account, CHAT)).status));
    expect(statuses.toSorted()).toEqual([202, 202, 202, 429, 429, 429]);
    const refused = await put(account, CHAT);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refusalOf(refused)).toMatchObject({ code: 'job_queue_full' });
    expect(await jobs.rows(account)).toHaveLength(QUEUE_LIMIT);
  });
});

describe('a body that can not be read is refused', () => {
  test.each([
    ['no JSON', '{', {}, 400, 'invalid_json', null],
    ['an array', '[]', {}, 400, 'invalid_json', null],
    ['another type', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type', null],
    ['too large', ' '.repeat(BODY_LIMIT_BYTES + 1), {}, 413, 'payload_too_large', null],
    ['an unknown operation', { operation: 'models.list', body: {} }, {}, 400, 'invalid_parameter', 'operation'],
    ['no body', { operation: 'embeddings' }, {}, 400, 'invalid_parameter', 'body'],
    ['bad metadata', { operation: 'embeddings', body: {}, metadata: { a: 1 } }, {}, 400, 'invalid_parameter', 'metadata.a'],
    ['a parameter there is not', { operation: 'embeddings', body: {}, priority: 1 }, {}, 400, 'invalid_parameter', null],
  ])('%s', async (_what, body, headers, status, code, param) => {
    const account = await jobs.account();
    expect(await refusalOf(await account.post('/v1/jobs', body, headers))).toEqual({ status, code, param });
    expect(await jobs.rows(account)).toEqual([]);
  }); // prettier-ignore

  test('and a key is asked for first', async () => {
    const answer = await fetch(`${jobs.corridor.url}/v1/jobs`, { method: 'POST', body: '{' });
    expect(await refusalOf(answer)).toMatchObject({ status: 401, code: 'missing_api_key' });
  });
});

describe('a callback may only go where anything may be sent', () => {
  const put = (account: Account, url: string) =>
    account.post('/v1/jobs', { operation: 'chat.completions', body: CHAT, callback_url: url });

  test.each([
    'http://127.0.0.1:9/x',
    'https://169.254.169.254/latest',
    'https://10.0.0.1/',
    'https://[::1]/',
    'https://user:secret@127.0.0.1:8090/',
    'https://no-such-host.invalid/',
  ])('%s is refused', async (url) => {
    const account = await jobs.account();
    const refused = { status: 422, code: 'address_not_allowed', param: 'callback_url' };
    expect(await refusalOf(await put(account, url))).toEqual(refused);
    const header = { ...ASYNC, [`${HEADER_PREFIX}-callback-url`]: url };
    expect(await refusalOf(await account.post('/v1/chat/completions', CHAT, header))).toEqual(refused);
    expect(await jobs.rows(account)).toEqual([]);
  });

  test('what is no address is refused by the name it came under', async () => {
    const account = await jobs.account();
    expect(await refusalOf(await put(account, 'nowhere'))).toMatchObject({ status: 400, param: 'callback_url' });
    const name = `${HEADER_PREFIX}-callback-url`;
    const answer = await account.post('/v1/chat/completions', CHAT, { ...ASYNC, [name]: 'nowhere' });
    expect(await refusalOf(answer)).toMatchObject({ status: 400, param: name });
  });
});

/** As a worker leaves a job that came to an answer. */
const completed = () => ({
  state: 'completed' as const,
  attempt: 1,
  startedAt: new Date(),
  finishedAt: new Date(),
  expiresAt: new Date(Date.now() + 60_000),
  leaseUntil: null,
  result: Buffer.from('{"object":"chat.completion"}'),
  resultStatus: 200,
  resultType: 'application/json',
  usage: { ...NO_USAGE, inputTokens: 3, cachedInputTokens: 1, outputTokens: 5, reasoningTokens: 2, seconds: '1.5' },
  charge: '0.0001234',
  currency: 'USD',
  callId: newId(),
});

async function make(account: Account): Promise<string> {
  const answer = await account.post('/v1/jobs', { operation: 'chat.completions', body: CHAT });
  expect(answer.status).toBe(202);
  return (await jobOf(answer)).id;
}

describe('a job is looked up', () => {
  test('with its result, its usage and its exact charge', async () => {
    const account = await jobs.account();
    const id = await make(account);
    const end = completed();
    await jobs.change(id, end);
    const answer = await account.get(`/v1/jobs/${id}`);
    expect(answer.status).toBe(200);
    expect(await jobOf(answer)).toMatchObject({
      id, state: 'completed', result: { object: 'chat.completion' }, error: null,
      charge: { amount: '0.0001234', currency: 'USD' }, call_id: publicId('request', end.callId),
      usage: {
        input_tokens: 3, cached_input_tokens: 1, cache_write_tokens: 0, audio_input_tokens: 0, image_input_tokens: 0, output_tokens: 5,
        reasoning_tokens: 2, audio_output_tokens: 0, image_output_tokens: 0, images: 0, characters: 0, searches: 0, seconds: '1.5',
      }, // prettier-ignore
      finished_at: Math.floor(end.finishedAt.getTime() / 1000), expires_at: Math.floor(end.expiresAt.getTime() / 1000),
    }); // prettier-ignore
  });

  test('with its error and the status it stands for', async () => {
    const account = await jobs.account();
    const id = await make(account);
    const error = { message: 'No.', type: 'invalid_request_error', code: 'invalid_parameter', param: 'x', fix: 'Mend it.' };
    await jobs.change(id, { ...completed(), state: 'failed', result: null, resultStatus: 400, error, errorCode: error.code });
    const job = await jobOf(await account.get(`/v1/jobs/${id}`));
    expect(job).toMatchObject({ state: 'failed', result: null, error: { ...error, status: 400 } });
  }); // prettier-ignore

  test('until its result expires: 410 from then on, and its facts stay in the list', async () => {
    const account = await jobs.account();
    const id = await make(account);
    await jobs.change(id, { ...completed(), expiresAt: new Date(Date.now() - 1) });
    expect(await refusalOf(await account.get(`/v1/jobs/${id}`))).toMatchObject({ status: 410, code: 'result_expired' });
    const list = JobListSchema.parse(await (await account.get('/v1/jobs')).json());
    expect(list.data).toMatchObject([{ id, state: 'completed', charge: { amount: '0.0001234', currency: 'USD' } }]);
  });

  test('by its own application and mode alone', async () => {
    const account = await jobs.account();
    const id = await make(account);
    const stranger = await jobs.account();
    const { callersByKey } = jobs.corridor.stores;
    const inTest = jobs.corridor.account({ environment: 'test' });
    const { tenantId, applicationId, subscriptions } = callersByKey.get(account.key)!;
    callersByKey.set(inTest.key, { ...callersByKey.get(inTest.key)!, tenantId, applicationId, subscriptions });
    for (const other of [stranger, inTest]) {
      for (const answer of [await other.get(`/v1/jobs/${id}`), await other.post(`/v1/jobs/${id}/cancel`, {})]) {
        expect(await refusalOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
      }
      expect(await (await other.get('/v1/jobs')).json()).toMatchObject({ data: [], has_more: false });
    }
    expect((await jobs.row(id)).state).toBe('queued');
  });

  test.each(['job_0', 'nothing', '%00', publicId('request', newId()), publicId('job', newId())])(
    '%s is 404',
    async (id) => {
      const account = await jobs.account();
      expect((await account.get(`/v1/jobs/${id}`)).status).toBe(404);
      expect((await account.get(`/v1/jobs/${id}?wait=5`)).status).toBe(404);
      expect((await account.post(`/v1/jobs/${id}/cancel`, {})).status).toBe(404);
    },
  );

  test('in lists as OpenAI has them', async () => {
    const account = await jobs.account();
    const ids = [await make(account), await make(account), await make(account)].reverse();
    await jobs.change(ids[2] ?? '', completed());
    const list = async (query: string) => JobListSchema.parse(await (await account.get(`/v1/jobs${query}`)).json());
    expect(await list('')).toMatchObject({ first_id: ids[0], last_id: ids[2], has_more: false });
    const first = await list('?limit=2');
    expect([first.data.map(({ id }) => id), first.has_more]).toEqual([ids.slice(0, 2), true]);
    const second = await list(`?limit=2&after=${first.last_id}`);
    expect([second.data.map(({ id }) => id), second.has_more]).toEqual([ids.slice(2), false]);
    expect((await list('?state=completed')).data.map(({ id }) => id)).toEqual(ids.slice(2));
    expect(await list('?state=failed')).toEqual({ object: 'list', data: [], first_id: null, last_id: null, has_more: false });
  }); // prettier-ignore

  test.each([
    ['/v1/jobs?limit=0', 'limit'],
    ['/v1/jobs?limit=101', 'limit'],
    ['/v1/jobs?limit=x', 'limit'],
    ['/v1/jobs?state=done', 'state'],
    ['/v1/jobs?after=job_x', 'after'],
    [`/v1/jobs/${publicId('job', newId())}?wait=61`, 'wait'],
    [`/v1/jobs/${publicId('job', newId())}?wait=-1`, 'wait'],
    [`/v1/jobs/${publicId('job', newId())}?wait=1e1`, 'wait'],
  ])('%s is refused', async (path, param) => {
    const account = await jobs.account();
    expect(await refusalOf(await account.get(path))).toEqual({ status: 400, code: 'invalid_parameter', param });
  });
});

describe('a job is cancelled', () => {
  test('at once while it waits, and again without effect', async () => {
    const account = await jobs.account();
    const id = await make(account);
    for (let round = 0; round < 2; round += 1) {
      const answer = await account.post(`/v1/jobs/${id}/cancel`, {});
      expect(answer.status).toBe(200);
      expect(await jobOf(answer)).toMatchObject({ id, state: 'cancelled', result: null, charge: null });
    }
    expect((await account.get(`/v1/jobs/${id}`)).status).toBe(200);
  });

  test('by asking its worker while it runs; not once it has ended', async () => {
    const account = await jobs.account();
    const id = await make(account);
    await jobs.change(id, { state: 'running', startedAt: new Date(), leaseUntil: new Date(Date.now() + 15_000) });
    expect(await jobOf(await account.post(`/v1/jobs/${id}/cancel`, {}))).toMatchObject({ state: 'running' });
    expect((await jobs.row(id)).cancelRequestedAt).not.toBeNull();
    await jobs.change(id, completed());
    const refused = await account.post(`/v1/jobs/${id}/cancel`, {});
    expect(await refusalOf(refused)).toMatchObject({ status: 409, code: 'invalid_state' });
  });
});
