import { NO_USAGE } from '@turnpike/domain/usage';
import { expect, test } from 'vitest';
import { type CachedAnswer, decodeCached, encodeCached } from './cached-answer.js';

const answer: CachedAnswer = {
  keptAtMs: 1_790_000_000_000,
  headers: { 'content-type': 'application/json' },
  isWhole: true,
  usage: { ...NO_USAGE, inputTokens: 3, outputTokens: 5, seconds: '1.5' },
  droppedHints: ['service_tier'],
  body: Buffer.from([0, 255, 10, 13, 128]),
};

test('what was kept is read as it was', () => {
  expect(decodeCached(encodeCached(answer))).toEqual(answer);
  expect(decodeCached(encodeCached({ ...answer, body: Buffer.alloc(0) }))?.body).toHaveLength(0);
});

test.each([
  ['nothing', Buffer.alloc(0)],
  ['a length beyond its end', Buffer.from([255, 255, 255, 255, 1])],
  ['no JSON', Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from('{x')])],
  ['facts of another version', encodeCached({ ...answer, usage: { inputTokens: 1 } } as never)],
  ['a count that is none', encodeCached({ ...answer, usage: { ...answer.usage, outputTokens: -1 } })],
])('%s is no answer', (_what, bytes) => {
  expect(decodeCached(bytes)).toBeNull();
});
