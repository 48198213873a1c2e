import { expect, test } from 'vitest';
import { decodeAnswer, encodeAnswer } from './stored-answer.js';

const BODY = Buffer.from([0x0a, 0x00, 0xff, 0x0a, 0x7b]);

test('an answer comes back as it was, but for what was true of its moment only', () => {
  const lasting = { 'content-type': 'audio/mpeg', 'content-length': 5, 'x-toll-charge': '0.1', 'x-toll-model': 'm' };
  const headers = {
    ...lasting,
    'x-request-id': 'req_1', 'request-id': 'req_1', 'x-toll-client-request-id': 'mine', connection: 'close', 'retry-after': 1,
    'ratelimit-policy': 'p', ratelimit: 'r', 'x-ratelimit-limit': 1, 'anthropic-ratelimit-requests-limit': 1,
    'x-toll-limits': 'degraded',
  }; // prettier-ignore
  const stored = encodeAnswer({ status: 502, headers, body: BODY }, 'first');
  expect(decodeAnswer(stored, 'first')).toEqual({ status: 502, headers: lasting, body: BODY });
});

test.each<[string, Buffer]>([
  ['the answer of another call', encodeAnswer({ status: 200, headers: {}, body: BODY }, 'other')],
  ['nothing', Buffer.alloc(0)],
  ['no head', BODY],
  ['a head of another form', Buffer.from('{"requestId":"first"}\nbody')],
])('%s is none', (_name, stored) => {
  expect(decodeAnswer(stored, 'first')).toBeNull();
});
