/** Which limits a call meets, under which names and counts, and what it costs to find out. */
import { type Limit, LimitSchema } from '@turnpike/contracts/limits';
import { newId } from '@turnpike/domain/ids';
import { describe, expect, test } from 'vitest';
import { callerOf, entitlementOf, planVersionOf } from '../../test/ticket.fixture.js';
import type { AccountTerms, Caller, CredentialTerms } from '../caller.js';
import type { LimitFacts } from './call-limits.js';
import { limitsOf, limitsOfAll } from './limits-of.js';

const AT_MS = Date.UTC(2026, 2, 10, 12);
const FACTS: LimitFacts = {
  atMs: AT_MS,
  model: { id: 'model-id', name: 'm' },
  endUser: null,
  address: null,
  tokens: { inputTokens: 100, outputTokens: 1_000, isEstimated: true },
  isRun: false,
};
const TERMS: CredentialTerms = { kind: 'api_key', scopes: null, models: null, addresses: null, limits: [], endUser: null, userId: null }; // prettier-ignore
const ACCOUNT: AccountTerms = {
  tenantAddresses: null, applicationAddresses: null, tenantLimits: [], applicationLimits: [], auth: null, rules: [],
  overrides: [], certificates: [], weight: 1,
}; // prettier-ignore

const limit = (given: object): Limit => LimitSchema.parse(given);
const rate = (name: string, more: object = {}) => limit({ kind: 'rate', name, requests: 5, ...more });

function met(caller: Caller, entitlement = entitlementOf(), facts: Partial<LimitFacts> = {}) {
  return limitsOf(caller, entitlement, facts.atMs ?? AT_MS).of({ ...FACTS, ...facts });
}

const scopesOf = (caller: Caller, entitlement = entitlementOf(), facts: Partial<LimitFacts> = {}) =>
  met(caller, entitlement, facts).checks.map(({ scope }) => scope);

describe('a plain plan', () => {
  const planVersion = planVersionOf({ requestsPerSecond: 5, burst: 9, concurrency: 2, quotaPerMonth: 100 });

  test('keeps its counts under the subscription alone, and test calls theirs apart', () => {
    const entitlement = entitlementOf({ planVersion });
    const { id } = entitlement.subscription;
    const [first, second, third] = met(callerOf(), entitlement).checks;
    expect(first).toMatchObject({ kind: 'rate', scope: `sub:${id}`, intervalUs: 200_000, burst: 9 });
    expect(second).toMatchObject({ kind: 'concurrency', scope: `sub:${id}`, limit: 2 });
    expect(third).toMatchObject({ kind: 'quota', scope: `sub:${id}`, limit: 100, unit: 'requests', cost: 1 });
    expect(new Set(scopesOf(callerOf({ environment: 'test' }), entitlement))).toEqual(new Set([`sub:${id}:test`]));
  });

  test('gives every call the same objects, until the month is over', () => {
    const entitlement = entitlementOf({ planVersion });
    const caller = callerOf();
    const at = (atMs: number) => limitsOf(caller, entitlement, atMs).forAll(atMs);
    const first = at(AT_MS);
    expect(at(AT_MS + 1_000)).toBe(first);
    const next = at(Date.UTC(2026, 3, 1));
    expect(next).not.toBe(first);
    expect(next?.checks[2]).toMatchObject({ startMs: Date.UTC(2026, 3, 1), endMs: Date.UTC(2026, 4, 1) });
  });

  test('and others under another version, zone or account', () => {
    const entitlement = entitlementOf({ planVersion });
    const caller = callerOf();
    const first = limitsOf(caller, entitlement, AT_MS);
    const others = [
      limitsOf(caller, { ...entitlement, planVersion: planVersionOf({ concurrency: 1 }) }, AT_MS),
      limitsOf({ ...caller, tenantTimeZone: 'Asia/Shanghai' }, entitlement, AT_MS),
      limitsOf({ ...caller, accountTerms: ACCOUNT }, entitlement, AT_MS),
    ];
    for (const other of others) expect(other).not.toBe(first);
  });
});

