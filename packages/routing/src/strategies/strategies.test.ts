import { describe, expect, test } from 'vitest';
import {
  breakAt,
  firstsOf,
  keysOf,
  modelOf,
  poolModel,
  questionOf,
  tableOf,
  targetOf,
} from '../../test/route.fixture.js';

const CALLS = 20_000;
const QUESTION = questionOf();

/** Shares of the first places, in percent, `t0` first. */
function shares(counts: ReadonlyMap<string, number>, size: number): number[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return Array.from({ length: size }, (_, index) => ((counts.get(`t${String(index)}`) ?? 0) / total) * 100);
}

function expectShares(counts: ReadonlyMap<string, number>, expected: readonly number[], within = 1.2): void {
  for (const [index, share] of shares(counts, expected.length).entries())
    expect(Math.abs(share - (expected[index] ?? 0)), `t${String(index)}: ${share.toFixed(2)} %`).toBeLessThan(within);
}

describe('weighted', () => {
  test.each([
    { weights: [1], expected: [100] },
    { weights: [1, 1, 1, 1], expected: [25, 25, 25, 25] },
    { weights: [70, 20, 10], expected: [70, 20, 10] },
    { weights: [3, 0, 1], expected: [75, 0, 25] },
  ])('$weights gives $expected percent', ({ weights, expected }) => {
    const { table } = tableOf();
    const model = poolModel(weights);
    expectShares(
      firstsOf(CALLS, () => table.plan(model, QUESTION)),
      expected,
    );
  });

  test('the weight in the pool counts before the target’s own', () => {
    const { table } = tableOf();
    const targets = [{ target: 't0', weight: 30 }, { target: 't1' }];
    const model = poolModel([999, 10], { targets });
    expectShares(
      firstsOf(CALLS, () => table.plan(model, QUESTION)),
      [75, 25],
    );
  });

  test('what a dead place would have had goes to the others by their weights', () => {
    const { table, places } = tableOf();
    const model = poolModel([94, 3, 2, 1]);
    table.plan(model, QUESTION);
    breakAt(places, 't0');
    expectShares(
      firstsOf(CALLS, () => table.plan(model, QUESTION)),
      [0, 50, 33.3, 16.7],
    );
  });

  test('the second place is drawn among those that are left', () => {
    const { table } = tableOf();
    const model = poolModel([50, 30, 20]);
    const counts = new Map<string, number>();
    for (let call = 0; call < CALLS; call += 1) {
      const [, second] = keysOf(table.plan(model, QUESTION));
      counts.set(String(second), (counts.get(String(second)) ?? 0) + 1);
    }
    const after = (first: number, second: number) => (first * second) / (100 - first);
    expectShares(counts, [after(30, 50) + after(20, 50), after(50, 30) + after(20, 30), after(50, 20) + after(30, 20)]);
  });
});

describe('round robin', () => {
  const model = poolModel([1, 5, 9], { strategy: 'round_robin' });

  test('each in turn, whatever it weighs', () => {
    const { table } = tableOf();
    const turns = Array.from({ length: 9 }, () => table.plan(model, QUESTION)?.next()?.place.key);
    for (const index of [0, 1, 2]) expect(turns.slice(index * 3, index * 3 + 3)).toEqual(turns.slice(0, 3));
    expect(new Set(turns.slice(0, 3)).size).toBe(3);
  });

  test('who can’t be asked loses its turns to all others alike', () => {
    const { table, places } = tableOf();
    table.plan(model, QUESTION);
    breakAt(places, 't1');
    expectShares(
      firstsOf(900, () => table.plan(model, QUESTION)),
      [50, 0, 50],
      0.2,
    );
  });
});

describe('least in flight', () => {
  test('small pools are levelled exactly', () => {
    const { table, places } = tableOf();
    const model = poolModel([1, 1, 1, 1], { strategy: 'least_in_flight' });
    for (let call = 0; call < 40; call += 1) table.plan(model, QUESTION)?.next()?.place.begin();
    expect(places.snapshot().map(({ inFlight }) => inFlight)).toEqual([10, 10, 10, 10]);
  });

  test('one of twice the weight carries twice as many', () => {
    const { table, places } = tableOf();
    const model = poolModel([1, 2, 1], { strategy: 'least_in_flight' });
    for (let call = 0; call < 40; call += 1) table.plan(model, QUESTION)?.next()?.place.begin();
    expect(places.snapshot().map(({ inFlight }) => inFlight)).toEqual([10, 20, 10]);
  });

  test('large pools stay level within two by comparing two', () => {
    const { table, places } = tableOf();
    const model = poolModel(Array<number>(200).fill(1), { strategy: 'least_in_flight' });
    for (let call = 0; call < 2000; call += 1) table.plan(model, QUESTION)?.next()?.place.begin();
    const loads = places.snapshot().map(({ inFlight }) => inFlight);
    expect(Math.max(...loads)).toBeLessThanOrEqual(13);
    expect(loads.reduce((sum, load) => sum + load, 0)).toBe(2000);
  });
});

