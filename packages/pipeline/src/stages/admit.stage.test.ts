import type { Limit } from '@turnpike/contracts/limits';
import { embeddings } from '@turnpike/endpoints/embeddings/embeddings.operation';
import type { AdmissionReply, AdmissionRequest } from '@turnpike/limits/admission';
import { expect, test } from 'vitest';
import type { OpenCall } from '../presence/presence.js';
import type { ArrivedSignature } from '../signature/arrived-signature.js';
import type { Guarded, Understood } from '../tickets.js';
import {
  arrivalOf,
  callerOf,
  codeOf,
  entitlementOf,
  grantedOf,
  modelOf,
  planVersionOf,
  guardedOf,
} from '../../test/ticket.fixture.js';
import { admit, look, peek, peekCall } from './admit.stage.js';

type Reply = AdmissionReply | { kind: 'unavailable' };
const ADMITTED = {
  kind: 'admitted',
  nowMs: 0,
  standings: [],
  waitMs: 0,
  balance: null,
  degraded: false,
} satisfies Reply;
const UNIT = 10n ** 9n;
const PLAN = planVersionOf({ requestsPerSecond: 5, concurrency: 2, quotaPerMonth: 9 });

/** A refusal by one of the three limits of that plan. */
function refused(index: number, given: { retryAfterMs: number; left?: number }): Reply {
  const standings = [0, 1, 2].map(() => ({ left: 0, resetMs: 1_000, startMs: 0 }));
  return { kind: 'limit', index, left: 0, resetMs: 1_000, standings, ...given };
}

function services(reply: Reply = ADMITTED) {
  const asked: AdmissionRequest[] = [];
  const open = new Map<string, OpenCall>();
  /** Whether the call was known as open when it was asked for. */
  const openWhenAsked: boolean[] = [];
  return {
    asked,
    open,
    openWhenAsked,
    admissions: {
      admit: (request: AdmissionRequest) => {
        asked.push(request);
        openWhenAsked.push(open.has(request.requestId));
        return Promise.resolve(reply);
      },
    },
    presence: {
      incarnation: 'me',
      open: (call: OpenCall) => void open.set(call.requestId, call),
      close: (requestId: string) => void open.delete(requestId),
    },
  };
}

test.each<[Reply, string, number | null, object | null]>([
  [refused(0, { retryAfterMs: 1_200 }), 'rate_limit_exceeded', 2, { limit: 'requests', scope: 'subscription' }],
  [refused(0, { retryAfterMs: 1 }), 'rate_limit_exceeded', 1, { limit: 'requests', allowed: 5, retry_after: 1 }],
  [refused(1, { retryAfterMs: 1_000 }), 'concurrency_limit_exceeded', 1, { limit: 'concurrency', allowed: 2 }],
  [refused(2, { retryAfterMs: 9_000 }), 'quota_exceeded', 9, { limit: 'month', resets_at: '1970-01-01T00:00:01.000Z' }],
  [{ kind: 'funds', free: 3n }, 'insufficient_quota', null, { limit: 'balance' }],
  [{ kind: 'replayed' }, 'signature_replayed', null, { part: 'nonce' }],
  [{ kind: 'cold' }, 'limits_unavailable', 1, null],
  [{ kind: 'lost' }, 'limits_unavailable', 1, null],
  [{ kind: 'unavailable' }, 'limits_unavailable', 1, null],
])('%o', async (reply, code, retryAfterSeconds, details) => {
  const subject = services(reply);
  const entitlement = entitlementOf({ planVersion: PLAN });
  const error = await admit(subject, guardedOf({ entitlement }));
  expect(error).toMatchObject({ code, retryAfterSeconds, details });
  expect(subject.open.size).toBe(0);
  expect(await peek(subject, grantedOf({ entitlements: [entitlement] }))).toMatchObject({ code });
  expect(await look(subject, grantedOf({ entitlements: [entitlement] }))).toMatchObject({ code });
  expect(await peekCall(subject, guardedOf({ entitlement }))).toMatchObject({ code });
});

test('a stale caller is no refusal, and leaves nothing open', async () => {
  const subject = services({ kind: 'stale' });
  expect(await admit(subject, guardedOf())).toBe('stale');
  expect(await peek(subject, grantedOf())).toBe('stale');
  expect(await peekCall(subject, guardedOf())).toBe('stale');
  expect(subject.open.size).toBe(0);
});

