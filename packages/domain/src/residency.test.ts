import { describe, expect, test } from 'vitest';
import { describeResidency, isResidencyRule, satisfiesResidency } from './residency.js';

const policy = (regions: string[], maxRetentionDays: number | null = null) => ({ regions, maxRetentionDays });

describe('a place satisfies a policy', () => {
  test.each([
    ['anywhere takes the unknown', policy([]), null, null, true],
    ['the region itself', policy(['eu']), 'eu', null, true],
    ['a region inside it', policy(['eu']), 'eu-central-1', null, true],
    ['no region that only begins alike', policy(['eu']), 'europe', null, false],
    ['no wider region', policy(['eu-central-1']), 'eu', null, false],
    ['any of several', policy(['eu', 'ch']), 'ch', null, true],
    ['none of several', policy(['eu', 'ch']), 'us-east-1', null, false],
    ['an unknown region never', policy(['eu']), null, 0, false],
    ['our own machines always', policy(['eu']), 'local', null, true],
    ['our own machines alone', policy(['local']), 'eu', null, false],
    ['kept as long as allowed', policy([], 30), 'us', 30, true],
    ['kept longer', policy([], 30), 'us', 31, false],
    ['not kept', policy([], 0), null, 0, true],
    ['an unknown retention never', policy([], 365), 'local', null, false],
    ['both rules together', policy(['eu'], 0), 'eu-west-1', 0, true],
    ['the one does not stand for the other', policy(['eu'], 0), 'us', 0, false],
    ['nor the other for the one', policy(['eu'], 0), 'eu', 30, false],
  ])('%s', (_, rule, region, retentionDays, expected) => {
    expect(satisfiesResidency(rule, { region, retentionDays })).toBe(expected);
  });
});

test.each([
  [policy([]), 'any region', false],
  [policy(['eu']), 'region eu', true],
  [policy(['eu', 'us'], 0), 'region eu or us, nothing kept', true],
  [policy([], 1), 'any region, kept at most 1 day', true],
  [policy(['eu'], 30), 'region eu, kept at most 30 days', true],
])('%j is said as "%s"', (rule, words, isRule) => {
  expect(describeResidency(rule)).toBe(words);
  expect(isResidencyRule(rule)).toBe(isRule);
});
