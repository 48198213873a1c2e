import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairQueue, type Waiting } from './fair-queue.js';

/** Keeps every flow waiting, and counts whose turn it was. */
function turns(weights: Record<string, number>, count: number): Record<string, number> {
  const queue = new FairQueue<string>();
  const taken: Record<string, number> = Object.fromEntries(Object.keys(weights).map((key) => [key, 0]));
  for (const [key, weight] of Object.entries(weights))
    for (let waiting = 0; waiting < 3; waiting += 1) queue.add(key, weight, key);
  for (let turn = 0; turn < count; turn += 1) {
    const key = queue.take() ?? '';
    taken[key] = (taken[key] ?? 0) + 1;
    queue.add(key, weights[key] ?? 1, key);
  }
  return taken;
}

test('weights of 3 and 1 take turns 3 to 1', () => {
  expect(turns({ a: 3, b: 1 }, 400)).toEqual({ a: 300, b: 100 });
});

test('what each had is in proportion to its weight, but for one', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 12 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 600 }), (list, count) => {
      const named = Object.fromEntries(list.map((weight, index) => [`f${index}`, weight]));
      const taken = turns(named, count);
      for (const [one, a] of Object.entries(named))
        for (const [other, b] of Object.entries(named)) {
          const apart = Math.abs((taken[one] ?? 0) / a - (taken[other] ?? 0) / b);
          expect(apart).toBeLessThanOrEqual(1 / a + 1 / b + 1e-9);
        }
    }),
  );
});

test('a burst of one delays another by no more than a turn', () => {
  const queue = new FairQueue<string>();
  for (let index = 0; index < 1_000; index += 1) queue.add('burst', 1, `burst ${index}`);
  for (let index = 0; index < 10; index += 1) queue.take();
  queue.add('quiet', 1, 'quiet');
  const next = [queue.take(), queue.take()];
  expect(next).toContain('quiet');
});

test('who was away saved nothing up, and who leaves and comes back gains nothing', () => {
  const queue = new FairQueue<string>();
  const order: (string | null)[] = [];
  for (let index = 0; index < 8; index += 1) queue.add('steady', 1, 's');
  // Joins with one at a time, and is gone after each.
  for (let turn = 0; turn < 6; turn += 1) {
    queue.add('hopping', 1, 'h');
    order.push(queue.take(), queue.take());
  }
  expect(order.filter((item) => item === 'h')).toHaveLength(6);
  for (let index = 0; index < 6; index += 1) queue.add('late', 1, 'l');
  const after = [queue.take(), queue.take(), queue.take(), queue.take()];
  expect(after.filter((item) => item === 'l').length).toBeLessThanOrEqual(2);
});

type Step = { kind: 'add'; flow: number; weight: number } | { kind: 'take' } | { kind: 'leave'; pick: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), flow: fc.nat(5), weight: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), pick: fc.nat() }) },
); // prettier-ignore

test('nobody is lost or served twice, and each flow is served in its order, whoever leaves', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new FairQueue<{ flow: number; number: number }>();
      const model = new Map<number, number[]>();
      const places: { flow: number; number: number; waiting: Waiting<{ flow: number; number: number }> }[] = [];
      for (const [number, one] of steps.entries()) {
        if (one.kind === 'add') {
          const item = { flow: one.flow, number };
          places.push({ ...item, waiting: queue.add(`f${one.flow}`, one.weight, item) });
          model.set(one.flow, [...(model.get(one.flow) ?? []), number]);
        } else if (one.kind === 'take') {
          const taken = queue.take();
          if (taken === null) expect([...model.values()].flat()).toEqual([]);
          else expect(model.get(taken.flow)?.shift()).toBe(taken.number);
        } else if (places.length > 0) {
          const place = places[one.pick % places.length]!;
          const waits = model.get(place.flow)?.includes(place.number) === true;
          expect(queue.leave(place.waiting)).toBe(waits);
          model.set(place.flow, (model.get(place.flow) ?? []).filter((other) => other !== place.number)); // prettier-ignore
        }
        expect(queue.length).toBe([...model.values()].flat().length);
        for (const [flow, waiting] of model) expect(queue.lengthOf(`f${flow}`)).toBe(waiting.length);
      }
      if (queue.length === 0) expect(queue.weight).toBe(0);
    }),
  );
});
