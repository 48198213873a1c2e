/** Where others lost or doubled money on streams and tokens: each by the report of it. */
import { Decimal } from '@turnpike/domain/money';
import { outputTokensOf, TOKEN_BUCKETS } from '@turnpike/domain/usage';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COST, PRICES } from './catalogue.fixture.js';
import { type Account, Corridor, say } from './corridor.fixture.js';
import { SURFACE_CLIENTS } from './surface-clients.js';
import { addWireModels, WIRES } from './wires.fixture.js';

const PATIENCE_MS = 400;

let corridor: Corridor;
/** Shares all with it but its patience, with providers and with callers who left. */
let impatient: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
  addWireModels(corridor);
  const egress = { headersTimeoutMs: PATIENCE_MS };
  impatient = await Corridor.start({ beside: corridor, parts: { egress, drainLimitMs: PATIENCE_MS } });
});
afterAll(async () => {
  await impatient.stop();
  await corridor.stop();
});

/** Asks for a stream, and leaves once a certain word has come. */
async function leave(at: Corridor, account: Account, call: { path: string; body: object; word: string }) {
  const leaving = new AbortController();
  const answer = await fetch(at.url + call.path, {
    method: 'POST',
    headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ stream: true, ...call.body }),
    signal: leaving.signal,
  });
  let seen = '';
  for await (const bytes of answer.body ?? []) {
    seen += Buffer.from(bytes).toString();
    if (seen.includes(call.word)) break;
  }
  leaving.abort();
  const [event] = await account.settled(1);
  if (event === undefined) throw new Error('no event');
  return event;
}

describe('a caller that leaves in mid-stream', () => {
  const messages = say('x', '@sandbox chunks=12 chunk_delay_ms=60000 cached_tokens=5');

  test('trap: of messages too there is an event and a record, with model, price and what was cached (litellm#35958, litellm PR#37734)', async () => {
    const account = corridor.account({ clientGonePolicy: 'cancel' });
    const body = { model: 'anthropic', max_tokens: 99, messages };
    const event = await leave(corridor, account, { path: '/v1/messages', body, word: 'content_block_delta' });
    expect(event).toMatchObject({ model: 'anthropic', endReason: 'client_gone', cachedInputTokens: 5 });
    expect(event.outputTokens).toBeGreaterThan(0);
    const cached = new Decimal(PRICES.cached_input_token ?? '0').times(5);
    expect(new Decimal(event.charge).greaterThan(cached)).toBe(true);
    const [record] = await until(async () => {
      const records = await corridor.records(account.tenantId);
      return records.length > 0 && records;
    }, 'the record');
    expect(record?.detail).toMatchObject({ clientGone: 'cancel', endReason: 'client_gone' });
  });

  test('trap: what is read on for it ends at a bound, and is billed (litellm PR#36008)', async () => {
    const account = corridor.account({ clientGonePolicy: 'drain' });
    const call = { path: '/v1/chat/completions', body: { model: 'chat', messages }, word: '"content":"' };
    const event = await leave(impatient, account, call);
    const delivered = await account.delivered(event);
    expect(delivered).toMatchObject({ ended: 'client_closed', deliveredChunks: 1 });
    expect(event).toMatchObject({ endReason: 'client_gone', usageSource: 'estimated' });
    expect(outputTokensOf(event)).toBe(delivered.completionTokens);
  });
});

describe('a stream that fails', () => {
  test('trap: an error in the place of the first content is tried again (litellm PR#26067, #6957)', async () => {
    const model = corridor.model();
    const account = corridor.account();
    const messages = say('x', '@sandbox error_after=0');
    const answer = await account.post('/v1/chat/completions', { model, stream: true, messages });
    expect(answer.status).toBe(502);
    expect(await account.settled(1)).toMatchObject([{ attempts: 2, charge: '0', usageSource: 'none' }]);
  });

  test('trap: one after it is not: nothing is said twice (litellm PR#32835, #19077)', async () => {
    const account = corridor.account();
    const messages = say('x', '@sandbox reply="one two three four" error_after=2');
    const answer = await account.post('/v1/chat/completions', { model: 'two-homes', stream: true, messages });
    const text = await answer.text();
    expect(text.split('one').length - 1).toBe(1);
    expect(text).toContain('"error"');
    expect(text).not.toContain('[DONE]');
    const [event] = await account.settled(1);
    expect(await account.delivered(event!)).toMatchObject({ attemptCount: 1 });
  });

  test.each([false, true])('trap: a time-out without output is free, stream: %s (new-api#4168)', async (stream) => {
    const model = corridor.model();
    const account = corridor.account().at(impatient);
    const messages = say('x', '@sandbox delay_ms=60000');
    const answer = await account.post('/v1/chat/completions', { model, stream, messages });
    expect(answer.status).toBe(504);
    expect(await account.settled(1)).toMatchObject([{ charge: '0', cost: '0', usageSource: 'none' }]);
  });
});

test.each(SURFACE_CLIENTS.map((surface) => [surface.name, surface] as const))(
  'trap: tokens of the cache and of thoughts are in one bucket each, and all sum to the total: %s over every wire (litellm#9812 #6575 #14849 #40016 #11364, langfuse#10592 #5568 #11244 #14987)',
  async (_name, surface) => {
    const account = corridor.account();
    const text = 'x\n@sandbox prompt_tokens=100 cached_tokens=40 completion_tokens=30 reasoning_tokens=7';
    const calls = WIRES.flatMap(({ name: model }) => [surface.ask, surface.stream].map((ask) => ({ model, ask })));
    await Promise.all(
      calls.map(async ({ model, ask }) => {
        const event = await account.eventOf((await ask(corridor.url, account.key, { model, text })).requestId);
        // Bedrock and Cohere say nothing of thoughts: there they stay in the output.
        const reasoningTokens = model === 'bedrock' || model === 'cohere' ? 0 : 7;
        const buckets = { inputTokens: 60, cachedInputTokens: 40, reasoningTokens, outputTokens: 30 - reasoningTokens };
        expect(event).toMatchObject({ servedModel: 'sandbox-mini', usageSource: 'provider', ...buckets });
        expect(TOKEN_BUCKETS.reduce((sum, bucket) => sum + event[bucket], 0)).toBe(130);
        const delivered = { promptTokens: 100, cachedTokens: 40, completionTokens: 30, reasoningTokens };
        expect(event.charge).toBe(account.chargeOf(delivered));
      }),
    );
  },
);

test('trap: an event keeps the version of the plan that priced it, and our cost apart from the price (rows 12 and 27)', async () => {
  const account = corridor.account();
  const answer = await account.post('/v1/chat/completions', { model: 'chat', messages: say('x') });
  expect(answer.headers.get('x-toll-price-version')).toBe('3');
  const [event] = await account.settled(1);
  const delivered = await account.delivered(event!);
  const cost = new Decimal(COST.input_token ?? '0')
    .times(delivered.promptTokens)
    .plus(new Decimal(COST.output_token ?? '0').times(delivered.completionTokens));
  expect(event).toMatchObject({ charge: account.chargeOf(delivered), cost: cost.toFixed(), costCurrency: 'USD' });
  expect(event?.planVersionId).toMatch(/^[0-9a-f-]{36}$/);
});
