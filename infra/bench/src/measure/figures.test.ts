import { expect, test } from 'vitest';
import { figureOf, orderOf } from './figures.mjs';

test.each([
  [[7], { median: 7, min: 7, max: 7 }],
  [[30, 10, 20], { median: 20, min: 10, max: 30 }],
  [[4, 1, 3, 100], { median: 3.5, min: 1, max: 100 }],
  // As numbers, not as text.
  [[9, 10, 100], { median: 10, min: 9, max: 100 }],
])('the figure of %j', (values, figure) => {
  expect(figureOf(values)).toEqual(figure);
});

test('a figure of no rounds is none', () => {
  expect(() => figureOf([])).toThrow('no rounds');
});

test('every second round goes the other way', () => {
  const targets = ['a', 'b', 'c'];
  expect([0, 1, 2].map((round) => orderOf(targets, round).join(''))).toEqual(['abc', 'cba', 'abc']);
});
