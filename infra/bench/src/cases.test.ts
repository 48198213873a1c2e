import { describe, expect, test } from 'vitest';
import { chooseCases } from './cases.mjs';
import { chargeOf } from './system/shop.mjs';
import { UNARY_ANSWER } from './upstream/answers.mjs';

const caseOf = (name: string) => chooseCases({ cases: [name], quick: false })[0];

test('every promised case is there', () => {
  const names = chooseCases({ cases: [], quick: false }).map(({ name }) => name);
  expect(names).toEqual([
    'unary-small',
    'unary-23k',
    'stream-paced',
    'stream-burst',
    'stream-translated',
    'stream-translated-burst',
    'one-connection',
    'keys',
  ]);
});

describe('sizes are as the titles say', () => {
  test.each([
    ['unary-small', 300, 40],
    ['unary-23k', 23 * 1024, 0],
  ])('%s', (name, bytes, tolerance) => {
    const body = caseOf(name)?.body(0) ?? '';
    expect(Math.abs(body.length - bytes)).toBeLessThanOrEqual(tolerance);
    expect(JSON.parse(body)).toMatchObject({ model: 'bench-unary', max_tokens: 100 });
  });

  test('the answer', () => {
    expect(UNARY_ANSWER).toHaveLength(400);
    expect(JSON.parse(UNARY_ANSWER).usage).toEqual({ prompt_tokens: 48, completion_tokens: 12, total_tokens: 60 });
  });
});

test('a paced stream of ten seconds has 200 events, and is asked for them', () => {
  const paced = caseOf('stream-paced');
  expect(paced?.tokensIn(10)).toBe(200);
  expect(JSON.parse(paced?.body(200) ?? '')).toMatchObject({ stream: true, max_tokens: 200, model: 'bench-paced' });
});

test('a quick run has a tenth of the many keys and as many of the few', () => {
  expect(caseOf('keys')?.keys).toEqual([1_000, 200_000]);
  expect(chooseCases({ cases: ['keys'], quick: true })[0]?.keys).toEqual([1_000, 20_000]);
});

test('a case that is none is refused with those that are', () => {
  expect(() => chooseCases({ cases: ['unary'], quick: false })).toThrow(/no case unary: choose from unary-small, /);
});

test.each([
  [0, '0.0000066'],
  [12, '0.0000132'],
  [500, '0.0002816'],
])('a call with %d output tokens costs exactly %s', (tokens, charge) => {
  expect(chargeOf(tokens)).toBe(charge);
});
