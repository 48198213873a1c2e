import { expect, test } from 'vitest';
import { RetryBudget } from './retry-budget.js';

function budgetAt(ms: number) {
  const time = { ms };
  const budget = new RetryBudget(() => time.ms);
  const takeAll = (percent: number) => {
    let taken = 0;
    while (budget.take(percent)) taken += 1;
    return taken;
  };
  const count = (calls: number) => {
    for (let call = 0; call < calls; call += 1) budget.countCall();
  };
  return { budget, time, takeAll, count };
}

test('ten a second in any case, a share of the calls beyond', () => {
  const { takeAll, count } = budgetAt(0);
  expect(takeAll(20)).toBe(100);
  count(1000);
  expect(takeAll(20)).toBe(200);
  expect(takeAll(0)).toBe(0);
});

test('what was ten seconds ago doesn’t count any more', () => {
  const { time, takeAll, count } = budgetAt(999);
  count(1000);
  expect(takeAll(10)).toBe(200);
  time.ms = 9_999;
  expect(takeAll(10)).toBe(0);
  time.ms = 10_000;
  expect(takeAll(10)).toBe(100);
});

test('a long silence forgets everything', () => {
  const { time, takeAll, count } = budgetAt(5);
  count(1000);
  expect(takeAll(50)).toBe(600);
  time.ms = 1e9;
  expect(takeAll(50)).toBe(100);
});
