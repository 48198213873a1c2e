import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KeptBytes } from './kept-bytes.js';

const MOST = 20_000;

/** As a stream's are: alike but for their text, now and then of another kind, or nothing alike. */
const piece = fc.oneof(
  fc
    .string({ unit: 'grapheme', maxLength: 40 })
    .map((text) => `{"id":"c","choices":[{"delta":{"content":"${text}"}}]}`),
  fc.string({ maxLength: 40 }).map((text) => `{"type":"content_block_delta","delta":{"text":"${text}"}}`),
  fc.constantFrom('', 'a', 'aa', 'aaa', 'aba', '{}'),
);
const anyPiece = fc.oneof(
  { weight: 4, arbitrary: piece.map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 6_000 }).map((bytes) => Buffer.from(bytes)) },
);

test('what is kept comes back whole and in order, and what has no room is not kept', () => {
  const pieces = fc.array(anyPiece, { maxLength: 24 });
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
        expect([kept.count, kept.last(), kept.drain()]).toEqual([0, null, []]);
      }
      expect(kept.drain()).toEqual(expected);
    }),
  );
});

test('pieces that are alike take little more room than what they differ in', () => {
  const kept = new KeptBytes(64 * 1_024);
  const event = (text: string) =>
    Buffer.from(`{"id":"chatcmpl-1","object":"chat.completion.chunk","choices":[{"delta":{"content":"${text}"}}]}`);
  for (let count = 0; count < 200; count += 1) kept.add(event(`word ${count}`));
  // As they came they are some 19,000 bytes.
  expect(Reflect.get(kept, 'bytes')).toHaveLength(4 * 1_024);
  expect(kept.drain()[199]).toEqual(event('word 199'));
});

test('a piece of the most there may be is kept, and one that shares more than can be said of it', () => {
  const kept = new KeptBytes(300_000);
  const [first, second] = [Buffer.alloc(140_000, 'x'), Buffer.alloc(140_001, 'x')];
  expect([kept.add(first), kept.add(second), kept.last()]).toEqual([true, true, second]);
  expect(kept.drain()).toEqual([first, second]);
});