test('the call is known as open before it is asked for, and as admitted only after', async () => {
  const standings = [1, 2].map((left) => ({ left, startMs: 77, resetMs: 99 }));
  const subject = services({ ...ADMITTED, standings });
  const entitlement = entitlementOf({ planVersion: planVersionOf({ quotaPerMonth: 5, concurrency: 2 }) });
  const ticket = guardedOf({ entitlement });
  const admitted = await admit(subject, ticket);
  expect(subject.openWhenAsked).toEqual([true]);
  const scope = `sub:${entitlement.subscription.id}`;
  expect(subject.open.get(ticket.arrival.requestId)).toMatchObject({
    admitted: true, owner: 'me', scopes: [`c:${scope}`], counters: [`q:${scope}:77`], hold: subject.asked[0]?.hold,
  }); // prettier-ignore
  expect(admitted).toMatchObject({ hold: subject.asked[0]?.hold });
});

test.each<[string, Guarded, bigint, number | null]>([
  ['a bound', guardedOf({ raw: Buffer.alloc(100) }, { max_tokens: 50 }), 200n, null],
  ['a bound on several answers', guardedOf({ raw: Buffer.alloc(100) }, { max_tokens: 50, n: 3 }), 400n, null],
  [
    'the larger of two bounds',
    guardedOf({ raw: Buffer.alloc(100) }, { max_tokens: 50, max_completion_tokens: 5 }),
    200n,
    null,
  ],
  ['a stream without one', guardedOf({ raw: Buffer.alloc(100) }, { stream: true }), 2_148n, 1_024],
  ['a plain answer without one', guardedOf({ raw: Buffer.alloc(100) }), 8_292n, 4_096],
  ['the model’s own', guardedOf({ raw: Buffer.alloc(100), model: modelOf({ maxOutputTokens: 10 }) }), 120n, 10],
])('holds for %s', async (_what, ticket, thousandths, estimate) => {
  const subject = services();
  expect(await admit(subject, ticket)).toMatchObject({
    hold: (thousandths * UNIT) / 1_000n,
    heldOutputTokens: estimate,
  });
});

test('holds at the dearest price each bucket can come to', async () => {
  const prices = {
    request: '1',
    input_token: '0.001',
    cached_input_token: '0.5',
    output_token: '0.002',
    reasoning_token: '0.25',
  };
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices }) });
  const subject = services();
  await admit(subject, guardedOf({ entitlement, raw: Buffer.alloc(10) }, { max_tokens: 4 }));
  expect(subject.asked[0]?.hold).toBe(7n * UNIT);
});

test.each([
  ['no price at all', {}, 'price_unknown'],
  ['one unit of two', { input_token: '1' }, 'price_unknown'],
])('%s', async (_what, prices, code) => {
  const subject = services();
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices }) });
  expect(codeOf(await admit(subject, guardedOf({ entitlement })))).toBe(code);
  expect(subject.asked).toEqual([]);
  const priceless = planVersionOf({ pricesByModel: new Map([['model', prices]]) });
  expect(codeOf(await admit(subject, guardedOf({ entitlement: entitlementOf({ planVersion: priceless }) })))).toBe(
    code,
  );
});

test('more than any balance is refused without asking', async () => {
  const subject = services();
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices: { request: '9000000000' } }) });
  expect(codeOf(await admit(subject, guardedOf({ entitlement })))).toBe('insufficient_quota');
  expect(subject.asked).toEqual([]);
});

test('a test key holds nothing, needs no price, and counts for itself', async () => {
  const subject = services();
  const entitlement = entitlementOf({ planVersion: planVersionOf({ prices: {}, concurrency: 1 }) });
  await admit(subject, guardedOf({ caller: callerOf({ environment: 'test' }), entitlement }));
  expect(subject.asked[0]).toMatchObject({
    hold: 0n, enforceBalance: false, limits: [{ kind: 'concurrency', scope: `sub:${entitlement.subscription.id}:test`, limit: 1 }],
  }); // prettier-ignore
});

test('who pays afterwards is held for, but not refused for a balance', async () => {
  const subject = services();
  await admit(subject, guardedOf({ caller: callerOf({ billingMode: 'postpaid' }) }));
  expect(subject.asked[0]).toMatchObject({ enforceBalance: false });
  expect(subject.asked[0]?.hold).toBeGreaterThan(0n);
});

