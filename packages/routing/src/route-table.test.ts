import type { RoutingPolicyInput } from '@turnpike/contracts/management/routing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allOf,
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
import type { Instance, RoutableTarget, TargetFilter } from './route-plan.js';

const QUESTION = questionOf();
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((id) => targetOf(id)) as [
  RoutableTarget,
  RoutableTarget,
  RoutableTarget,
  RoutableTarget,
];

const poolOf = (name: string, ...ids: string[]) => ({ name, targets: ids.map((target) => ({ target })) });

function policyModel(routing: RoutingPolicyInput) {
  return modelOf({ targets: [A, B, C, D], routing });
}

describe('pools', () => {
  const model = policyModel({ pools: [poolOf('first', 'a'), poolOf('second', 'b', 'c'), poolOf('third', 'd')] });

  test('the next when the first has nobody left', () => {
    const { table } = tableOf();
    const given = allOf(table.plan(model, QUESTION)).map(({ pool }) => pool);
    expect(given).toEqual(['first', 'second', 'second', 'third']);
  });

  test('dead places come last', () => {
    const { table, places } = tableOf();
    table.plan(model, QUESTION);
    for (const key of ['a', 'b', 'c']) breakAt(places, key);
    expect(keysOf(table.plan(model, QUESTION))[0]).toBe('d');
    expect(new Set(keysOf(table.plan(model, QUESTION)))).toEqual(new Set(['a', 'b', 'c', 'd']));
  });

  test('full places spill over, and are asked before dead ones when there is nothing else', () => {
    const { table, places } = tableOf();
    const bounded = policyModel({
      pools: [
        { ...poolOf('first', 'a'), maxInFlight: 2 },
        { ...poolOf('second', 'b'), maxInFlight: 1 },
      ],
    });
    const first = () => table.plan(bounded, QUESTION)?.next();
    expect([first()?.place.begin(), first()?.place.begin()].length).toBe(2);
    expect(first()?.place.key).toBe('b');
    first()?.place.begin();
    expect(keysOf(table.plan(bounded, QUESTION))).toEqual(['a', 'b']);
    breakAt(places, 'a');
    expect(keysOf(table.plan(bounded, QUESTION))).toEqual(['b', 'a']);
  });

  test('a place of no weight only when no other can', () => {
    const { table, places } = tableOf();
    const drained = policyModel({
      pools: [{ name: 'first', targets: [{ target: 'a', weight: 0 }, { target: 'b' }] }, poolOf('second', 'c')],
    });
    expect(keysOf(table.plan(drained, QUESTION))).toEqual(['b', 'c', 'a']);
    for (const key of ['b', 'c']) breakAt(places, key);
    expect(keysOf(table.plan(drained, QUESTION))[0]).toBe('a');
  });

  test('targets that are gone or in no pool serve nobody', () => {
    const { table } = tableOf();
    const model = policyModel({ pools: [poolOf('first', 'gone', 'a'), poolOf('second', 'gone')] });
    expect(keysOf(table.plan(model, QUESTION))).toEqual(['a']);
    expect(table.plan(policyModel({ pools: [poolOf('first', 'gone')] }), QUESTION)).toBeNull();
  });

  test('one place in two pools is given once', () => {
    const { table } = tableOf();
    const model = policyModel({ pools: [poolOf('first', 'a'), poolOf('second', 'a', 'b')] });
    expect(keysOf(table.plan(model, QUESTION))).toEqual(['a', 'b']);
  });
});

describe('rules', () => {
  const pools = [poolOf('stable', 'a', 'b'), poolOf('canary', 'c'), poolOf('empty', 'gone')];
  const model = policyModel({
    pools,
    defaultPools: ['stable'],
    rules: [
      { name: 'void', when: { tag: 'void' }, use: ['empty'] },
      { name: 'tagged', when: { tag: 'canary' }, use: ['canary', 'stable'] },
      { name: 'share', percent: 10, stickyBy: 'end_user', use: ['canary'] },
    ],
  });

  test('a tag goes elsewhere, and back when there is nobody', () => {
    const { table, places } = tableOf();
    const tagged = questionOf({ headers: { 'x-traffic-tag': 'canary' } });
    expect(table.plan(model, tagged)).toMatchObject({ rule: 'tagged' });
    expect(keysOf(table.plan(model, tagged))[0]).toBe('c');
    breakAt(places, 'c');
    expect(['a', 'b']).toContain(keysOf(table.plan(model, tagged))[0]);
  });

  test('a share of users, each on one side', () => {
    const { table } = tableOf();
    const users = Array.from({ length: 4000 }, (_, index) => questionOf({ endUser: `u${String(index)}` }));
    const counts = firstsOf(users.length, (index) => table.plan(model, users[index] ?? QUESTION));
    expect(Math.abs(((counts.get('c') ?? 0) / users.length) * 100 - 10)).toBeLessThan(1.5);
    const again = firstsOf(users.length, (index) => table.plan(model, users[index] ?? QUESTION));
    expect(again.get('c')).toBe(counts.get('c'));
  });

  test('one whose pools have no place takes nobody', () => {
    const { table } = tableOf();
    const plan = table.plan(
      model,
      questionOf({ headers: { 'x-traffic-tag': 'void' }, endUser: 'nobody-in-the-share' }),
    );
    expect(plan?.rule).toBeNull();
    expect(['a', 'b']).toContain(plan?.next()?.place.key);
  });
});

