import type { Caller } from '@turnpike/pipeline/caller';
import { describe, expect, test } from 'vitest';
import { CallerCache } from './caller-cache.js';
import { LookUpBudget } from './look-up-budget.js';

const callerOf = (keyId: string, applicationId: string, more: Partial<Caller> = {}): Caller => ({
  keyId,
  applicationId,
  tenantId: `tenant of ${applicationId}`,
  environment: 'live',
  keyState: 'active',
  keyExpiresAtMs: null,
  tenantStatus: 'active',
  tenantTimeZone: 'UTC',
  billingMode: 'prepaid',
  currency: 'USD',
  epoch: '1',
  residency: null,
  terms: null,
  accountTerms: null,
  subscriptions: [{ id: `subscription of ${applicationId}`, productId: 'product', planId: 'plan' }],
  ...more,
});

const FIELDS = Object.keys(callerOf('', '')) as (keyof Caller)[];
const plain = (caller: Caller | null) => caller && Object.fromEntries(FIELDS.map((field) => [field, caller[field]]));

/** A cache over callers by key, and the keys that were loaded, in order. */
function cacheOf(callers: Map<string, Caller>, capacity = 100) {
  const loaded: string[] = [];
  const load = async (credential: string) => {
    loaded.push(credential);
    return callers.get(credential) ?? null;
  };
  const reader = { recognises: () => true, load, loadById: async () => null };
  return { cache: new CallerCache({ readers: [reader], capacity }), loaded };
}

const world = () =>
  new Map([
    ['a1', callerOf('key-a1', 'a')],
    ['a2', callerOf('key-a2', 'a', { environment: 'test', keyExpiresAtMs: 5 })],
    ['a3', callerOf('key-a3', 'a', { keyState: 'disabled' })],
    ['b1', callerOf('key-b1', 'b', { tenantId: 'tenant of a', keyState: 'revoked', currency: null })],
    ['c1', callerOf('key-c1', 'c', { subscriptions: [], tenantStatus: 'suspended', billingMode: 'postpaid' })],
  ]);

describe('a caller', () => {
  test('is loaded once, and every fact of it is as it was loaded', async () => {
    const callers = world();
    const { cache, loaded } = cacheOf(callers);
    for (const [key, caller] of callers) expect(plain(await cache.find(key))).toEqual(caller);
    for (const [key, caller] of callers) {
      const found = cache.find(key);
      expect(found).not.toBeInstanceOf(Promise);
      expect(plain(await found)).toEqual(caller);
    }
    expect(loaded).toEqual(['a1', 'a2', 'a3', 'b1', 'c1']);
  });

  test('shares with the other keys of its application what they have in common', async () => {
    const callers = world();
    // Each load reads a copy of its own.
    callers.set('a2', structuredClone(callers.get('a2')!));
    const { cache } = cacheOf(callers);
    for (const key of ['a1', 'a2', 'b1']) await cache.find(key);
    const first = await cache.find('a1');
    const second = await cache.find('a2');
    const other = await cache.find('b1');
    expect(second!.subscriptions).toBe(first!.subscriptions);
    expect(other!.subscriptions).not.toBe(first!.subscriptions);
  });

  test('that does not exist is not asked for again at once', async () => {
    const { cache, loaded } = cacheOf(world());
    expect(await cache.find('nobody')).toBeNull();
    expect(cache.find('nobody')).toBeNull();
    expect(loaded).toEqual(['nobody']);
  });

  test('is loaded anew on demand, and when the oldest had to leave', async () => {
    const { cache, loaded } = cacheOf(world(), 2);
    for (const key of ['a1', 'a2', 'c1', 'a2', 'a1']) await cache.find(key);
    await cache.reload('a1');
    expect(loaded).toEqual(['a1', 'a2', 'c1', 'a1', 'a1']);
  });
});

