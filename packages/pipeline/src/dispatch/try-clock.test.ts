import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { TryClock } from './try-clock.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function bounded(inMs: number) {
  return { expiresAtMs: performance.now() + inMs, expire: vi.fn() };
}

test('ends what is late, once, and nothing else', () => {
  const clock = new TryClock();
  const [soon, later, over] = [bounded(100), bounded(1_000), bounded(100)];
  for (const one of [soon, later, over]) clock.add(one);
  clock.remove(over);
  vi.advanceTimersByTime(99);
  expect(soon.expire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(60);
  expect([soon, later, over].map(({ expire }) => expire.mock.calls.length)).toEqual([1, 0, 0]);
  // What is heard of in time is given more of it.
  later.expiresAtMs += 500;
  vi.advanceTimersByTime(1_000);
  expect(later.expire).not.toHaveBeenCalled();
  vi.advanceTimersByTime(500);
  expect([soon, later].map(({ expire }) => expire.mock.calls.length)).toEqual([1, 1]);
});

test('stands still when there is nothing to watch, and goes on when there is', () => {
  const clock = new TryClock();
  const one = bounded(50);
  clock.add(one);
  clock.remove(one);
  vi.advanceTimersByTime(100);
  expect(vi.getTimerCount()).toBe(0);
  const other = bounded(50);
  clock.add(other);
  vi.advanceTimersByTime(100);
  expect(other.expire).toHaveBeenCalledOnce();
});
