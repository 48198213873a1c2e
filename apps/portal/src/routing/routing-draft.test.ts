import type { ModelView } from '@turnpike/contracts/management/models';
import { type RoutingPolicyInput, RoutingPolicySchema } from '@turnpike/contracts/management/routing';
import { describe, expect, test } from 'vitest';
import { moved, withoutPool, withPool, withRule, withShare } from './draft-changes';
import { draftOf, freshName, policyOf, type RoutingDraft } from './routing-draft';

const TARGETS = ['tgt_a', 'tgt_b', 'tgt_c'].map((id) => ({ id, status: 'active' })) as unknown as ModelView['targets'];
const parsed = (draft: RoutingDraft) => RoutingPolicySchema.parse(policyOf(draft));

describe('a policy is the same after it was a draft', () => {
  const pools: RoutingPolicyInput['pools'] = [
    { name: 'main', targets: [{ target: 'tgt_a', weight: 0 }, { target: 'tgt_b' }] },
    { name: 'spare', strategy: 'consistent_hash', hashOn: { header: 'x-session' }, maxInFlight: 4, targets: [] },
  ];
  test.each<[string, RoutingPolicyInput]>([
    ['of pools alone', { pools }],
    ['with an order of its own', { pools, defaultPools: ['spare', 'main'] }],
    [
      'with rules',
      {
        pools,
        rules: [
          {
            name: 'new',
            when: {
              path: '/v1/',
              headers: [{ name: 'a' }, { name: 'b', equals: '' }, { name: 'c', prefix: 'x' }],
              tag: 'blue',
            },
            percent: 0,
            stickyBy: 'api_key',
            use: ['spare', 'main'],
          },
        ],
      },
    ],
    [
      'with everything else',
      {
        pools,
        shadow: { target: 'tgt_c', percent: 5 },
        fallbackModels: ['other'],
        attempts: { mostTries: 1, hedgeAfterMs: 200 },
        breaker: { slowCallMs: 900 },
        ejection: { mostEjectedPercent: 0 },
      },
    ],
  ])('%s', (_, input) => {
    const policy = RoutingPolicySchema.parse(input);
    expect(parsed(draftOf(policy, TARGETS))).toEqual(policy);
  });
});

test('a model without a policy begins with its targets in one pool', () => {
  const { pools, defaultPools, rules } = parsed(draftOf(null, TARGETS));
  expect(pools.map(({ name, targets }) => [name, targets.map(({ target }) => target)])).toEqual([
    ['default', ['tgt_a', 'tgt_b', 'tgt_c']],
  ]);
  expect([defaultPools, rules]).toEqual([undefined, []]);
});

test('a share goes to a pool of its own and stays out of the others', () => {
  const policy = parsed(withShare(draftOf(null, TARGETS), { target: 'tgt_b', percent: '10', stickyBy: 'end_user' }));
  expect(policy.pools.map(({ name, targets }) => [name, targets.map(({ target }) => target)])).toEqual([
    ['default', ['tgt_a', 'tgt_c']],
    ['canary', ['tgt_b']],
  ]);
  expect(policy.defaultPools).toEqual(['default']);
  expect(policy.rules).toMatchObject([
    { name: 'canary', percent: 10, stickyBy: 'end_user', use: ['canary', 'default'] },
  ]);
});

test('the only target of a pool stays there when it gets a share of its own', () => {
  const draft = withShare(draftOf(null, TARGETS.slice(0, 1)), { target: 'tgt_a', percent: '1', stickyBy: 'call' });
  expect(draft.pools.map(({ members }) => members.length)).toEqual([1, 1]);
});

test('a renamed pool keeps what leads to it, and one removed is named nowhere', () => {
  const begun = withRule(withPool(draftOf(null, TARGETS)));
  const renamed = { ...begun, pools: begun.pools.map((pool) => ({ ...pool, name: `new-${pool.name}` })) };
  expect(policyOf(renamed).rules?.[0]?.use).toEqual(['new-default', 'new-pool']);
  const { pools, rules, defaults } = withoutPool(renamed, 'pool');
  expect([pools.length, rules[0]?.use, defaults]).toEqual([1, ['default'], ['default']]);
  // Not the key of one that is called otherwise by now.
  expect(withPool(renamed).pools[2]?.name).toBe('pool-2');
});

test('things move, and names are not given twice', () => {
  expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(freshName('pool', ['pool', 'pool-2'])).toBe('pool-3');
});
