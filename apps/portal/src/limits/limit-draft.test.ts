import { type Limit, LimitsSchema } from '@turnpike/contracts/limits';
import { expect, test } from 'vitest';
import { draftOf, emptyDraft, inputOf, LIMIT_KINDS, withDraft } from './limit-draft';

const LIMITS: Limit[] = LimitsSchema.parse([
  { kind: 'rate', name: 'calls', requests: 600, seconds: 60, burst: 50, onStoreFailure: 'local' },
  { kind: 'rate', name: 'plain', requests: 5 },
  { kind: 'paced', name: 'in-order', requests: 2, queue: 7, maxWaitMs: 1500 },
  { kind: 'window', name: 'tokens', unit: 'tokens', limit: 600_000, window: 'minute', models: ['a/b:c', 'd'] },
  { kind: 'concurrency', name: 'at-once', limit: 8, per: 'end_user' },
  { kind: 'quota', name: 'daily', unit: 'tokens', limit: 1_000, period: 'day' },
  { kind: 'budget', name: 'spend', amount: '25.5', period: 'month', stop: 'soft', warnAtPercent: 50 },
]);

test.each(LIMITS.map((limit) => [limit.name, limit] as const))('%s survives the form', (_, limit) => {
  expect(LimitsSchema.parse([inputOf(draftOf(limit))])).toEqual([limit]);
});

test('every kind can be begun with, under a name that is free', () => {
  const taken = LimitsSchema.parse([{ kind: 'concurrency', name: 'quota', limit: 1 }]);
  expect(LIMIT_KINDS.map((kind) => emptyDraft(kind, taken).name)).toContain('quota-2');
  expect(new Set(LIMIT_KINDS)).toEqual(new Set(LIMITS.map(({ kind }) => kind)));
});

test('a limit takes the place of the one that was edited, or comes last', () => {
  const [first, second] = LIMITS.slice(0, 2) as [Limit, Limit];
  const edited = withDraft([first, second], { ...draftOf(first), amount: '7' }, 0);
  expect(edited).toMatchObject({ limits: [{ name: 'calls', requests: 7 }, { name: 'plain' }] });
  const added = withDraft([first], draftOf(second), null);
  expect(added).toMatchObject({ limits: [{ name: 'calls' }, { name: 'plain' }] });
});

test('what is wrong is said at the field of the form', () => {
  const [first] = LIMITS as [Limit];
  expect(withDraft([], { ...draftOf(first), amount: '0' }, null)).toMatchObject({
    errors: { amount: expect.anything() },
  });
  expect(withDraft([first], draftOf(first), null)).toMatchObject({ errors: { name: 'a second limit called calls' } });
  const budget = { ...emptyDraft('budget', []), amount: 'ten' };
  expect(withDraft([], budget, null)).toMatchObject({ errors: { amount: expect.stringContaining('decimal') } });
});
