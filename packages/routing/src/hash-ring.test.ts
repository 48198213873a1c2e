import { describe, expect, test } from 'vitest';
import { AliasTable } from './alias-table.js';
import { diceOf } from '../test/route.fixture.js';
import { hashOf, toShare } from './hash.js';
import { HashRing } from './hash-ring.js';

describe('hashes', () => {
  test('are known numbers: another process must come to the same', () => {
    expect([hashOf(''), hashOf('a'), hashOf('tenant', hashOf('canary'))]).toEqual([
      2_872_998_923, 444_641_715, 388_263_325,
    ]);
  });

  test('of neighbours are spread evenly', () => {
    const tenths = new Array<number>(10).fill(0);
    for (let index = 0; index < 10_000; index += 1) {
      const tenth = Math.floor(toShare(hashOf(`user-${String(index)}`)) * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(120);
  });
});

test('the ring closes, and every hash has a node', () => {
  const ring = new HashRing([{ key: 'only', weight: 5 }]);
  expect([0, 1, 0xffff_ffff].map((hash) => ring.nodeAt(ring.find(hash)))).toEqual([0, 0, 0]);
});

test.each([[[1]], [[1, 1]], [[1e-6, 1e6]], [[5, 0.1, 94.9]]])('an alias table of %j', (weights) => {
  const table = new AliasTable(weights);
  const random = diceOf(3);
  const counts = weights.map(() => 0);
  for (let draw = 0; draw < 50_000; draw += 1) {
    const index = table.draw(random);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, count] of counts.entries())
    expect(Math.abs(count / 50_000 - (weights[index] ?? 0) / total)).toBeLessThan(0.01);
});
