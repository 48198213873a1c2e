/** What a failing provider costs nobody, and a half answer costs exactly. */
import { APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor, say } from './corridor.fixture.js';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

async function failing(account: Account, call: { model: string; stream?: boolean }, line: string): Promise<APIError> {
  const { model, stream } = call;
  const answer = account.client.chat.completions.create({ model, messages: say('x', line), stream: stream === true });
  const error: unknown = await answer.then(
    () => null,
    (cause: unknown) => cause,
  );
  if (error instanceof APIError) return error;
  throw new Error('the call did not fail');
}

describe.each([false, true])('trap: a failure before the first content is free (row 10), stream: %s', (stream) => {
  test.each([
    { steering: 'status=503', status: 502, code: 'upstream_error', attempts: 2 },
    { steering: 'status=500', status: 502, code: 'upstream_error', attempts: 2 },
    { steering: 'status=429 retry_after=2', status: 502, code: 'upstream_error', attempts: 1, retryAfter: '2' },
    { steering: 'status=401', status: 502, code: 'upstream_rejected_credential', attempts: 1 },
    { steering: 'status=400', status: 400, code: 'invalid_parameter', attempts: 1 },
    { steering: 'status=422', status: 422, code: 'unprocessable', attempts: 1 },
    { steering: 'status=402 error_code=insufficient_quota', status: 502, code: 'upstream_error', attempts: 1 },
    { steering: 'status=504', status: 504, code: 'upstream_timeout', attempts: 2 },
    { steering: 'cut_after=0', status: 502, code: 'upstream_interrupted', attempts: 2 },
  ])('$steering', async ({ steering, status, code, attempts, retryAfter }) => {
    const model = corridor.model();
    const account = corridor.account({ quotaPerMonth: 10, requestsPerSecond: 100 });
    const error = await failing(account, { model, stream }, `@sandbox ${steering}`);
    expect([error.status, error.code]).toEqual([status, code]);
    expect(error.headers?.get('retry-after') ?? undefined).toBe(retryAfter);
    expect(error.headers?.get('x-request-id')).toMatch(/^req_/);
    expect(error.headers?.get('x-ratelimit-limit')).toBe('10');
    const [event] = await account.settled(1);
    expect(event).toMatchObject({
      charge: '0',
      cost: '0',
      status,
      usageSource: 'none',
      attempts,
      counted: false,
      parts: [],
    });
    expect(await account.state()).toEqual({ held: '0', pending: '0', openHolds: 0, slots: 0 });
    expect((await account.delivered(event!)).attemptCount).toBe(attempts);
  });
});

test('nobody listens at the target, and no target at all', async () => {
  const account = corridor.account();
  const unreachable = await account.post('/v1/chat/completions', { model: 'unreachable', messages: say('x') });
  expect(unreachable.status).toBe(502);
  const homeless = await account.post('/v1/chat/completions', { model: 'homeless', messages: say('x') });
  expect([homeless.status, homeless.headers.get('retry-after')]).toEqual([503, '5']);
  expect((await account.settled(2)).map((event) => event.charge)).toEqual(['0', '0']);
});

test('an answer of 4xx does not open the target to others’ harm: the next call is served', async () => {
  const model = corridor.model();
  const account = corridor.account();
  for (let count = 0; count < 25; count += 1) await failing(account, { model }, '@sandbox status=400');
  const answer = await account.post('/v1/chat/completions', { model, messages: say('still there?') });
  expect(answer.status).toBe(200);
});

test('a target that fails and fails is left alone for a while: 503 that says when to come back', async () => {
  const model = corridor.model();
  const account = corridor.account();
  for (let count = 0; count < 10; count += 1) await failing(account, { model }, '@sandbox status=500');
  const error = await failing(account, { model }, 'please');
  expect([error.status, error.code, error.headers?.get('retry-after')]).toEqual([503, 'no_target', '1']);
  const events = await account.settled(11);
  expect(events.map((event) => event.charge)).toEqual(Array.from({ length: 11 }, () => '0'));
  expect(events.at(-1)?.attempts).toBe(1);
});

test('trap: a stream cut after content ends with a typed error event, no clean end, and a bill for what came (Portkey#1797)', async () => {
  const account = corridor.account();
  const answer = await account.post('/v1/chat/completions', {
    model: 'chat',
    messages: say('cut me', '@sandbox chunks=20 cut_after=7'),
    stream: true,
  });
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).not.toContain('[DONE]');
  const last = text.trimEnd().split('\n\n').at(-1) ?? '';
  const { error } = JSON.parse(last.replace(/^data: /, '')) as { error: { code: string; request_id: string } };
  expect(error).toMatchObject({ code: 'upstream_interrupted', request_id: answer.headers.get('x-request-id') });
  const [event] = await account.settled(1);
  const delivered = await account.delivered(event!);
  expect(delivered).toMatchObject({ ended: 'cut', deliveredChunks: 7, attemptCount: 1 });
  expect(event).toMatchObject({
    endReason: 'upstream_cut',
    usageSource: 'estimated',
    charge: account.chargeOf(delivered),
  });
  expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
});

test('the official client sees a cut stream as an error', async () => {
  const account = corridor.account();
  const stream = await account.client.chat.completions.create({
    model: 'chat',
    messages: say('cut me', '@sandbox chunks=20 cut_after=7'),
    stream: true,
  });
  const reading = (async () => {
    for await (const chunk of stream) void chunk;
  })();
  await expect(reading).rejects.toBeInstanceOf(APIError);
});

test('a slow provider is waited for', async () => {
  const account = corridor.account();
  const answer = await account.post('/v1/chat/completions', {
    model: 'chat',
    messages: say('x', '@sandbox delay_ms=300'),
  });
  expect(answer.status).toBe(200);
  expect(await account.settled(1)).toMatchObject([{ endReason: 'complete' }]);
});