describe('test keys', () => {
  const asTest = questionOf({ environment: 'test' });
  const sandbox = targetOf('sandbox');

  test('have one pool of their targets, unless the policy names them', () => {
    const { table } = tableOf();
    const routing = { pools: [poolOf('main', 'a')], rules: [{ name: 'all', use: ['main'] }] };
    const unnamed = modelOf({ targets: [A], testTargets: [sandbox], routing });
    const plan = table.plan(unnamed, asTest);
    expect(plan).toMatchObject({ rule: null });
    expect(allOf(plan).map(({ pool, target }) => [pool, target.id])).toEqual([['default', 'sandbox']]);
    const named = modelOf({
      targets: [A],
      testTargets: [sandbox, B],
      routing: { ...routing, pools: [poolOf('main', 'a', 'sandbox')] },
    });
    expect(table.plan(named, asTest)).toMatchObject({ rule: 'all' });
    expect(keysOf(table.plan(named, asTest))).toEqual(['sandbox']);
    expect(keysOf(table.plan(named, QUESTION))).toEqual(['a']);
  });
});

describe('instances', () => {
  const discovered = targetOf('d', { providerId: 'p', isDiscovered: true, baseUrl: 'http://service:80/v1?x=1' });

  function sourceOf(lists: Record<string, Instance[]>) {
    const source = { version: 1, lists, instancesOf: (id: string) => source.lists[id] ?? NONE };
    return source;
  }
  const NONE: Instance[] = [];

  test('each is a place, by its share of the target’s weight', () => {
    const instances = sourceOf({
      p: [
        { address: '10.0.0.1:8000', weight: 3 },
        { address: '[::1]:8000', weight: 1 },
      ],
    });
    const { table } = tableOf({ instances });
    const model = modelOf({ targets: [discovered] });
    const given = allOf(table.plan(model, QUESTION));
    expect(given.map(({ target }) => [target.instance, target.baseUrl]).sort()).toEqual([
      ['10.0.0.1:8000', 'http://10.0.0.1:8000/v1?x=1'],
      ['[::1]:8000', 'http://[::1]:8000/v1?x=1'],
    ]);
    const counts = firstsOf(8000, () => table.plan(model, QUESTION));
    expect(Math.abs((counts.get('d@10.0.0.1:8000') ?? 0) / 8000 - 0.75)).toBeLessThan(0.02);
  });

  test('come and go without another catalogue, and what is known of them stays', () => {
    const instances = sourceOf({ p: [{ address: 'one:1', weight: 1 }] });
    const { table, places } = tableOf({ instances, models: () => [model] });
    const model = modelOf({ targets: [discovered, A] });
    expect(keysOf(table.plan(model, QUESTION)).sort()).toEqual(['a', 'd@one:1']);
    breakAt(places, 'd@one:1');
    instances.lists = {
      p: [
        { address: 'one:1', weight: 1 },
        { address: 'two:2', weight: 1 },
      ],
    };
    instances.version += 1;
    expect(keysOf(table.plan(model, QUESTION))).toHaveLength(3);
    expect(keysOf(table.plan(model, QUESTION)).at(-1)).toBe('d@one:1');
    instances.lists = {};
    instances.version += 1;
    expect(keysOf(table.plan(model, QUESTION))).toEqual(['a']);
    expect(table.members().map(({ key, modelName }) => [key, modelName])).toEqual([['a', 'model']]);
    expect([...places.keys()]).toEqual(['a']);
  });

  test('none, and nothing else: no plan', () => {
    const { table } = tableOf({ instances: sourceOf({}) });
    expect(table.plan(modelOf({ targets: [discovered] }), QUESTION)).toBeNull();
  });

  test('another provider’s change leaves turns as they are', () => {
    const instances = sourceOf({ p: [{ address: 'one:1', weight: 1 }] });
    const { table } = tableOf({ instances });
    const model = poolModel([1, 1, 1], { strategy: 'round_robin' });
    const turns = Array.from({ length: 6 }, () => {
      instances.version += 1;
      return table.plan(model, QUESTION)?.next()?.place.key;
    });
    expect(turns.slice(3)).toEqual(turns.slice(0, 3));
    expect(new Set(turns).size).toBe(3);
  });
});

