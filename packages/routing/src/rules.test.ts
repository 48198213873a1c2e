import { RuleSchema } from '@turnpike/contracts/management/routing';
import { describe, expect, test } from 'vitest';
import { diceOf, questionOf } from '../test/route.fixture.js';
import { CompiledRule } from './rules.js';

function ruleOf(given: Record<string, unknown>, random = diceOf(1)) {
  return new CompiledRule(RuleSchema.parse({ name: 'rule', use: ['pool'], ...given }), random);
}

describe('conditions', () => {
  const headers = { 'x-version': '2.1', 'x-flag': '', 'x-many': ['a', 'b'], 'x-traffic-tag': 'canary' };
  test.each([
    { when: {}, taken: true },
    { when: { path: '/v1/chat' }, taken: true },
    { when: { path: '/v1/embeddings' }, taken: false },
    { when: { tag: 'canary' }, taken: true },
    { when: { tag: 'blue' }, taken: false },
    { when: { headers: [{ name: 'x-version', equals: '2.1' }] }, taken: true },
    { when: { headers: [{ name: 'X-Version', equals: '2' }] }, taken: false },
    { when: { headers: [{ name: 'x-version', prefix: '2.' }] }, taken: true },
    { when: { headers: [{ name: 'x-version', prefix: '3.' }] }, taken: false },
    { when: { headers: [{ name: 'x-flag' }] }, taken: true },
    { when: { headers: [{ name: 'x-absent' }] }, taken: false },
    { when: { headers: [{ name: 'x-absent', prefix: '' }] }, taken: false },
    { when: { headers: [{ name: 'x-many', equals: 'a' }] }, taken: true },
    { when: { path: '/v1', tag: 'canary', headers: [{ name: 'x-version', equals: '3' }] }, taken: false },
  ])('$when: $taken', ({ when, taken }) => {
    const rule = ruleOf({ when });
    const question = questionOf({ headers });
    expect(rule.takes(question)).toBe(taken);
    expect(rule.judge(question).matched).toBe(taken);
  });

  test('words say what failed', () => {
    const rule = ruleOf({ when: { path: '/v1', tag: 'blue' } });
    expect(rule.judge(questionOf()).reason).toBe('Not so: the traffic tag is blue.');
    expect(ruleOf({}).judge(questionOf()).reason).toBe('Takes it: every call.');
  });
});

describe('a share', () => {
  const users = Array.from({ length: 10_000 }, (_, index) => questionOf({ endUser: `user-${String(index)}` }));
  const share = (rule: CompiledRule, questions: readonly ReturnType<typeof questionOf>[]) =>
    (questions.filter((question) => rule.takes(question)).length / questions.length) * 100;

  test.each([0, 1, 10, 50, 99, 100])('%i percent of calls', (percent) => {
    expect(Math.abs(share(ruleOf({ percent }), users) - percent)).toBeLessThan(1.5);
  });

  test.each(['end_user', 'api_key'] as const)('by %s: the same side each time, in every process', (stickyBy) => {
    const questions = users.map(({ endUser }, index) => questionOf({ endUser, apiKeyId: `key-${String(index)}` }));
    const [one, other] = [ruleOf({ percent: 10, stickyBy }), ruleOf({ percent: 10, stickyBy }, diceOf(9))];
    const sides = questions.map((question) => one.takes(question));
    expect(questions.map((question) => other.takes(question))).toEqual(sides);
    expect(Math.abs(share(one, questions) - 10)).toBeLessThan(1.5);
  });

  test('who was in a share stays in it when it grows', () => {
    const [small, large] = [10, 30].map((percent) => ruleOf({ percent, stickyBy: 'end_user' }));
    expect(users.filter((user) => small?.takes(user) === true && large?.takes(user) !== true)).toEqual([]);
  });

  test('two rules don’t take the same users, nor two organisations’ users of one name', () => {
    const [one, other] = ['one', 'other'].map((name) => ruleOf({ name, percent: 50, stickyBy: 'end_user' }));
    const both = users.filter((user) => one?.takes(user) === true && other?.takes(user) === true);
    expect(Math.abs((both.length / users.length) * 100 - 25)).toBeLessThan(1.5);
    const elsewhere = users.filter(
      (user) => one?.takes(user) === true && one.takes({ ...user, tenantId: 'elsewhere' }),
    );
    expect(Math.abs((elsewhere.length / users.length) * 100 - 25)).toBeLessThan(1.5);
  });

  test('a user of nobody’s goes by the key', () => {
    const rule = ruleOf({ percent: 50, stickyBy: 'end_user' });
    const sides = Array.from({ length: 50 }, () => rule.takes(questionOf({ apiKeyId: 'k' })));
    expect(new Set(sides).size).toBe(1);
  });
});
