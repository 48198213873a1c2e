/** What a caller with the official client is answered, and that the bill is what the sandbox delivered. */
import { Decimal } from '@turnpike/domain/money';
import { countTextTokens } from '@turnpike/domain/token-count';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COST } from './catalogue.fixture.js';
import { Corridor, faultsIn, HEADER_PREFIX, say } from './corridor.fixture.js';
import { until } from '@turnpike/testing/until';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

describe('plain answers', () => {
  test('a completion: answer, headers, receipt, and one event with the exact charge', async () => {
    const account = corridor.account({ requestsPerSecond: 50, quotaPerMonth: 1000 });
    const { data, response } = await account.client.chat.completions
      .create({ model: 'chat', messages: say('hello', '@sandbox cached_tokens=3 reasoning_tokens=5'), user: 'ada' })
      .withResponse();
    expect(data.choices[0]?.message.content).toContain('You said: hello');
    const [event] = await account.settled(1);
    const delivered = await account.delivered(event!);
    expect(delivered).toMatchObject({ usageReported: true, cachedTokens: 3, reasoningTokens: 5 });
    expect(event).toMatchObject({
      kind: 'usage', status: 200, endReason: 'complete', usageSource: 'provider', model: 'chat', stream: false, counted: true,
      servedModel: 'sandbox-upstream', endUser: 'ada', attempts: 1, charge: account.chargeOf(delivered), currency: 'USD',
      inputTokens: delivered.promptTokens - 3, cachedInputTokens: 3, reasoningTokens: 5,
      outputTokens: delivered.completionTokens - 5, costCurrency: 'USD',
    }); // prettier-ignore
    expect(event?.quotas).toEqual([
      { scope: `sub:${account.subscriptionId}`, periodStartMs: expect.any(Number) as number, amount: '1' },
    ]);
    expect(await account.state()).toEqual({ held: '0', pending: event?.charge, openHolds: 0, slots: 0 });

    const { headers } = response;
    expect(headers.get('x-request-id')).toBe(`req_${event?.requestId.replaceAll('-', '')}`);
    expect(headers.get('ratelimit-policy')).toMatch(/^"requests";q=50;w=1, "month";q=1000;w=\d+$/);
    expect(headers.get('ratelimit')).toMatch(/^"requests";r=49;t=\d+, "month";r=999;t=\d+$/);
    expect(headers.get('x-ratelimit-limit')).toBe('50');
    expect(headers.get('x-ratelimit-remaining')).toBe('49');
    expect(headers.get('x-ratelimit-remaining-requests')).toBe('49');
    expect(headers.get(`${HEADER_PREFIX}-model`)).toBe('chat');
    expect(headers.get(`${HEADER_PREFIX}-target`)).toBe('sandbox/sandbox-upstream');
    expect(headers.get(`${HEADER_PREFIX}-price-version`)).toBe('3');
    expect(headers.get(`${HEADER_PREFIX}-attempts`)).toBe('1');
    expect(headers.get(`${HEADER_PREFIX}-cache`)).toBe('bypass');
    expect(headers.get(`${HEADER_PREFIX}-charge`)).toBe(event?.charge);
    expect(headers.get(`${HEADER_PREFIX}-output-tokens`)).toBe(String(event?.outputTokens));
    expect(Number(headers.get(`${HEADER_PREFIX}-overhead-ms`))).toBeGreaterThanOrEqual(0);
  });

  test('embeddings are priced by their input', async () => {
    const account = corridor.account();
    const answer = await account.client.embeddings.create({ model: 'embedding', input: ['one text', 'and another'] });
    expect(answer.data).toHaveLength(2);
    const [event] = await account.settled(1);
    const delivered = await account.delivered(event!);
    expect(event).toMatchObject({ operation: 'embeddings', outputTokens: 0, charge: account.chargeOf(delivered) });
    expect(event?.cost).toBe(new Decimal(COST.input_token ?? '0').times(delivered.promptTokens).toFixed());
  });

  test('a provider that reports no usage: what was delivered is counted, and said to be an estimate', async () => {
    const account = corridor.account();
    await account.client.chat.completions.create({
      model: 'chat',
      messages: say('count me', '@sandbox omit_usage=true'),
    });
    await account.client.embeddings.create({ model: 'embedding', input: '@sandbox omit_usage=true\nsome text' });
    for (const event of await account.settled(2)) {
      const delivered = await account.delivered(event);
      expect(delivered.usageReported).toBe(false);
      expect(event).toMatchObject({ usageSource: 'estimated', charge: account.chargeOf(delivered) });
    }
  });

  test('what is counted is counted in the tokens of the model that served it', async () => {
    const [place] = corridor.stores.catalogueStore.current()?.models.get('chat')?.targets ?? [];
    corridor.stores.addModel('hindi', [{ ...place!, upstreamModel: 'meta-llama/Llama-3.3-70B-Instruct' }]);
    const account = corridor.account();
    const messages = say('नमस्ते दुनिया', '@sandbox omit_usage=true');
    const answer = await account.client.chat.completions.create({ model: 'hindi', messages });
    const text = answer.choices[0]?.message.content ?? '';
    const [event] = await account.settled(1);
    const said = countTextTokens(text, 'llama3');
    expect(said).not.toBe(countTextTokens(text));
    expect(event).toMatchObject({ usageSource: 'estimated', outputTokens: said });
  });

  test('trap: usage of zero reported is usage of zero (litellm#37992)', async () => {
    const account = corridor.account();
    await account.client.chat.completions.create({
      model: 'chat',
      messages: say('free', '@sandbox prompt_tokens=0 completion_tokens=0'),
    });
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ usageSource: 'provider', inputTokens: 0, outputTokens: 0, charge: '0.0001' });
  });

  test('a test key is served by the test targets and costs nothing', async () => {
    const account = corridor.account({ environment: 'test', posted: '0' });
    await account.client.chat.completions.create({ model: 'chat', messages: say('for free') });
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ environment: 'test', charge: '0', cost: '0' });
    expect(event?.outputTokens).toBeGreaterThan(0);
  });

  test('a dead target is passed over for the next, which the receipt says', async () => {
    const account = corridor.account();
    const { response } = await account.client.chat.completions
      .create({ model: 'two-homes', messages: say('anyone home?') })
      .withResponse();
    expect(response.headers.get(`${HEADER_PREFIX}-attempts`)).toBe('2');
    const [event] = await account.settled(1);
    expect(event).toMatchObject({ attempts: 2, charge: account.chargeOf(await account.delivered(event!)) });
  });

  test('betas are listed: no provider is told of them', async () => {
    const body = { model: 'chat', max_tokens: 9, messages: say('x') };
    const betas = { 'anthropic-beta': 'context-1m-2025-08-07,fast-mode-2026-02-01' };
    const answer = await corridor.account().post('/v1/messages', body, betas);
    expect([answer.status, answer.headers.get(`${HEADER_PREFIX}-dropped`)]).toEqual([
      200,
      'anthropic-beta: context-1m-2025-08-07, anthropic-beta: fast-mode-2026-02-01',
    ]);
  });

  test('a hint that was dropped is listed, the caller’s own request id is kept', async () => {
    const account = corridor.account();
    const answer = await account.post(
      '/v1/chat/completions',
      { model: 'chat', messages: say('x'), service_tier: 'flex' },
      { 'x-request-id': 'mine-1' },
    );
    expect(answer.status).toBe(200);
    expect(answer.headers.get(`${HEADER_PREFIX}-dropped`)).toBe('service_tier');
    expect(answer.headers.get(`${HEADER_PREFIX}-client-request-id`)).toBe('mine-1');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{32}$/);
  });
});