describe('shadow', () => {
  const shadowed = (percent: number, target = 'b') =>
    policyModel({ pools: [poolOf('main', 'a')], shadow: { target, percent } });

  test.each([
    { percent: 0, least: 0, most: 0 },
    { percent: 30, least: 27, most: 33 },
    { percent: 100, least: 100, most: 100 },
  ])('$percent percent of calls', ({ percent, least, most }) => {
    const { table } = tableOf();
    const model = shadowed(percent);
    const drawn = Array.from({ length: 4000 }, () => table.plan(model, QUESTION)?.shadow ?? null);
    const share = (drawn.filter((choice) => choice?.target === B).length / drawn.length) * 100;
    expect(share).toBeGreaterThanOrEqual(least);
    expect(share).toBeLessThanOrEqual(most);
  });

  test('none where the target is gone or excluded', () => {
    const { table } = tableOf();
    expect(table.plan(shadowed(100, 'gone'), QUESTION)?.shadow).toBeNull();
    const filter = { key: 'not b', allows: ({ id }: RoutableTarget) => id !== 'b' };
    expect(table.plan(shadowed(100), { ...QUESTION, filter })?.shadow).toBeNull();
  });
});

describe('the policy reaches', () => {
  test('the plan', () => {
    const { table } = tableOf();
    const model = policyModel({
      pools: [poolOf('main', 'a')],
      fallbackModels: ['other'],
      attempts: { mostTries: 7, retryBudgetPercent: 0 },
    });
    const plan = table.plan(model, QUESTION);
    expect(plan).toMatchObject({ fallbackModels: ['other'], attempts: { mostTries: 7 } });
    const taken = Array.from({ length: 200 }, () => plan?.takeRetry()).filter((isTaken) => isTaken);
    expect(taken).toHaveLength(100);
  });

  test('the places, also of tenants with a filter', () => {
    const { table, places } = tableOf();
    const model = policyModel({ pools: [poolOf('main', 'a', 'b')], ejection: { consecutiveFailures: 1 } });
    const filter = { key: 'only a', allows: ({ id }: RoutableTarget) => id === 'a' };
    table.plan(model, { ...QUESTION, filter });
    fly(places, 'a', 'failure');
    expect(places.of('a').whyUnusable()).toBe('ejected');
  });
});

test('whatever the policy: each place once, all in the end, none that the filter excludes, first those that can serve', () => {
  const ids = Array.from({ length: 12 }, (_, index) => `t${String(index)}`);
  const given = fc.record({
    seed: fc.integer(),
    strategy: fc.constantFrom(
      'weighted', 'round_robin', 'least_in_flight', 'lowest_latency', 'consistent_hash', 'priority', 'cheapest',
    ), // prettier-ignore
    pools: fc.array(fc.uniqueArray(fc.record({ target: fc.constantFrom(...ids), weight: fc.nat(3) }), { selector: ({ target }) => target }), { minLength: 1, maxLength: 4 }),
    dead: fc.subarray(ids),
    busy: fc.subarray(ids),
    excluded: fc.subarray(ids),
  }); // prettier-ignore
  fc.assert(
    fc.property(given, ({ seed, strategy, pools, dead, busy, excluded }) => {
      const { table, places } = tableOf({ seed });
      const named = pools.map((targets, index) => ({ name: `p${String(index)}`, strategy, maxInFlight: 1, targets }));
      const model = modelOf({ targets: ids.map((id) => targetOf(id)), routing: { pools: named } });
      const filter: TargetFilter<RoutableTarget> = { key: 'f', allows: ({ id }) => !excluded.includes(id) };
      table.plan(model, QUESTION);
      for (const id of dead) breakAt(places, id);
      for (const id of busy) places.of(id).begin();
      const keys = keysOf(table.plan(model, { ...QUESTION, filter }));
      const expected = pools.flat().flatMap(({ target }) => (excluded.includes(target) ? [] : [target]));
      expect(new Set(keys).size).toBe(keys.length);
      expect(new Set(keys)).toEqual(new Set(expected));
      const ranks = keys.map((key) => (dead.includes(key) ? 2 : busy.includes(key) ? 1 : 0));
      expect(ranks).toEqual([...ranks].sort((one, other) => one - other));
    }),
    { seed: 6, numRuns: 300 },
  );
});
