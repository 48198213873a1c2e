/** Limits of every kind and owner over HTTP: what refuses, what the caller is told, and what headers say meanwhile. */
import { type Limit, type LimitInput, LimitSchema } from '@turnpike/contracts/limits';
import { type MeView, MeViewSchema } from '@turnpike/contracts/me';
import { newId, publicId } from '@turnpike/domain/ids';
import type { AccountTerms, CredentialTerms } from '@turnpike/pipeline/caller';
import { until } from '@turnpike/testing/until';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { target } from './catalogue.fixture.js';
import { type Account, Corridor, HEADER_PREFIX, say } from './corridor.fixture.js';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

const limits = (...given: LimitInput[]): Limit[] => given.map((one) => LimitSchema.parse(one));
const TERMS: CredentialTerms = { kind: 'api_key', scopes: null, models: null, addresses: null, limits: [], endUser: null, userId: null }; // prettier-ignore
const ACCOUNT: AccountTerms = {
  tenantAddresses: null, applicationAddresses: null, tenantLimits: [], applicationLimits: [], auth: null, rules: [],
  overrides: [], certificates: [], weight: 1,
}; // prettier-ignore
const PER_TOKEN = { input_token: '0', output_token: '0.001' };

const chat = (account: Account, more: object = {}, ...lines: string[]) =>
  account.post('/v1/chat/completions', { model: 'chat', messages: say('x', ...lines), ...more });

async function refusalOf(answer: Response) {
  const { error } = (await answer.json()) as {
    error: { code: string; message: string; details: Record<string, unknown> };
  };
  return { status: answer.status, ...error };
}

async function statusesOf(account: Account, count: number, more: object = {}): Promise<number[]> {
  const statuses: number[] = [];
  for (let call = 0; call < count; call += 1) {
    const answer = await chat(account, more);
    await answer.arrayBuffer();
    statuses.push(answer.status);
  }
  return statuses;
}