describe('lowest latency', () => {
  /** Calls one after the other, each answered after the place's own time. */
  function run(calls: number, latencies: readonly number[]) {
    const made = tableOf();
    const { table, time } = made;
    const model = poolModel(
      latencies.map(() => 1),
      { strategy: 'lowest_latency' },
    );
    const call = (times = latencies) => {
      const place = table.plan(model, QUESTION)?.next()?.place;
      const flight = place?.begin();
      time.ms += times[Number(place?.key.slice(1))] ?? 0;
      flight?.firstByte();
      flight?.end('success');
      return place?.key ?? '';
    };
    const counts = new Map<string, number>();
    for (let index = 0; index < calls; index += 1) {
      const key = call();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return { ...made, model, call, counts };
  }

  test('the quick one serves nearly all, the slow ones are asked again now and then', () => {
    const { counts } = run(2000, [20, 100, 200]);
    expect(counts.get('t0')).toBeGreaterThan(1980);
    expect(counts.get('t1')).toBeGreaterThan(1);
    expect(counts.get('t2')).toBeGreaterThan(1);
  });

  test('in a large pool the better of two that are drawn: slow ones only where both are', () => {
    const { counts } = run(
      8000,
      Array.from({ length: 40 }, (_, index) => (index < 20 ? 10 : 200)),
    );
    const slow = shares(counts, 40).slice(20);
    const share = slow.reduce((sum, part) => sum + part, 0);
    // Half of the pool is slow, so a quarter of the pairs; a little more while they are unknown.
    expect(Math.abs(share - 25)).toBeLessThan(2.5);
    expect(Math.max(...slow)).toBeLessThan(2);
  });

  test('one slow answer is enough to be left, and is forgiven slowly', () => {
    const { call } = run(50, [20, 60]);
    expect(call([2000, 60])).toBe('t0');
    const after = Array.from({ length: 30 }, () => call());
    expect(after).toEqual(Array<string>(30).fill('t1'));
    const later = Array.from({ length: 1200 }, () => call());
    expect(later.at(-1)).toBe('t0');
  });

  test('a place nobody has heard of is tried by one call, not by all at once', () => {
    const { table, model } = run(0, [20, 20, 20, 20]);
    const first = Array.from({ length: 4 }, () => {
      const place = table.plan(model, QUESTION)?.next()?.place;
      place?.begin();
      return place?.key;
    });
    expect(new Set(first).size).toBe(4);
  });

  test('silence doesn’t make a place look better', () => {
    const { table, model, time, call } = run(50, [20, 30]);
    const place = table.plan(model, QUESTION)?.next()?.place;
    expect(place?.key).toBe('t0');
    place?.begin();
    place?.begin();
    time.ms += 60_000;
    expect(call()).toBe('t1');
  });
});

describe('consistent hash', () => {
  const users = Array.from({ length: 5000 }, (_, index) => questionOf({ endUser: `user-${String(index)}` }));
  const homes = (model: ReturnType<typeof poolModel>) => {
    const { table } = tableOf();
    return users.map((user) => table.plan(model, user)?.next()?.place.key);
  };

  test('one user, one place, in every process', () => {
    const model = poolModel([1, 1, 1, 1, 1], { strategy: 'consistent_hash' });
    expect(homes(model)).toEqual(homes(model));
    const { table } = tableOf({ seed: 7 });
    expectShares(
      firstsOf(users.length, (index) => table.plan(model, users[index] ?? QUESTION)),
      Array(5).fill(20),
      4,
    );
  });

  test('by weight', () => {
    const { table } = tableOf();
    const model = poolModel([3, 1], { strategy: 'consistent_hash' });
    expectShares(
      firstsOf(users.length, (index) => table.plan(model, users[index] ?? QUESTION)),
      [75, 25],
      4,
    );
  });

  test.each([5, 50, 500])('of %i places one leaves: its users move, and nobody else', (size) => {
    const before = homes(poolModel(Array<number>(size).fill(1), { strategy: 'consistent_hash' }));
    const named = Array.from({ length: size }, (_, index) => ({ target: `t${String(index)}` }));
    const without = poolModel(Array<number>(size).fill(1), {
      strategy: 'consistent_hash',
      targets: named.filter(({ target }) => target !== 't1'),
    });
    const after = homes(without);
    const moved = before.filter((home, index) => home !== after[index]);
    expect(new Set(moved)).toEqual(new Set(['t1']));
    expect(moved.length / users.length).toBeLessThan(1.6 / size);
  });

  test('a dead place’s users go to several others, and come back', () => {
    const { table, places, time } = tableOf();
    const model = poolModel([1, 1, 1, 1], { strategy: 'consistent_hash' });
    const ask = () => users.map((user) => table.plan(model, user)?.next()?.place.key);
    const before = ask();
    breakAt(places, 't2');
    const during = ask();
    const moved = during.filter((_, index) => before[index] === 't2');
    expect(new Set(moved)).toEqual(new Set(['t0', 't1', 't3']));
    expect(during.filter((home, index) => before[index] !== 't2' && home !== before[index])).toEqual([]);
    time.ms += 60_000;
    expect(ask()).toEqual(before);
  });

  test.each([
    { hashOn: { header: 'x-session' }, same: { headers: { 'x-session': 'a' } } },
    { hashOn: 'tenant', same: { tenantId: 'a' } },
    { hashOn: 'api_key', same: { apiKeyId: 'a' } },
    { hashOn: 'end_user', same: { endUser: 'a' } },
    { hashOn: { header: 'x-session' }, same: { apiKeyId: 'a', headers: {} } },
  ] as const)('of $hashOn', ({ hashOn, same }) => {
    const { table } = tableOf();
    const model = poolModel(Array<number>(10).fill(1), { strategy: 'consistent_hash', hashOn });
    const others = Array.from({ length: 200 }, (_, index) => {
      const value = String(index);
      return questionOf({ endUser: null, apiKeyId: value, tenantId: value, headers: { 'x-other': value }, ...same });
    });
    expect(firstsOf(200, (index) => table.plan(model, others[index] ?? QUESTION)).size).toBe(
      hashOn === 'end_user' ? 10 : 1,
    );
  });
});

describe('priority', () => {
  const model = poolModel([1, 9, 9], { strategy: 'priority' });

  test('as listed', () => {
    const { table } = tableOf();
    expect(keysOf(table.plan(model, QUESTION))).toEqual(['t0', 't1', 't2']);
  });

  test('the next when the first can’t', () => {
    const { table, places } = tableOf();
    table.plan(model, QUESTION);
    breakAt(places, 't0');
    expect(keysOf(table.plan(model, QUESTION))).toEqual(['t1', 't2', 't0']);
  });
});

describe('cheapest', () => {
  const model = poolModel([1, 1, 3, 1], { strategy: 'cheapest' });
  const costs = (byId: Record<string, number | null>) => ({
    costOf: (_: unknown, { id }: { id: string }) => byId[id] ?? null,
    changesAtMs: () => Infinity,
  });

  test('the cheapest, among equals by weight, those of unknown cost last', () => {
    const { table } = tableOf({ costs: costs({ t0: 2, t1: 1, t2: 1, t3: null }) });
    expectShares(
      firstsOf(CALLS, () => table.plan(model, QUESTION)),
      [0, 25, 75, 0],
    );
    expect(keysOf(table.plan(model, QUESTION)).slice(2)).toEqual(['t0', 't3']);
  });

  test('a new cost counts from its date', () => {
    const targets = [targetOf('t0'), targetOf('t1')];
    const named = targets.map(({ id }) => ({ target: id }));
    const dated = modelOf({ targets, routing: { pools: [{ name: 'main', strategy: 'cheapest', targets: named }] } });
    const changesAtMs = 1_005_000;
    const { table, time } = tableOf({
      costs: {
        costOf: (_, { id }, atMs) => (id === 't0' ? (atMs < changesAtMs ? 1 : 3) : 2),
        changesAtMs: (_, afterMs) => (afterMs < changesAtMs ? changesAtMs : Infinity),
      },
    });
    const first = () => table.plan(dated, QUESTION)?.next()?.place.key;
    expect(first()).toBe('t0');
    time.ms = changesAtMs - 1;
    expect(first()).toBe('t0');
    time.ms = changesAtMs;
    expect(first()).toBe('t1');
  });
});