describe('streams', () => {
  test('trap: the client sees text and a clean end; the event has the provider’s numbers, though bytes pass (Kong#14535)', async () => {
    const account = corridor.account();
    const stream = await account.client.chat.completions.create({
      model: 'chat',
      messages: say('stream it', '@sandbox chunks=30 cached_tokens=2'),
      stream: true,
    });
    let text = '';
    let usageSeen = false;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usageSeen ||= (chunk.usage ?? null) !== null;
    }
    const [event] = await account.settled(1);
    const delivered = await account.delivered(event!);
    expect(text).toBe(delivered.deliveredText);
    expect(usageSeen).toBe(false);
    expect(event).toMatchObject({
      stream: true,
      usageSource: 'provider',
      endReason: 'complete',
      charge: account.chargeOf(delivered),
    });
    expect(await account.state()).toMatchObject({ held: '0', pending: event?.charge });
  });

  test('those who ask for the usage get it, and those who ask for the receipt get a comment before the end', async () => {
    const account = corridor.account();
    const answer = await account.post(
      '/v1/chat/completions',
      { model: 'chat', messages: say('x'), stream: true, stream_options: { include_usage: true } },
      { [`${HEADER_PREFIX}-receipt`]: '1' },
    );
    const text = await answer.text();
    const [event] = await account.settled(1);
    expect(text).toMatch(/"usage":\{"prompt_tokens":\d+/);
    expect(text.endsWith('data: [DONE]\n\n')).toBe(true);
    const receipt = /^: receipt (.*)$/m.exec(text)?.[1] ?? '{}';
    expect(JSON.parse(receipt)).toEqual({
      requestId: answer.headers.get('x-request-id'),
      charge: event?.charge,
      currency: 'USD',
    });
    expect(answer.headers.get(`${HEADER_PREFIX}-charge`)).toBeNull();
  });

  test('trap: a stream without usage is counted, not given away (new-api#5235)', async () => {
    const account = corridor.account();
    const answer = await account.post('/v1/chat/completions', {
      model: 'chat',
      messages: say('no numbers', '@sandbox chunks=40 omit_usage=true'),
      stream: true,
    });
    expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
    const [event] = await account.settled(1);
    expect(event).toMatchObject({
      usageSource: 'estimated',
      charge: account.chargeOf(await account.delivered(event!)),
    });
  });

  test('the hold is gone before the last byte is sent', async () => {
    const account = corridor.account();
    const answer = await account.post('/v1/chat/completions', { model: 'chat', messages: say('x'), stream: true });
    let seen = '';
    for await (const bytes of answer.body!) {
      seen += Buffer.from(bytes).toString();
      if (!seen.includes('[DONE]')) continue;
      expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
      expect(await account.events()).toHaveLength(1);
    }
    expect(seen).toContain('[DONE]');
  });
});