describe('each kind refuses by its name', () => {
  test('a window of requests', async () => {
    const account = corridor.account({ limits: limits({ kind: 'window', name: 'hourly', unit: 'requests', limit: 2, window: 'hour' }) }); // prettier-ignore
    expect(await statusesOf(account, 2)).toEqual([200, 200]);
    const refused = await chat(account);
    expect(refused.headers.get('ratelimit-policy')).toBe('"hourly";q=2;w=3600');
    expect(refused.headers.get('ratelimit')).toMatch(/^"hourly";r=0;t=\d+$/);
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(3_500);
    const { status, code, message, details } = await refusalOf(refused);
    expect([status, code, message]).toEqual([429, 'rate_limit_exceeded', 'The plan allows 2 requests per hour.']);
    expect(details).toMatchObject({
      limit: 'hourly', kind: 'window', unit: 'requests', scope: 'subscription', source: 'plan', allowed: 2, left: 0,
      id: publicId('subscription', account.subscriptionId), policy: '"hourly";q=2;w=3600',
      retry_after: Number(refused.headers.get('retry-after')),
    }); // prettier-ignore
    expect(Date.parse(String(details.resets_at))).toBeGreaterThan(Date.now());
  });

  test('a window of tokens: reserved by the worst case, given back by use', async () => {
    const account = corridor.account({ limits: limits({ kind: 'window', name: 'tpm', unit: 'tokens', limit: 1_000, window: 'hour' }) }); // prettier-ignore
    const served = await chat(account, { max_tokens: 700 });
    expect(served.status).toBe(200);
    const held = Number(served.headers.get('x-ratelimit-remaining-tokens'));
    expect(held).toBeLessThan(300);
    expect(served.headers.get('x-ratelimit-limit-tokens')).toBe('1000');
    const [event] = await account.settled(1);
    const used = event!.inputTokens + event!.outputTokens + event!.cachedInputTokens + event!.reasoningTokens;
    const next = await chat(account, { max_tokens: 700 });
    expect(next.status).toBe(200);
    expect(Number(next.headers.get('x-ratelimit-remaining-tokens'))).toBe(held - used);
    const refused = await refusalOf(await chat(account, { max_tokens: 5_000 }));
    expect(refused).toMatchObject({
      status: 429,
      code: 'rate_limit_exceeded',
      details: { unit: 'tokens', limit: 'tpm' },
    });
    expect(refused.message).toMatch(/This request alone may use \d+: ask for less/);
  });

  test('tokens without max_tokens: an estimate, never a 400', async () => {
    const account = corridor.account({ limits: limits({ kind: 'quota', name: 'day', unit: 'tokens', limit: 500, period: 'day' }) }); // prettier-ignore
    const served = await chat(account);
    expect(served.status).toBe(200);
    expect(served.headers.get('x-ratelimit-remaining-tokens')).toBe('0');
    const [event] = await account.settled(1);
    expect(event?.quotas).toEqual([
      { scope: `t:subscription:${account.subscriptionId}:day`, periodStartMs: expect.any(Number) as number, amount: expect.stringMatching(/^[1-9]\d*$/) as string },
    ]); // prettier-ignore
    const state = await meOf(account);
    expect(state.limits[0]).toMatchObject({ name: 'day', unit: 'tokens', used: event?.quotas[0]?.amount });
  });

  test('a constant rate: calls wait in order, and no more than may', async () => {
    const paced = limits({ kind: 'paced', name: 'steady', requests: 1, seconds: 1, queue: 2 });
    const account = corridor.account({ limits: paced });
    await chat(account);
    const started = performance.now();
    const ended: number[] = [];
    const waiting = [1, 2].map(async () => {
      const answer = await chat(account);
      ended.push(performance.now() - started);
      return answer.status;
    });
    await until(async () => (await account.state()).openHolds === 2, 'two calls to wait');
    const refused = await refusalOf(await chat(account));
    expect(refused).toMatchObject({
      status: 429,
      code: 'pace_queue_full',
      details: { limit: 'steady', kind: 'paced' },
    });
    expect(await Promise.all(waiting)).toEqual([200, 200]);
    expect(ended[1]! - ended[0]!).toBeGreaterThan(100);
    const records = await until(async () => {
      const found = await corridor.records(account.tenantId);
      return found.length >= 4 ? found : null;
    }, 'the records');
    const longest = records.toSorted((one, other) => other.durationUs - one.durationUs)[0];
    expect(longest?.detail.stagesUs.wait).toBeGreaterThan(200_000);
    expect(longest?.detail.overheadUs).toBeLessThan(longest!.durationUs - 200_000);
  });

  test('who leaves while it waits for its turn is charged nothing', async () => {
    const account = corridor.account({ limits: limits({ kind: 'paced', name: 'slow', requests: 1, seconds: 60, maxWaitMs: 60_000 }) }); // prettier-ignore
    await chat(account);
    await account.settled(1);
    const leaving = new AbortController();
    const call = fetch(`${corridor.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'chat', messages: say('x') }),
      signal: leaving.signal,
    }).catch((error: unknown) => (error as Error).name);
    await until(async () => (await account.state()).openHolds === 1, 'the call to wait');
    leaving.abort();
    expect(await call).toBe('AbortError');
    const events = await account.settled(2);
    expect(events.at(-1)).toMatchObject({ endReason: 'client_gone', charge: '0', attempts: 0, counted: false });
  });

  test('a hard budget: 402, by its name and in money', async () => {
    const account = corridor.account({
      prices: { request: '1' },
      limits: limits({ kind: 'budget', name: 'spend', amount: '2.5', period: 'month' }),
    });
    const first = await chat(account);
    expect(first.headers.get('ratelimit-policy')).toMatch(/^"spend";q=250;w=\d+;cu="USD"$/);
    expect(first.headers.get('ratelimit')).toMatch(/^"spend";r=150;t=\d+$/);
    expect((await chat(account)).status).toBe(200);
    const refused = await chat(account);
    const { details, ...error } = await refusalOf(refused);
    expect(error).toMatchObject({
      status: 402,
      code: 'budget_exceeded',
      message: 'The plan allows 2.5 USD per month.',
    });
    expect(details).toMatchObject({ kind: 'budget', unit: 'money', currency: 'USD', allowed: '2.5', left: '0.5' });
    const events = await account.settled(2);
    expect(events.map(({ quotas }) => quotas[0]?.amount)).toEqual(['1', '1']);
  });

  test('a budget holds for who pays afterwards, while an answer flows', async () => {
    const account = corridor.account({
      prices: PER_TOKEN,
      billingMode: 'postpaid',
      limits: limits({ kind: 'budget', name: 'spend', amount: '1.5', period: 'day' }),
    });
    const answer = await chat(account, { stream: true }, '@sandbox chunks=5000');
    expect(await answer.text()).toContain('balance_exhausted');
    const [event] = await account.settled(1);
    expect(Number(event?.charge)).toBeLessThanOrEqual(1.5);
  });

  test('a soft budget refuses nothing', async () => {
    const budget = { kind: 'budget', name: 'soft', amount: '1', period: 'month', stop: 'soft' } as const;
    const account = corridor.account({ prices: { request: '1' }, limits: limits(budget) });
    expect(await statusesOf(account, 3)).toEqual([200, 200, 200]);
  });

  test('concurrency of a day’s other limits: all that apply are listed, slots as slots', async () => {
    const day = { kind: 'quota', name: 'daily', limit: 9, period: 'day' } as const;
    const account = corridor.account({ requestsPerSecond: 50, concurrency: 3, limits: limits(day) });
    const { headers } = await chat(account);
    expect(headers.get('ratelimit-policy')).toMatch(
      /^"requests";q=50;w=1, "concurrency";q=3;qu="concurrent-requests", "daily";q=9;w=\d+$/,
    );
    expect(headers.get('ratelimit')).toMatch(/^"requests";r=49;t=\d+, "concurrency";r=2, "daily";r=8;t=\d+$/);
    // The tightest of those that count requests.
    expect(headers.get('x-ratelimit-limit-requests')).toBe('9');
    expect(headers.get('x-ratelimit-remaining')).toBe('8');
  });
});

describe('limits of several owners', () => {
  const rate = (name: string, requests: number) => limits({ kind: 'window', name, unit: 'requests', limit: requests, window: 'hour' }); // prettier-ignore

  test.each<['tenant' | 'application' | 'key', (owned: Limit[]) => object]>([
    ['tenant', (tenantLimits) => ({ accountTerms: { ...ACCOUNT, tenantLimits } })],
    ['application', (applicationLimits) => ({ accountTerms: { ...ACCOUNT, applicationLimits } })],
    ['key', (owned) => ({ terms: { ...TERMS, limits: owned } })],
  ])('the %s’s own refuses, and says whose it is', async (level, terms) => {
    const account = corridor.account({ limits: rate('plan', 5), caller: terms(rate('own', 1)) });
    expect(await statusesOf(account, 1)).toEqual([200]);
    const { caller } = account.stored;
    const id = { tenant: caller.tenantId, application: caller.applicationId, key: caller.keyId }[level];
    expect(await refusalOf(await chat(account))).toMatchObject({
      code: 'rate_limit_exceeded',
      details: { limit: 'own', scope: level, id: publicId(level, id), source: 'own' },
    });
  });

  test('the one that takes longest to clear is named; a refusal takes nothing of the others', async () => {
    const day = limits({ kind: 'quota', name: 'daily', limit: 1, period: 'day' });
    const account = corridor.account({ limits: rate('hourly', 9), caller: { terms: { ...TERMS, limits: day } } });
    expect(await statusesOf(account, 1)).toEqual([200]);
    const refused = await chat(account);
    expect(await refusalOf(refused)).toMatchObject({
      code: 'quota_exceeded',
      details: { limit: 'daily', scope: 'key' },
    });
    expect(refused.headers.get('ratelimit')).toMatch(/^"daily";r=0;t=\d+, "hourly";r=8;t=\d+$/);
    expect((await refusalOf(await chat(account))).code).toBe('quota_exceeded');
  });

  test('two of one name are told apart in headers', async () => {
    const account = corridor.account({
      requestsPerSecond: 9,
      caller: { terms: { ...TERMS, limits: rate('requests', 5) } },
    });
    const { headers } = await chat(account);
    expect(headers.get('ratelimit')).toMatch(/^"key-requests";r=4;t=\d+, "subscription-requests";r=8;t=\d+$/);
  });

  test('of many limits headers list the six of which the least is left', async () => {
    const many = Array.from({ length: 9 }, (_, at) => rate(`l${at}`, 10 * (9 - at))).flat();
    const account = corridor.account({ limits: many });
    const { headers } = await chat(account);
    const names = [...(headers.get('ratelimit') ?? '').matchAll(/"(l\d)"/g)].map(([, name]) => name);
    expect(names).toEqual(['l3', 'l4', 'l5', 'l6', 'l7', 'l8']);
    expect(headers.get('ratelimit-policy')?.split(', ')).toHaveLength(6);
  });

  test('each end user has a count of its own; a credential that speaks for one speaks for no other', async () => {
    const perUser = limits({
      kind: 'window',
      name: 'each',
      unit: 'requests',
      limit: 1,
      window: 'hour',
      per: 'end_user',
    });
    const account = corridor.account({ limits: perUser });
    expect(await statusesOf(account, 1, { user: 'ada' })).toEqual([200]);
    expect(await statusesOf(account, 1, { user: 'bob' })).toEqual([200]);
    expect(await refusalOf(await chat(account, { user: 'ada' }))).toMatchObject({
      details: { per: 'end_user', limit: 'each' },
    });
    const bound = corridor.account({ limits: perUser, caller: { terms: { ...TERMS, endUser: 'eve' } } });
    expect(await statusesOf(bound, 2, { user: 'anyone' })).toEqual([200, 429]);
    expect(await bound.settled(1)).toMatchObject([{ endUser: 'eve' }]);
  });

  test('an override stands in for the plan until its end', async () => {
    const account = corridor.account({ limits: rate('plan', 1) });
    expect(await statusesOf(account, 2)).toEqual([200, 429]);
    const stored = corridor.stores.callersByKey.get(account.key)!;
    const override = { subscriptionId: account.subscriptionId, limits: rate('agreed', 2) };
    const under = (endsAtMs: number | null) =>
      corridor.stores.callersByKey.set(account.key, {
        ...stored,
        accountTerms: { ...ACCOUNT, overrides: [{ ...override, endsAtMs }] },
      });
    under(Date.now() + 60_000);
    expect(await statusesOf(account, 2)).toEqual([200, 200]);
    expect(await refusalOf(await chat(account))).toMatchObject({ details: { limit: 'agreed', source: 'override' } });
    under(Date.now() - 1);
    expect(await refusalOf(await chat(account))).toMatchObject({ details: { limit: 'plan', source: 'plan' } });
  });

  test('a test key counts for itself, and no budget is its own', async () => {
    const owned = [...rate('own', 1), ...limits({ kind: 'budget', name: 'none', amount: '0.000001', period: 'day' })];
    const account = corridor.account({ caller: { accountTerms: { ...ACCOUNT, tenantLimits: owned } } });
    const testing = corridor.account({ environment: 'test', productOf: account.stored, caller: { ...account.stored.caller, keyId: newId(), environment: 'test' } }); // prettier-ignore
    expect(await statusesOf(testing, 2)).toEqual([200, 429]);
    expect((await refusalOf(await chat(account))).code).toBe('budget_exceeded');
  });
});

async function meOf(account: Account): Promise<MeView> {
  const answer = await account.get('/v1/me');
  expect(answer.status).toBe(200);
  return MeViewSchema.parse(await answer.json());
}

describe('GET /v1/me', () => {
  test('says what the credential is, every limit, and the balance; and takes nothing', async () => {
    const account = corridor.account({
      requestsPerSecond: 1, burst: 2, concurrency: 3, posted: '10', prices: { request: '1' },
      limits: limits({ kind: 'budget', name: 'spend', amount: '5', period: 'month', stop: 'soft' }),
      caller: { terms: { ...TERMS, scopes: ['*'], endUser: 'ada', limits: limits({ kind: 'quota', name: 'daily', limit: 9, period: 'day' }) } },
    }); // prettier-ignore
    await chat(account);
    await account.settled(1);
    for (let look = 0; look < 4; look += 1) await meOf(account);
    const me = await meOf(account);
    const { caller } = account.stored;
    expect(me.credential).toEqual({
      id: publicId('key', caller.keyId), kind: 'api_key', environment: 'live', expiresAt: null, scopes: ['*'], models: null,
      addresses: null, endUser: 'ada', userId: null,
    }); // prettier-ignore
    expect(me.application.id).toBe(publicId('application', caller.applicationId));
    expect(me.balance).toEqual({ currency: 'USD', posted: '10', pending: '1', held: '0', available: '9' });
    expect(me.limits.map(({ name, level, used, left }) => [name, level, used, left])).toEqual([
      ['daily', 'key', '1', '8'],
      ['requests', 'subscription', null, expect.stringMatching(/^[12]$/)],
      ['concurrency', 'subscription', '0', '3'],
      ['spend', 'subscription', '1', '4'],
    ]);
    expect(me.limits[3]).toMatchObject({ unit: 'money', currency: 'USD', limit: '5', stop: 'soft', period: 'month' });
  });

  test('needs no subscription; wants a key', async () => {
    const account = corridor.account({ caller: { subscriptions: [] } });
    expect(await meOf(account)).toMatchObject({ subscriptions: [], limits: [] });
    const stranger = await fetch(`${corridor.url}/v1/me`);
    expect(stranger.status).toBe(401);
    expect(await stranger.json()).toMatchObject({ error: { code: 'missing_api_key', type: 'authentication_error' } });
  });

  test('is the same as what the management API is told', async () => {
    const account = corridor.account({ requestsPerSecond: 5, quotaPerMonth: 7 });
    await chat(account);
    await account.settled(1);
    const told = await corridor.path.limitStates(account.stored.caller);
    const { limits: shown } = await meOf(account);
    expect(told?.limits.map(({ name, used }) => [name, used])).toEqual(shown.map(({ name, used }) => [name, used]));
    expect(shown).toMatchObject([{ name: 'requests' }, { name: 'month', used: '1', left: '6' }]);
  });
});

describe('a model’s capacity', () => {
  test('is waited for, and freed when the provider is done', async () => {
    const model = corridor.model();
    corridor.stores.bound(model, 1);
    const account = corridor.account();
    const started = performance.now();
    const answers = await Promise.all([1, 2, 3].map(() => chat(account, { model }, '@sandbox delay_ms=600')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(performance.now() - started).toBeGreaterThan(1_750);
    for (const { headers } of answers) expect(Number(headers.get(`${HEADER_PREFIX}-overhead-ms`))).toBeLessThan(550);
    expect((await account.settled(3)).map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test('who leaves gives its place up, and is charged nothing', async () => {
    const model = corridor.model();
    corridor.stores.bound(model, 1);
    const account = corridor.account();
    const running = chat(account, { model }, '@sandbox delay_ms=600');
    await until(async () => (await account.state()).openHolds === 1, 'the first call');
    const leaving = new AbortController();
    const left = fetch(`${corridor.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: say('x') }),
      signal: leaving.signal,
    }).catch((error: unknown) => (error as Error).name);
    await until(async () => (await account.state()).openHolds === 2, 'the second call to wait');
    leaving.abort();
    expect(await left).toBe('AbortError');
    expect((await running).status).toBe(200);
    const events = await account.settled(2);
    expect(events.find(({ attempts }) => attempts === 0)).toMatchObject({ endReason: 'client_gone', charge: '0' });
  });

  test('a model that stands in for another is asked only where it has a slot at once', async () => {
    const stand = corridor.model();
    corridor.stores.bound(stand, 1);
    const model = corridor.model();
    const refusing = target('http://127.0.0.1:1/v1');
    corridor.stores.addModel(model, [refusing]);
    corridor.stores.route(model, {
      pools: [{ name: 'main', strategy: 'priority', targets: [{ target: refusing.id }] }],
      fallbackModels: [stand],
    });
    const account = corridor.account();
    expect((await chat(account, { model })).status).toBe(200);
    const busy = chat(account, { model: stand }, '@sandbox delay_ms=800');
    await until(async () => (await account.state()).openHolds === 1, 'a busy model');
    expect((await chat(account, { model })).status).toBe(502);
    expect((await busy).status).toBe(200);
    expect((await chat(account, { model })).status).toBe(200);
  });

  test('tenants of weight 3 and 1 under ten times the load are served 3 to 1', async () => {
    const model = corridor.model();
    corridor.stores.bound(model, 4);
    const weighing = (weight: number) => corridor.account({ caller: { accountTerms: { ...ACCOUNT, weight } } });
    const tenants = [weighing(3), weighing(1)];
    const served = new Map<Account, number>();
    let total = 0;
    let isOver = false;
    const ask = async (account: Account): Promise<void> => {
      while (!isOver) {
        const answer = await chat(account, { model }, '@sandbox delay_ms=20');
        await answer.arrayBuffer();
        if (isOver || answer.status !== 200) continue;
        served.set(account, (served.get(account) ?? 0) + 1);
        total += 1;
      }
    };
    const callers = tenants.flatMap((account) => Array.from({ length: 20 }, () => ask(account)));
    await until(() => total >= 240, 'enough of them to be served');
    isOver = true;
    await Promise.all(callers);
    const [heavy = 0, light = 0] = tenants.map((account) => served.get(account));
    expect(heavy / light).toBeGreaterThan(2.7);
    expect(heavy / light).toBeLessThan(3.3);
  });
});