test('the limits of all owners, the narrowest first, and headers tell those of one name apart', () => {
  const entitlement = entitlementOf({ planVersion: planVersionOf({ requestsPerSecond: 9, limits: [rate('requests'), rate('own')] }) });
  const accountTerms = { ...ACCOUNT, tenantLimits: [rate('requests')], applicationLimits: [rate('of-app')] };
  const parent = { keyId: newId(), limits: [rate('of-parent')] };
  const caller = callerOf({ terms: { ...TERMS, limits: [rate('mine')], parent }, accountTerms });
  const { sources, checks } = met(caller, entitlement);
  const { subscription } = entitlement;
  expect(sources.map(({ label }) => label)).toEqual([
    'mine', 'of-parent', 'subscription-requests', 'subscription-requests-2', 'own', 'of-app', 'tenant-requests',
  ]); // prettier-ignore
  expect(checks.map(({ scope }) => scope)).toEqual([
    `key:${caller.keyId}:mine`, `key:${parent.keyId}:of-parent`, `sub:${subscription.id}`,
    `subscription:${subscription.id}:requests`, `subscription:${subscription.id}:own`,
    `application:${caller.applicationId}:of-app`, `tenant:${caller.tenantId}:requests`,
  ]); // prettier-ignore
  expect(sources.map(({ origin }) => origin)).toEqual(['own', 'own', 'plan', 'plan', 'plan', 'own', 'own']);
}); // prettier-ignore

test('an override stands in for all limits of the plan until it ends', () => {
  const entitlement = entitlementOf({ planVersion: planVersionOf({ requestsPerSecond: 1, limits: [rate('more')] }) });
  const override = { subscriptionId: entitlement.subscription.id, limits: [rate('agreed')], endsAtMs: AT_MS + 1_000 };
  const other = { subscriptionId: newId(), limits: [rate('elsewhere')], endsAtMs: null };
  const caller = callerOf({ accountTerms: { ...ACCOUNT, overrides: [other, override] } });
  const namesAt = (atMs: number) => met(caller, entitlement, { atMs }).sources.map(({ limit: { name } }) => name);
  expect(namesAt(AT_MS)).toEqual(['agreed']);
  expect(namesAt(AT_MS + 999)).toEqual(['agreed']);
  expect(namesAt(AT_MS + 1_000)).toEqual(['requests', 'more']);
});

test.each<[string, object, Partial<LimitFacts>, string | null]>([
  ['a user', { per: 'end_user' }, { endUser: 'ada' }, ':u'],
  ['no user: together', { per: 'end_user' }, {}, ''],
  ['a model', { per: 'model' }, {}, ':mmodel-id'],
  ['no model asked', { per: 'model' }, { model: null }, null],
  ['an address', { per: 'address' }, { address: '192.0.2.7' }, ':a192.0.2.7'],
  ['an IPv4 address in IPv6', { per: 'address' }, { address: '::ffff:192.0.2.7' }, ':a192.0.2.7'],
  ['a network of IPv6', { per: 'address' }, { address: '2001:db8:1:2:3:4:5:6' }, ':a2001-db8-1-2'],
  ['a short one', { per: 'address' }, { address: '2001:db8::5' }, ':a2001-db8-0-0'],
  ['itself', { per: 'address' }, { address: '::1' }, ':a0-0-0-0'],
  ['a zone', { per: 'address' }, { address: 'fe80::1%eth0' }, ':afe80-0-0-0'],
  ['an IPv4 tail', { per: 'address' }, { address: '64:ff9b::192.0.2.33' }, ':a64-ff9b-0-0'],
  ['a model it names', { models: ['x', 'm'] }, {}, ''],
  ['a model it doesn’t name', { models: ['x'] }, {}, null],
])('counts apart by %s', (_what, more, facts, part) => {
  const caller = callerOf({ terms: { ...TERMS, limits: [rate('one', more)] } });
  const [scope] = scopesOf(caller, entitlementOf(), facts);
  const whole = `key:${caller.keyId}:one`;
  if (part === null) expect(scope).toBeUndefined();
  else if (part === ':u') expect(scope).toMatch(new RegExp(`^${whole}:u[\\w-]{22}$`));
  else expect(scope).toBe(whole + part);
});

test('addresses of one /64 are one, of two are two', () => {
  const caller = callerOf({ terms: { ...TERMS, limits: [rate('one', { per: 'address' })] } });
  const of = (address: string) => scopesOf(caller, entitlementOf(), { address })[0];
  expect(of('2001:db8:0:1::1')).toBe(of('2001:db8:0:1:ffff::2'));
  expect(of('2001:db8:0:1::1')).not.toBe(of('2001:db8:0:2::1'));
});

