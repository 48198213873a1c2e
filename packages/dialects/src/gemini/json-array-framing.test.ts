import { NO_USAGE } from '@turnpike/domain/usage';
import { expect, test } from 'vitest';
import { JsonArrayFraming } from './json-array-framing.js';
import { GeminiStreamEncoder } from './stream-encoder.js';

test('events become the elements of one array', () => {
  const encoder = new GeminiStreamEncoder({ requestId: 'req_1', model: 'm', createdAtMs: 0, wantsUsage: true });
  const framing = new JsonArrayFraming();
  const text =
    framing.elements(encoder.encode({ kind: 'text', choice: 0, text: 'data: a\r\n\r\n' })) +
    framing.elements('') +
    framing.elements(': a comment\n\n') +
    framing.elements(encoder.encode({ kind: 'text', choice: 0, text: 'b' }) + encoder.end(NO_USAGE)) +
    framing.end();
  const list = JSON.parse(text) as { candidates: { content: { parts: { text: string }[] } }[] }[];
  expect(list.map(({ candidates }) => candidates[0]?.content.parts[0]?.text)).toEqual(['data: a\r\n\r\n', 'b', '']);
});

test('data as it came is an element as it is, and none at all is an empty array', () => {
  const framing = new JsonArrayFraming();
  expect(framing.element('{"a":1}') + framing.element(null) + framing.element('{"b":2}') + framing.end()).toBe(
    '[{"a":1},\r\n{"b":2}]',
  );
  expect(new JsonArrayFraming().end()).toBe('[]');
});