describe('look-ups', () => {
  test('models: those of the caller’s products', async () => {
    const account = corridor.account({ models: ['chat', 'embedding'] });
    const models = await account.client.models.list();
    expect(models.data.map((model) => model.id).sort()).toEqual(['chat', 'embedding']);
    expect(await account.client.models.retrieve('chat')).toMatchObject({ id: 'chat', object: 'model' });
    await expect(account.client.models.retrieve('two-homes')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  test('models are refused to Anthropic’s callers in their own envelope', async () => {
    const account = corridor.account({ models: ['chat'], requestsPerSecond: 10 });
    const ask = (path: string, key: string) =>
      fetch(corridor.url + path, { headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01' } });
    const unknown = await ask('/v1/models/nobody', account.key);
    expect([unknown.status, unknown.headers.get('request-id')]).toEqual([404, unknown.headers.get('x-request-id')]);
    expect(await unknown.json()).toMatchObject({ type: 'error', error: { type: 'not_found_error' } });
    const stranger = await ask('/v1/models', 'nobody');
    expect(await stranger.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
    const listed = await ask('/v1/models', account.key);
    expect(listed.headers.get('anthropic-ratelimit-requests-limit')).toBe('10');
    expect(listed.headers.get('anthropic-ratelimit-requests-reset')).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}Z$/);
  });

  test('they count against the rate, hold nothing and settle nothing', async () => {
    const account = corridor.account({ requestsPerSecond: 1, burst: 2 });
    expect((await account.get('/v1/models')).status).toBe(200);
    expect((await account.get('/v1/models')).status).toBe(200);
    expect((await account.get('/v1/models')).status).toBe(429);
    expect(await account.state()).toEqual({ held: '0', pending: '0', openHolds: 0, slots: 0 });
    expect(await account.events()).toEqual([]);
  });

  test('a call’s receipt, and 404 for what is none', async () => {
    const account = corridor.account();
    expect((await account.get(`/v1/calls/req_${'a'.repeat(32)}`)).status).toBe(200);
    expect((await account.get('/v1/calls/nothing')).status).toBe(404);
  });
});

test('every call leaves a record, which holds neither body nor key', async () => {
  const account = corridor.account();
  await account.client.chat.completions.create({ model: 'chat', messages: say('a secret sentence') });
  await account.post('/v1/chat/completions', { model: 'nowhere', messages: say('another secret') });
  const records = await until(async () => {
    const found = await corridor.records(account.tenantId);
    return found.length === 2 ? found : null;
  }, 'two records');
  expect(records.map(({ status, errorCode }) => [status, errorCode])).toEqual([
    [200, null],
    [404, 'model_not_found'],
  ]);
  expect(records[0]?.detail.stagesUs).toMatchObject({
    admit: expect.any(Number) as number,
    settle: expect.any(Number) as number,
  });
  expect(JSON.stringify(records)).not.toContain('secret');
  expect(JSON.stringify(records)).not.toContain(account.key);
});

test('nothing went wrong unseen', () => {
  expect(faultsIn(corridor)).toEqual([]);
});
