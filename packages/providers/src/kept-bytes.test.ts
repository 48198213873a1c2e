import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptBytes } from './kept-bytes.js';

const MOST = 20_000;

test('what is kept comes back whole and in order, and what has no room is not kept', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 6_000 }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, fc.array(fc.boolean()), (given, drains) => {
      const kept = new KeptBytes(MOST);
      let expected: Buffer[] = [];
      for (const [index, bytes] of given.entries()) {
        const piece = Buffer.from(bytes);
        const used = expected.reduce((sum, { length }) => sum + length, 0);
        expect(kept.add(piece)).toBe(used + piece.length <= MOST);
        if (used + piece.length <= MOST) expected.push(Buffer.from(piece));
        // It is a copy: what becomes of the chunk it came in is no matter.
        piece.fill(0);
        expect(kept.last()).toEqual(expected.at(-1) ?? null);
        if (drains[index] !== true) continue;
        expect(kept.drain()).toEqual(expected);
        expected = [];
        expect([kept.last(), kept.drain()]).toEqual([null, []]);
      }
      expect(kept.drain()).toEqual(expected);
    }),
  );
});
