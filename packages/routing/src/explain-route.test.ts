import { RouteSimulationViewSchema, STRATEGIES } from '@turnpike/contracts/management/routing';
import { describe, expect, test } from 'vitest';
import {
  breakAt,
  firstsOf,
  fly,
  keysOf,
  modelOf,
  poolModel,
  questionOf,
  tableOf,
  targetOf,
} from '../test/route.fixture.js';

const QUESTION = questionOf({ endUser: 'user' });

describe.each(STRATEGIES)('%s', (strategy) => {
  const model = poolModel([4, 3, 2, 1, 0, 2], { strategy, maxInFlight: 2 });

  test('says what a plan does, and changes nothing by saying it', () => {
    const { table, places } = tableOf();
    table.plan(model, QUESTION);
    breakAt(places, 't2');
    for (const key of ['t5', 't5', 't0']) places.of(key).begin();
    const explained = table.explain(model, QUESTION);
    expect(table.explain(model, QUESTION)).toEqual(explained);
    expect(() => RouteSimulationViewSchema.parse(explained)).not.toThrow();
    const order = explained.steps.map(({ targetId }) => targetId);
    const keys = keysOf(table.plan(model, QUESTION));
    // Those that may be drawn first, then the one of no weight, the full one, the dead one.
    expect(order.slice(-3)).toEqual(['t4', 't5', 't2']);
    expect(keys.slice(-3)).toEqual(['t4', 't5', 't2']);
    expect(new Set(keys)).toEqual(new Set(order));
    const chances = explained.steps.map(({ chancePercent }) => chancePercent);
    if (chances[0] === null) expect(keys[0]).toBe(order[0]);
    else {
      const counts = firstsOf(10_000, () => table.plan(model, QUESTION));
      for (const [index, key] of order.entries())
        expect(Math.abs((counts.get(key) ?? 0) / 100 - (chances[index] ?? 0))).toBeLessThan(2);
    }
  });
});

test('why a place would not be picked now', () => {
  const { table, places } = tableOf();
  const model = poolModel([1, 1, 1, 1, 1, 1], { maxInFlight: 1 });
  table.plan(model, QUESTION);
  breakAt(places, 't0');
  fly(places, 't1', 'failure', 5);
  places.setCheck('t2', { healthy: false, detail: 'answered 503', at: 0 });
  places.of('t3').begin();
  places.applyRemote({ key: 't4', kind: 'ejected', atMs: 1_000_000, untilMs: 1_008_000, reason: null });
  const reasons = new Map(table.explain(model, QUESTION).steps.map(({ targetId, reason }) => [targetId, reason]));
  expect(Object.fromEntries(reasons)).toEqual({
    t0: 'only as a last resort: breaker open',
    t1: 'only as a last resort: ejected until 1970-01-01T00:16:50.000Z',
    t2: 'only as a last resort: unhealthy: answered 503',
    t3: 'only as a last resort: full: 1 of 1 under way',
    t4: 'only as a last resort: another gateway found it failing, left alone until 1970-01-01T00:16:50.000Z',
    t5: 'weight 1 of 1',
  });
});

test('rules, pools that aren’t used, places that are excluded or in no pool', () => {
  const { table } = tableOf();
  const model = modelOf({
    targets: ['a', 'b', 'c', 'd', 'e'].map((id) => targetOf(id, { isDiscovered: id === 'd' })),
    routing: {
      pools: [
        { name: 'main', targets: [{ target: 'a' }, { target: 'b' }, { target: 'd' }] },
        { name: 'canary', targets: [{ target: 'c' }] },
        { name: 'empty', targets: [] },
      ],
      rules: [
        { name: 'void', use: ['empty'] },
        { name: 'tagged', when: { tag: 'canary' }, use: ['canary'] },
        { name: 'rest', use: ['main'] },
        { name: 'never', use: ['canary'] },
      ],
      shadow: { target: 'c', percent: 5 },
      fallbackModels: ['other'],
    },
  });
  const filter = { key: 'not b', allows: ({ id }: { id: string }) => id !== 'b' };
  expect(table.explain(model, { ...QUESTION, filter })).toMatchObject({
    refusal: null,
    rule: 'rest',
    rules: [
      { name: 'void', matched: false, reason: 'Takes no call: none of its pools has a place that this one may go to.' },
      { name: 'tagged', matched: false, reason: 'Not so: the traffic tag is canary.' },
      { name: 'rest', matched: true, reason: 'Takes it: every call.' },
      { name: 'never', matched: false, reason: 'Not asked: rest took the call.' },
    ],
    steps: [
      { targetId: 'a', pool: 'main', order: 1, chancePercent: 100 },
      { targetId: 'b', pool: 'main', order: null, reason: 'residency: excluded by the organisation’s policy' },
      { targetId: 'd', pool: 'main', order: null, reason: 'no instance of its provider is known' },
      { targetId: 'c', pool: 'canary', order: null, reason: 'its pool isn’t used for this call' },
      { targetId: 'e', pool: '', order: null, reason: 'in no pool' },
    ],
    shadow: { targetId: 'c', percent: 5 },
    fallbackModels: ['other'],
    at: '1970-01-01T00:16:40.000Z',
  });
});

test.each([
  { filter: null, code: 'no_target', environment: 'test' as const },
  { filter: { key: 'nobody', allows: () => false }, code: 'residency_not_satisfied', environment: 'live' as const },
])('nobody would be asked: $code', ({ filter, code, environment }) => {
  const { table } = tableOf();
  const model = modelOf({ targets: [targetOf('a')] });
  const question = questionOf({ filter, environment });
  expect(table.explain(model, question).refusal?.code).toBe(code);
  expect(table.plan(model, question)).toBeNull();
});

test('spill-over: who stands in a later pool is drawn first by nobody', () => {
  const { table } = tableOf();
  const model = modelOf({
    targets: [targetOf('a'), targetOf('b')],
    routing: {
      pools: [
        { name: 'one', targets: [{ target: 'a' }] },
        { name: 'two', targets: [{ target: 'b' }] },
      ],
    },
  });
  expect(table.explain(model, QUESTION).steps.map(({ chancePercent }) => chancePercent)).toEqual([100, 0]);
});