test('an embedding holds for its input alone', async () => {
  const subject = services();
  const request = embeddings.parse({ model: 'm', input: 'x' }, { params: {}, query: '', headers: {} });
  const ticket = guardedOf({ arrival: arrivalOf({ operation: embeddings }), raw: Buffer.alloc(100) });
  await admit(subject, { ...ticket, request: request as Understood['request'] });
  expect(subject.asked[0]?.hold).toBe(UNIT / 10n);
});

test('a peek takes nothing', async () => {
  const subject = services();
  expect(await peek(subject, grantedOf())).toMatchObject({ reply: { kind: 'admitted' } });
  expect(subject.asked[0]).toMatchObject({ peek: true, hold: 0n, context: '' });
  expect(await peek(subject, grantedOf({ entitlements: [] }))).toMatchObject({ code: 'no_subscription' });
});

test('a look takes nothing, and needs no subscription', async () => {
  const subject = services();
  expect(await look(subject, grantedOf({ entitlements: [] }))).toMatchObject({ reply: { kind: 'admitted' } });
  expect(subject.asked[0]).toMatchObject({ look: true, hold: 0n, limits: [] });
});

const nonce = { hash: 'n', ttlMs: 1_000 };

test.each(['admit', 'peek', 'look', 'peekCall'] as const)('%s shows the nonce of a signature', async (way) => {
  const subject = services();
  const ticket = guardedOf({ arrival: arrivalOf({ signature: { nonce } as ArrivedSignature }) });
  await { admit, peek, look, peekCall }[way](subject, ticket);
  expect(subject.asked[0]?.nonce).toEqual(nonce);
});

test('a call that is put off is asked for as if it were made, and nothing is taken or open for it', async () => {
  const subject = services();
  const ticket = guardedOf();
  await admit(subject, ticket);
  subject.open.clear();
  expect(await peekCall(subject, ticket)).toMatchObject({ reply: { kind: 'admitted' } });
  const [made, putOff] = subject.asked;
  expect(putOff).toEqual({ ...made, peek: true, context: '' });
  expect(putOff?.hold).toBeGreaterThan(0n);
  expect(subject.open.size).toBe(0);
});

const LIMIT = { onStoreFailure: 'closed' } as const;

test.each<[string, Limit, number | string, string | null]>([
  ['a quota that is used up', { ...LIMIT, kind: 'quota', name: 'a', unit: 'requests', limit: 5, period: 'day' }, 0, 'quota_exceeded'],
  ['a quota of tokens that it is too large for', { ...LIMIT, kind: 'quota', name: 'a', unit: 'tokens', limit: 9_000, period: 'day' }, 40, 'quota_exceeded'],
  ['a window that it alone is too large for', { ...LIMIT, kind: 'window', name: 'a', unit: 'tokens', limit: 40, window: 'minute', shape: 'fixed' }, 40, 'rate_limit_exceeded'],
  ['a window that will have passed', { ...LIMIT, kind: 'window', name: 'a', unit: 'tokens', limit: 9_000, window: 'minute', shape: 'fixed' }, 0, null],
  ['a hard budget', { ...LIMIT, kind: 'budget', name: 'a', amount: '5', period: 'day', stop: 'hard', warnAtPercent: 80 }, '10', 'budget_exceeded'],
  ['a soft budget', { ...LIMIT, kind: 'budget', name: 'a', amount: '5', period: 'day', stop: 'soft', warnAtPercent: 80 }, '10', null],
  ['a slot', { ...LIMIT, kind: 'concurrency', name: 'a', limit: 1 }, 0, null],
])('a call that is put off, and %s', async (_what, limit, left, code) => {
  const subject = services({ ...ADMITTED, standings: [{ left, startMs: 0, resetMs: 5_000 }] });
  const entitlement = entitlementOf({ planVersion: planVersionOf({ limits: [limit] }) });
  const result = await peekCall(subject, guardedOf({ entitlement }, { max_tokens: 100 }));
  if (code === null) expect(result).toMatchObject({ reply: { kind: 'admitted' } });
  else expect(result).toMatchObject({ code, details: { limit: 'a' } });
}); // prettier-ignore

test('a call that is put off and has no price', async () => {
  const priceless = entitlementOf({ planVersion: planVersionOf({ prices: {} }) });
  expect(codeOf(await peekCall(services(), guardedOf({ entitlement: priceless })))).toBe('price_unknown');
});
