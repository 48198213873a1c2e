import { expect, test, vi } from 'vitest';
import { HoldWatch } from './hold-watch.js';

function watch(answers: boolean[]) {
  const asked: number[] = [];
  const onExtended = vi.fn();
  const onExhausted = vi.fn();
  const extend = (tokens: number) => {
    asked.push(tokens);
    return Promise.resolve(answers.shift() ?? false);
  };
  return { watch: new HoldWatch({ held: 100, extend, onExtended, onExhausted }), asked, onExtended, onExhausted };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('asks for as much again at 70 %, once, and reads on', async () => {
  const { watch: subject, asked, onExhausted } = watch([true]);
  expect(subject.check(69)).toBe(true);
  expect(asked).toEqual([]);
  expect(subject.check(70)).toBe(true);
  expect(subject.check(80)).toBe(true);
  await settled();
  expect(asked).toEqual([200]);
  expect(subject.check(120)).toBe(true);
  expect(onExhausted).not.toHaveBeenCalled();
});

test('waits at the edge while the answer is out, then reads on', async () => {
  const { watch: subject, onExtended } = watch([true]);
  expect(subject.check(100)).toBe(false);
  expect(onExtended).not.toHaveBeenCalled();
  await settled();
  expect(onExtended).toHaveBeenCalledOnce();
});

test('a refused extension lets what is held be delivered, and no more', async () => {
  const { watch: subject, onExhausted } = watch([false]);
  expect(subject.check(75)).toBe(true);
  await settled();
  expect(subject.check(99)).toBe(true);
  expect(onExhausted).not.toHaveBeenCalled();
  expect(subject.check(100)).toBe(false);
  expect(onExhausted).toHaveBeenCalledOnce();
});

test('takes of the balance what it still carries', async () => {
  const { watch: subject, asked, onExhausted } = watch([false, true, false, false]);
  expect(subject.check(100)).toBe(false);
  await settled();
  expect(asked).toEqual([200, 150]);
  expect(subject.covered).toBe(150);
  expect(subject.check(149)).toBe(true);
  await settled();
  expect(asked.slice(2)).toEqual([300, 225, 187, 168]);
  expect(subject.check(150)).toBe(false);
  expect(onExhausted).toHaveBeenCalledOnce();
});

test('a Redis that is away is no refusal', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const onExtended = vi.fn();
  const onExhausted = vi.fn();
  let failures = 3;
  const extend = () => (failures-- > 0 ? Promise.reject(new Error('away')) : Promise.resolve(true));
  const subject = new HoldWatch({ held: 100, extend, onExtended, onExhausted });
  expect(subject.check(100)).toBe(false);
  for (let turns = 0; turns < 5; turns += 1) await vi.advanceTimersByTimeAsync(1_000);
  vi.useRealTimers();
  expect(onExtended).toHaveBeenCalledOnce();
  expect(onExhausted).not.toHaveBeenCalled();
  expect(subject.covered).toBe(200);
});

test('one that stays away is', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const onExhausted = vi.fn();
  const extend = () => Promise.reject(new Error('away'));
  const subject = new HoldWatch({ held: 100, extend, onExtended: vi.fn(), onExhausted });
  expect(subject.check(100)).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  vi.useRealTimers();
  expect(onExhausted).toHaveBeenCalledOnce();
});

test('an extension refused while reading waits ends the stream', async () => {
  const { watch: subject, onExhausted } = watch([false]);
  expect(subject.check(150)).toBe(false);
  await settled();
  expect(onExhausted).toHaveBeenCalledOnce();
});

test('with steps of its own it grows by those, down to the smallest one that is worth asking for', async () => {
  const asked: number[] = [];
  const onExhausted = vi.fn();
  const extend = (total: number) => Promise.resolve(asked.push(total) === 1);
  const options = { held: 100, step: 50, smallestStep: 10, extend, onExtended: vi.fn(), onExhausted };
  const subject = new HoldWatch(options);
  expect(subject.check(84)).toBe(true);
  expect(asked).toEqual([]);
  expect(subject.check(85)).toBe(true);
  await settled();
  expect(subject.check(149)).toBe(true);
  await settled();
  expect(asked).toEqual([150, 200, 175, 162]);
  expect(subject.check(150)).toBe(false);
  expect(onExhausted).toHaveBeenCalledOnce();
});
