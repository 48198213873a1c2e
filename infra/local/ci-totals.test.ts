import { expect, test } from 'vitest';
import { totals } from './ci-totals.mjs';

const passedFile = { status: 'passed', assertionResults: [{ status: 'passed' }] };
const results = { numPassedTests: 3, numFailedTests: 0, testResults: [passedFile] };

test('are those of the tests when all went well', () => {
  expect(totals(results, { checks: 0, tests: 0 })).toEqual({ passed: 3, failed: 0 });
});

test('count a failed check', () => {
  expect(totals(results, { checks: 1, tests: 0 })).toEqual({ passed: 3, failed: 1 });
});

test('count a file that could not be loaded, and a failed test only once', () => {
  const unloadable = { status: 'failed', assertionResults: [] };
  const failing = { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] };
  const mixed = { numPassedTests: 3, numFailedTests: 1, testResults: [passedFile, failing, unloadable] };
  expect(totals(mixed, { checks: 0, tests: 1 })).toEqual({ passed: 3, failed: 2 });
});

test('never look well when the tests ended badly or left no results', () => {
  expect(totals(results, { checks: 0, tests: 1 }).failed).toBe(1);
  expect(totals(undefined, { checks: 0, tests: 130 })).toEqual({ passed: 0, failed: 1 });
});
