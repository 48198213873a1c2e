import { expect, test } from 'vitest';
import { SilenceWatch } from './silence-watch.js';

const watch = () => new SilenceWatch({ silentForMs: 5_000, maxGapMs: 2_500 });
const signs = (entries: Record<string, number>) => new Map(Object.entries(entries));

/** Looks every second from `from` to `to`, with the same signs. */
function lookOn(watched: SilenceWatch, span: { from: number; to: number }, same: Record<string, number>): string[] {
  let silent: string[] = [];
  for (let at = span.from; at <= span.to; at += 1_000) silent = watched.observe(at, signs(same));
  return silent;
}

test('silent is who shows no new sign for the whole time, seen without a gap', () => {
  const watched = watch();
  expect(lookOn(watched, { from: 0, to: 4_000 }, { a: 1, b: 1 })).toEqual([]);
  expect(watched.observe(5_000, signs({ a: 1, b: 2 }))).toEqual(['a']);
});

test('the age of a sign says nothing: the count begins when it is first seen', () => {
  expect(lookOn(watch(), { from: 1_000_000, to: 1_004_000 }, { a: 1 })).toEqual([]);
});

test('a gap longer than allowed begins the count anew', () => {
  const watched = watch();
  lookOn(watched, { from: 0, to: 4_000 }, { a: 1 });
  expect(watched.observe(7_000, signs({ a: 1 }))).toEqual([]);
  expect(lookOn(watched, { from: 8_000, to: 11_000 }, { a: 1 })).toEqual([]);
  expect(watched.observe(12_000, signs({ a: 1 }))).toEqual(['a']);
});

test('so does a clock that goes backwards, and being told to forget', () => {
  const watched = watch();
  lookOn(watched, { from: 10_000, to: 14_000 }, { a: 1 });
  expect(watched.observe(13_000, signs({ a: 1 }))).toEqual([]);
  lookOn(watched, { from: 14_000, to: 17_000 }, { a: 1 });
  watched.forget();
  expect(watched.observe(18_000, signs({ a: 1 }))).toEqual([]);
});

test('who is gone for a moment and comes back is counted anew', () => {
  const watched = watch();
  lookOn(watched, { from: 0, to: 4_000 }, { a: 1 });
  watched.observe(5_000, signs({}));
  expect(watched.observe(6_000, signs({ a: 1 }))).toEqual([]);
});
