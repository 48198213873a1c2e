import type { Limit } from '@turnpike/contracts/limits';
import type { PlanVersionView } from '@turnpike/contracts/management/plans';
import { expect, test } from 'vitest';
import { diffVersions, versionStages } from './version-diff';

const LIMITS = { requestsPerSecond: 5, burst: 5, concurrency: null, quotaPerMonth: null, more: [] };

function version(number: number, rest: Partial<PlanVersionView> = {}): PlanVersionView {
  const effectiveFrom = `2026-01-0${number}T00:00:00.000Z`;
  return { version: number, currency: 'USD', effectiveFrom, prices: [], limits: LIMITS, prepayment: null, ...rest };
}

const atOnce = (limit: number, name = 'at-once'): Limit => ({
  kind: 'concurrency',
  name,
  limit,
  onStoreFailure: 'closed',
});

test('names prices that came, went and changed, limits and prepayment', () => {
  const older = version(1, {
    limits: { ...LIMITS, more: [atOnce(1), atOnce(1, 'same'), atOnce(1, 'gone')] },
    prices: [
      { unit: 'request', amount: '1', model: null },
      { unit: 'input_token', amount: '0.1', model: null },
      { unit: 'input_token', amount: '0.2', model: 'mini' },
    ],
  });
  const newer = version(2, {
    prices: [
      { unit: 'input_token', amount: '0.1', model: null },
      { unit: 'input_token', amount: '0.3', model: 'mini' },
      { unit: 'output_token', amount: '0.5', model: null },
    ],
    limits: { ...LIMITS, burst: 9, more: [atOnce(2), atOnce(1, 'same'), atOnce(1, 'new')] },
    prepayment: '20',
  });
  expect(diffVersions(older, newer)).toEqual([
    { kind: 'price', unit: 'request', model: null, before: '1', after: null },
    { kind: 'price', unit: 'input_token', model: 'mini', before: '0.2', after: '0.3' },
    { kind: 'price', unit: 'output_token', model: null, before: null, after: '0.5' },
    { kind: 'limit', limit: 'burst', before: 5, after: 9 },
    { kind: 'named_limit', name: 'at-once', before: atOnce(1), after: atOnce(2) },
    { kind: 'named_limit', name: 'gone', before: atOnce(1, 'gone'), after: null },
    { kind: 'named_limit', name: 'new', before: null, after: atOnce(1, 'new') },
    { kind: 'prepayment', before: null, after: '20' },
  ]);
  expect(diffVersions(older, older)).toEqual([]);
});

test('one version is in force, whatever the order of the numbers', () => {
  const now = new Date('2026-01-03T12:00:00Z');
  const versions = [version(4), version(2), version(3, { effectiveFrom: '2026-01-01T00:00:00.000Z' }), version(1)];
  expect([...versionStages(versions, now)]).toEqual([
    [4, 'planned'],
    [2, 'current'],
    [3, 'past'],
    [1, 'past'],
  ]);
  const tie = [version(2, { effectiveFrom: version(1).effectiveFrom }), version(1)];
  expect([...versionStages(tie, now)]).toEqual([
    [2, 'current'],
    [1, 'past'],
  ]);
});
