/** What a caller may use: rate, slots, quota and balance, refused as documented and exact at any concurrency. */
import { countTextTokens } from '@turnpike/domain/token-count';
import { Decimal, toBaseUnitsDown } from '@turnpike/domain/money';
import { postBalance, raiseEpoch } from '@turnpike/limits/balance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Account, Corridor, say } from './corridor.fixture.js';
import { until } from '@turnpike/testing/until';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

const chat = (account: Account, more: object = {}, ...lines: string[]) =>
  account.post('/v1/chat/completions', { model: 'chat', messages: say('x', ...lines), ...more });

async function errorOf(answer: Response) {
  const { error } = (await answer.json()) as {
    error: { code: string; type: string; details?: Record<string, unknown> };
  };
  return { status: answer.status, code: error.code, type: error.type, details: error.details };
}

describe('limits of the plan', () => {
  test('rate: 429 with Retry-After and an empty remainder', async () => {
    const account = corridor.account({ requestsPerSecond: 1, burst: 2 });
    const statuses = [];
    for (let count = 0; count < 2; count += 1) statuses.push((await chat(account)).status);
    expect(statuses).toEqual([200, 200]);
    const refused = await chat(account);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(await errorOf(refused)).toMatchObject({
      status: 429, code: 'rate_limit_exceeded', type: 'rate_limit_error',
      details: { scope: 'subscription', limit: 'requests', kind: 'rate', allowed: 1, left: 0, source: 'plan' },
    }); // prettier-ignore
    expect(await account.settled(2)).toHaveLength(2);
  });

  test('concurrency: no more at once than the plan says, and the slot comes back', async () => {
    const account = corridor.account({ concurrency: 2 });
    const running = [0, 1].map(() => chat(account, {}, '@sandbox delay_ms=1000'));
    await until(async () => (await account.state()).slots === 2, 'two slots to be taken');
    const refused = await chat(account);
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'concurrency_limit_exceeded' });
    for (const answer of await Promise.all(running)) expect(answer.status).toBe(200);
    expect((await chat(account)).status).toBe(200);
    await account.settled(3);
    expect(await account.state()).toMatchObject({ slots: 0 });
  });

  test('quota: what the provider failed does not count, what is used up waits for the month’s end', async () => {
    const account = corridor.account({ quotaPerMonth: 2 });
    await chat(account, { model: 'unreachable' });
    expect((await chat(account)).status).toBe(200);
    expect((await chat(account)).status).toBe(200);
    const refused = await chat(account);
    expect(await errorOf(refused)).toMatchObject({ status: 429, code: 'quota_exceeded', details: { allowed: 2 } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('a revoked caller is found out by its epoch at the next call, and reloaded once', async () => {
    const account = corridor.account();
    expect((await chat(account)).status).toBe(200);
    const cached = corridor.stores.callersByKey.get(account.key)!;
    await raiseEpoch(corridor, account.tenantId, '2');
    const { reloads } = corridor.stores.asked;
    const find = corridor.stores.callers.find.bind(corridor.stores.callers);
    corridor.stores.callers.find = (credential) => (credential === account.key ? cached : find(credential));
    corridor.stores.callersByKey.set(account.key, { ...cached, epoch: '2', keyState: 'revoked' });
    const refused = await chat(account);
    corridor.stores.callers.find = find;
    expect(await errorOf(refused)).toMatchObject({ status: 401, code: 'revoked_api_key' });
    expect(corridor.stores.asked.reloads).toBe(reloads + 1);
    expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
  });

  test('a caller that stays stale is refused, not asked after for ever', async () => {
    const account = corridor.account();
    expect((await chat(account)).status).toBe(200);
    await raiseEpoch(corridor, account.tenantId, '9');
    expect(await errorOf(await chat(account))).toMatchObject({ status: 503, code: 'limits_unavailable' });
    expect(await errorOf(await account.get('/v1/models'))).toMatchObject({ status: 503, code: 'limits_unavailable' });
    expect(corridor.path.stats().openCalls).toBe(0);
  });

  test('a unit without a price is refused, never billed at zero', async () => {
    const account = corridor.account({ prices: { input_token: '0.001' } });
    expect(await errorOf(await chat(account))).toMatchObject({ status: 503, code: 'price_unknown' });
    const embedding = await account.post('/v1/embeddings', { model: 'embedding', input: 'priced' });
    expect(embedding.status).toBe(200);
  });
});

describe('balance', () => {
  const PER_TOKEN = { input_token: '0', output_token: '0.001' };

  test('spent: 402, nothing asked of the provider; topped up in Postgres: served at once', async () => {
    const account = corridor.account({ posted: '0' });
    expect(await errorOf(await chat(account))).toMatchObject({
      status: 402, code: 'insufficient_quota', type: 'insufficient_quota', details: { scope: 'tenant', limit: 'balance' },
    }); // prettier-ignore
    expect(await account.events()).toEqual([]);
    expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
    corridor.stores.money.set(account.tenantId, { epoch: '1', currency: 'USD', posted: '5', version: '2', quotas: [] });
    await until(async () => (await chat(account)).status === 200, 'the top-up to be seen');
  });

  test('a call for more than any balance is refused without a hold', async () => {
    const account = corridor.account({ prices: { input_token: '1', output_token: '1000000' } });
    expect(await errorOf(await chat(account, { max_tokens: 10_000_000, n: 128 }))).toMatchObject({ status: 402 });
    expect(await account.state()).toMatchObject({ held: '0', openHolds: 0 });
  });

  test('fifty at once on a balance for five: five', async () => {
    const account = corridor.account({ prices: { request: '1' }, posted: '5.9' });
    const answers = await Promise.all(Array.from({ length: 50 }, () => chat(account, {}, '@sandbox delay_ms=300')));
    const counts = [200, 402].map((status) => answers.filter((answer) => answer.status === status).length);
    expect(counts).toEqual([5, 45]);
    await account.settled(5);
    expect(await account.state()).toEqual({ held: '0', pending: '5', openHolds: 0, slots: 0 });
  });

  test('a stream without a bound is held for as it flows', async () => {
    const account = corridor.account({ prices: PER_TOKEN, posted: '100' });
    const answer = await chat(account, { stream: true }, '@sandbox chunks=5000');
    expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
    const [event] = await account.settled(1);
    expect(event?.outputTokens).toBeGreaterThan(4_000);
    expect(event).toMatchObject({ endReason: 'complete', charge: account.chargeOf(await account.delivered(event!)) });
  });

  test('when the balance carries no more, the stream ends with a typed error and a bill within the balance', async () => {
    const account = corridor.account({ prices: PER_TOKEN, posted: '1.5' });
    const answer = await chat(account, { stream: true }, '@sandbox chunks=5000');
    const events = (await answer.text())
      .trimEnd()
      .split('\n\n')
      .map((line) => line.replace(/^data: /, ''));
    const { error } = JSON.parse(events.pop()!) as { error: { code: string; type: string } };
    expect(error).toMatchObject({ code: 'balance_exhausted', type: 'insufficient_quota' });
    const chunks = events.map((json) => JSON.parse(json) as { choices: { delta: { content?: string } }[] });
    const text = chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('');
    const [event] = await account.settled(1);
    expect(event).toMatchObject({
      endReason: 'balance_exhausted',
      usageSource: 'estimated',
      outputTokens: countTextTokens(text),
    });
    // What was held is used up but for less than the smallest step.
    expect(event?.outputTokens).toBeLessThanOrEqual(1_500);
    expect(event?.outputTokens).toBeGreaterThan(1_500 - 32);
    expect(await account.state()).toEqual({ held: '0', pending: event?.charge, openHolds: 0, slots: 0 });
  });

  test('money that comes while a stream flows is found before it is cut', async () => {
    const account = corridor.account({ prices: PER_TOKEN, posted: '1.2' });
    const answer = await chat(account, { stream: true }, '@sandbox chunks=3000 chunk_delay_ms=1');
    corridor.stores.money.set(account.tenantId, {
      epoch: '1',
      currency: 'USD',
      posted: '50',
      version: '2',
      quotas: [],
    });
    expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
    expect(await account.settled(1)).toMatchObject([{ endReason: 'complete', usageSource: 'provider' }]);
  });

  test('two such streams share what there is', async () => {
    const account = corridor.account({ prices: PER_TOKEN, posted: '4' });
    const answers = await Promise.all([0, 1].map(() => chat(account, { stream: true }, '@sandbox chunks=5000')));
    await Promise.all(answers.map((answer) => answer.text()));
    const events = await account.settled(2);
    const total = events.reduce((sum, event) => sum.plus(event.charge), new Decimal(0));
    expect(total.lte('4')).toBe(true);
    expect(events.some((event) => event.endReason === 'balance_exhausted')).toBe(true);
  });

  test('who pays afterwards is not cut off for a balance', async () => {
    const account = corridor.account({ prices: PER_TOKEN, posted: '-3', billingMode: 'postpaid' });
    const answer = await chat(account, { stream: true }, '@sandbox chunks=3000');
    expect(await answer.text()).toMatch(/data: \[DONE\]\n\n$/);
    expect(await account.settled(1)).toMatchObject([{ endReason: 'complete', usageSource: 'provider' }]);
  });

  test('of two bounds the larger is held for', async () => {
    const account = corridor.account({ prices: PER_TOKEN, posted: '0.5' });
    const refused = await chat(account, { max_tokens: 600, max_completion_tokens: 5 });
    expect(await errorOf(refused)).toMatchObject({ status: 402 });
    // Admitted: the provider itself, like OpenAI, wants only one of them.
    expect(await errorOf(await chat(account, { max_tokens: 400, max_completion_tokens: 5 }))).toMatchObject({
      status: 400,
    });
    expect(await account.settled(1)).toMatchObject([{ status: 400, attempts: 1, charge: '0' }]);
  });

  test('a grant that Redis is told of is there for the next call', async () => {
    const account = corridor.account({ prices: { request: '1' }, posted: '1' });
    expect((await chat(account)).status).toBe(200);
    expect((await chat(account)).status).toBe(402);
    const posted = toBaseUnitsDown(new Decimal('2'), 'USD');
    await postBalance(corridor, account.tenantId, { posted, version: '2' });
    expect((await chat(account)).status).toBe(200);
    expect((await chat(account)).status).toBe(402);
  });
});
