import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { RoutingPolicySchema } from './routing.js';

const GUIDE = new URL('../../../../infra/docs/routing.md', import.meta.url);

describe('the guide', () => {
  const examples = [...readFileSync(GUIDE, 'utf8').matchAll(/```json\n([\s\S]*?)```/g)].map(([, code = '']) => code);

  test('has examples', () => {
    expect(examples.length).toBeGreaterThan(5);
  });

  test.each(examples)('shows a policy that is one: %s', (code) => {
    expect(RoutingPolicySchema.safeParse(JSON.parse(code)).error).toBeUndefined();
  });
});

const pools = [
  { name: 'one', targets: [{ target: 't1' }] },
  { name: 'two', targets: [{ target: 't1' }, { target: 't2' }] },
];

test.each<[what: string, policy: object, path: string]>([
  ['no pool', { pools: [] }, 'pools'],
  ['two pools of one name', { pools: [pools[0], pools[0]] }, 'pools'],
  [
    'a target twice in one pool',
    { pools: [{ name: 'one', targets: [{ target: 't1' }, { target: 't1' }] }] },
    'pools.0.targets',
  ],
  ['an order that names no pool', { pools, defaultPools: ['three'] }, 'defaultPools'],
  ['a rule that leads nowhere', { pools, rules: [{ name: 'r', use: [] }] }, 'rules.0.use'],
  ['a rule that names no pool', { pools, rules: [{ name: 'r', use: ['three'] }] }, 'rules.0.use'],
  [
    'two rules of one name',
    {
      pools,
      rules: [
        { name: 'r', use: ['one'] },
        { name: 'r', use: ['two'] },
      ],
    },
    'rules',
  ],
  [
    'a header that is two things',
    { pools, rules: [{ name: 'r', use: ['one'], when: { headers: [{ name: 'a', equals: 'b', prefix: 'c' }] } }] },
    'rules.0.when.headers.0',
  ],
  ['a fallback model twice', { pools, fallbackModels: ['m', 'm'] }, 'fallbackModels'],
  ['a field nobody knows', { pools, retries: 3 }, ''],
])('%s is refused', (_, policy, path) => {
  expect(RoutingPolicySchema.safeParse(policy).error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});