describe('tokens', () => {
  const tokensPerDay = (most: number) =>
    limit({ kind: 'quota', name: 'day', unit: 'tokens', limit: most, period: 'day' });
  const costOf = (most: number, tokens: LimitFacts['tokens']) =>
    met(callerOf({ terms: { ...TERMS, limits: [tokensPerDay(most)] } }), entitlementOf(), { tokens }).checks[0];

  test.each([
    ['the worst case', 5_000, { inputTokens: 100, outputTokens: 1_000, isEstimated: false }, 1_100],
    ['the worst case, though none can carry it', 500, { inputTokens: 100, outputTokens: 1_000, isEstimated: false }, 1_100],
    ['of an estimate, what fits', 500, { inputTokens: 100, outputTokens: 1_000, isEstimated: true }, 500],
    ['of an estimate, no less than the input', 50, { inputTokens: 100, outputTokens: 1_000, isEstimated: true }, 100],
  ])('are reserved by %s', (_what, most, tokens, cost) => {
    expect(costOf(most, tokens)).toMatchObject({ cost, unit: 'tokens' });
  }); // prettier-ignore

  test('are asked for only where something counts them', () => {
    const entitlement = entitlementOf({ planVersion: planVersionOf({ requestsPerSecond: 1 }) });
    expect(limitsOf(callerOf(), entitlement, AT_MS).needsTokens).toBe(false);
    const counted = callerOf({ terms: { ...TERMS, limits: [tokensPerDay(5)] } });
    expect(limitsOf(counted, entitlement, AT_MS)).toMatchObject({ needsTokens: true });
    expect(limitsOf(counted, entitlement, AT_MS).forAll(AT_MS)).toBeNull();
  });
});

test('a budget is in base units, and not for calls of the test environment', () => {
  const budget = limit({ kind: 'budget', name: 'spend', amount: '2.5', period: 'month' });
  const caller = callerOf({ accountTerms: { ...ACCOUNT, tenantLimits: [budget] } });
  expect(met(caller).checks).toMatchObject([
    { kind: 'budget', limit: 2_500_000_000n, stop: 'hard', scope: `m:tenant:${caller.tenantId}:spend` },
  ]);
  expect(met({ ...caller, environment: 'test' }).checks).toEqual([]);
});

test('a run of a job was counted when it was made', () => {
  const window = limit({ kind: 'window', name: 'minute', unit: 'requests', limit: 9, window: 'minute' });
  const tokens = limit({ kind: 'window', name: 'tokens', unit: 'tokens', limit: 9, window: 'minute' });
  const paced = limit({ kind: 'paced', name: 'paced', requests: 1 });
  const planVersion = planVersionOf({ requestsPerSecond: 1, concurrency: 1, limits: [window, tokens, paced] });
  const kinds = met(callerOf(), entitlementOf({ planVersion }), { isRun: true }).checks.map(({ kind }) => kind);
  expect(kinds).toEqual(['concurrency', 'window', 'paced']);
});

test('who looks sees the limits of all its subscriptions, and each other once', () => {
  const caller = callerOf({ accountTerms: { ...ACCOUNT, tenantLimits: [rate('all')] } });
  const entitlements = [1, 2].map((requestsPerSecond) => entitlementOf({ planVersion: planVersionOf({ requestsPerSecond }) }));
  const { sources } = limitsOfAll(caller, entitlements, { ...FACTS, isLook: true });
  expect(sources.map(({ label }) => label)).toEqual(['subscription-requests', 'subscription-requests-2', 'all']);
}); // prettier-ignore

test('who looks sees those that only some calls meet, too', () => {
  const owned = [rate('of-some', { models: ['x'] }), rate('each', { per: 'model' })];
  const caller = callerOf({ terms: { ...TERMS, limits: owned } });
  const look = { ...FACTS, model: null };
  expect(limitsOfAll(caller, [], look).sources).toEqual([]);
  const seen = limitsOfAll(caller, [], { ...look, isLook: true }).checks.map(({ scope }) => scope);
  expect(seen).toEqual([`key:${caller.keyId}:of-some`, `key:${caller.keyId}:each`]);
});