describe('keys out of thin air', () => {
  test('are looked up as long as few of them fail; whoever is known is served all the while', async () => {
    const clock = { nowMs: 1_000 };
    const callers = world();
    let loaded = 0;
    const load = async (credential: string) => {
      loaded += 1;
      return callers.get(credential) ?? null;
    };
    const reader = { recognises: () => true, load, loadById: async () => null };
    const budget = new LookUpBudget(() => clock.nowMs);
    const cache = new CallerCache({ readers: [reader], capacity: 100, budget });
    expect((await cache.find('a1'))?.keyId).toBe('key-a1');
    for (let index = 0; index < 2_000; index += 1) expect(await cache.find(`thin air ${index}`)).toBeNull();
    expect(loaded).toBe(2_001);
    await expect(Promise.resolve(cache.find('thin air 2000'))).rejects.toMatchObject({ code: 'overloaded' });
    await expect(Promise.resolve(cache.find('a2'))).rejects.toMatchObject({ code: 'overloaded' });
    expect(loaded).toBe(2_001);
    expect(await cache.find('a1')).not.toBeNull();
    cache.forgetTenant('tenant of a');
    expect(await cache.find('a1')).not.toBeNull();
    expect([cache.knows('a1'), cache.knows('a2'), cache.knows('thin air 0')]).toEqual([true, false, false]);
    clock.nowMs += 10;
    // One came back; it finds somebody, so it may be taken again.
    for (const key of ['a2', 'a3', 'c1']) expect(await cache.find(key)).not.toBeNull();
  });
});

describe('a change', () => {
  test('makes the tenant’s callers be loaded again, those of all its applications, and nobody else’s', async () => {
    const callers = world();
    const { cache, loaded } = cacheOf(callers);
    for (const key of callers.keys()) await cache.find(key);
    loaded.length = 0;
    callers.set('a1', callerOf('key-a1', 'a', { keyState: 'revoked', epoch: '2' }));
    cache.forgetTenant('tenant of a');
    for (const key of callers.keys()) await cache.find(key);
    expect(loaded).toEqual(['a1', 'a2', 'a3', 'b1']);
    expect((await cache.find('a1'))!.keyState).toBe('revoked');
    cache.forgetTenant('tenant of a');
    cache.forgetTenant('tenant of nobody');
    expect(cache.find('a1')).toBeInstanceOf(Promise);
  });

  test('that one load saw before it was told makes the application’s other callers be loaded again', async () => {
    const callers = world();
    const { cache, loaded } = cacheOf(callers);
    for (const key of ['a1', 'a2', 'b1']) await cache.find(key);
    const changed = { epoch: '2', subscriptions: [] };
    for (const key of ['a1', 'a2']) callers.set(key, { ...callers.get(key)!, ...changed });
    await cache.reload('a1');
    expect((await cache.find('a2'))!.subscriptions).toEqual([]);
    expect(cache.find('b1')).not.toBeInstanceOf(Promise);
    expect(loaded).toEqual(['a1', 'a2', 'b1', 'a1', 'a2']);
  });

  test('during a load leaves nothing of it behind', async () => {
    const callers = world();
    const { cache, loaded } = cacheOf(callers);
    const loading = cache.find('a1');
    cache.forgetTenant('tenant of a');
    await loading;
    await cache.find('a1');
    expect(loaded).toEqual(['a1', 'a1']);
  });
});

test('whatever comes and goes, a cache holds what it may and answers what was loaded last', async () => {
  const callers = new Map(
    Array.from({ length: 60 }, (_, index) => [
      `key ${index}`,
      callerOf(`id ${index}`, `application ${index % 12}`, { tenantId: `tenant ${index % 4}` }),
    ]),
  );
  const { cache } = cacheOf(callers, 20);
  for (let round = 0; round < 2_000; round += 1) {
    const index = (round * 37) % 60;
    if (round % 11 === 0) {
      const tenantId = `tenant ${round % 4}`;
      for (const [key, caller] of callers)
        if (caller.tenantId === tenantId) callers.set(key, { ...caller, epoch: String(round) });
      cache.forgetTenant(tenantId);
    }
    if (round % 7 === 0) await cache.reload(`key ${index}`);
    expect(plain(await cache.find(`key ${index}`))).toEqual(callers.get(`key ${index}`));
  }
});
