import { NO_USAGE } from '@turnpike/domain/usage';
import type { Usage } from '@turnpike/domain/usage';
import { describe, expect, it, test } from 'vitest';
import type { Delta } from '../answer.js';
import type { AnswerIdentity, JsonObject, StreamDecoder } from '../dialect.js';
import { encodeAnswer } from './encode-answer.js';
import { GeminiStreamDecoder } from './stream-decoder.js';
import { GeminiStreamEncoder } from './stream-encoder.js';

const identity: AnswerIdentity = { requestId: 'req_1', model: 'large', createdAtMs: 0, wantsUsage: true };
const usage: Usage = { ...NO_USAGE, inputTokens: 8, outputTokens: 5, reasoningTokens: 2 };

/** Events of a stream, each of one line of data. */
function eventsOf(text: string): string[] {
  const events = text.split('\r\n\r\n');
  expect(events.pop()).toBe('');
  return events.map((event) => {
    expect(event).toMatch(/^data: [^\r\n]+$/);
    return event.slice('data: '.length);
  });
}

function decodeAll(events: readonly (string | object)[]): Delta[] {
  const decoder: StreamDecoder = new GeminiStreamDecoder();
  return events.flatMap((event) => [
    ...decoder.decode({ type: null, data: typeof event === 'string' ? event : JSON.stringify(event) }),
  ]);
}

const chunk = (parts: object[], more: object = {}, usageMetadata?: object): object => ({
  candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
  responseId: 'r1',
  ...(usageMetadata && { usageMetadata }),
});

describe('the decoder', () => {
  it('reads texts, thoughts, calls, and why it ended', () => {
    const deltas = decodeAll([
      chunk([{ text: 'hm', thought: true }]),
      chunk([{ text: 'one' }, { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' }]),
      chunk([{ functionCall: { name: 'g', id: 'given', args: {} } }]),
      chunk(
        [{ text: '' }],
        { finishReason: 'STOP' },
        { promptTokenCount: 8, candidatesTokenCount: 5, totalTokenCount: 13 },
      ),
    ]);
    expect(deltas).toEqual([
      { kind: 'thinking', choice: 0, text: 'hm' },
      { kind: 'text', choice: 0, text: 'one' },
      { kind: 'tool_call', choice: 0, call: 0, id: 'call_r1_0_0', name: 'f', signature: 'c2ln' },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{"a":1}' },
      { kind: 'tool_call', choice: 0, call: 1, id: 'given', name: 'g', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 1, text: '{}' },
      { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
      { kind: 'usage', usage: { ...NO_USAGE, inputTokens: 8, outputTokens: 5 } },
    ]);
  });

  it('trap: an early report that counts no output stands before the text that came with it', () => {
    const early = { promptTokenCount: 8, totalTokenCount: 8 };
    const later = { promptTokenCount: 8, candidatesTokenCount: 2, totalTokenCount: 10 };
    const kinds = (metadata: object, parts: object[] = [{ text: 'one' }]): string[] =>
      decodeAll([chunk(parts, {}, metadata)]).map(({ kind }) => kind);
    expect(kinds(early)).toEqual(['usage', 'text']);
    expect(kinds(later)).toEqual(['text', 'usage']);
    const thinking = { promptTokenCount: 8, thoughtsTokenCount: 3, totalTokenCount: 11 };
    expect(kinds(thinking, [{ text: 'hm', thought: true }])).toEqual(['thinking', 'usage']);
  });

  it('reads errors, blocked prompts, and passes over what it can’t read', () => {
    const error = { code: 503, message: 'busy', status: 'UNAVAILABLE' };
    expect(decodeAll([{ error }])).toEqual([{ kind: 'error', error }]);
    expect(decodeAll([{ promptFeedback: { blockReason: 'SAFETY' } }])).toEqual([
      { kind: 'finish', choice: 0, finish: { reason: 'filtered', sequence: null } },
    ]);
    expect(decodeAll(['', '[DONE]', { candidates: [{ index: 1e9, content: { parts: [{ text: 'x' }] } }] }])).toEqual(
      [],
    );
  });

  it.each(['nonsense', '[]', '7', '{"candidates":'])('takes %s for an error of the provider', (data) => {
    expect(decodeAll([data])).toEqual([{ kind: 'error', error: data }]);
  });
});

describe('the encoder', () => {
  function encode(deltas: readonly Delta[]): JsonObject[] {
    const encoder = new GeminiStreamEncoder(identity);
    const text = deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(usage);
    return eventsOf(text).map((event) => JSON.parse(event) as JsonObject);
  }

  it('writes a call whole, with its arguments in pieces and calls in between', () => {
    const events = encode([
      { kind: 'text', choice: 0, text: 'one' },
      { kind: 'tool_call', choice: 0, call: 0, id: 'a', name: 'f', signature: 'c2ln' },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{"a"' },
      { kind: 'tool_call', choice: 0, call: 1, id: 'b', name: 'g', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 0, text: ':1}' },
      { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
      { kind: 'end' },
    ]);
    expect(events.map(({ candidates }) => candidates)).toEqual([
      [{ content: { parts: [{ text: 'one' }], role: 'model' }, index: 0 }],
      [
        {
          content: {
            parts: [
              { functionCall: { id: 'a', name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
              { functionCall: { id: 'b', name: 'g', args: {} } },
            ],
            role: 'model',
          },
          index: 0,
        },
      ],
      [{ content: { parts: [{ text: '' }], role: 'model' }, finishReason: 'STOP', index: 0 }],
    ]);
    for (const event of events) expect(event).toMatchObject({ modelVersion: 'large', responseId: 'req_1' });
    expect(events.map(({ usageMetadata }) => usageMetadata !== undefined)).toEqual([false, false, true]);
    expect(events.at(-1)?.usageMetadata).toMatchObject({
      promptTokenCount: 8,
      candidatesTokenCount: 5,
      totalTokenCount: 15,
    });
  });

  it('says of arguments that are no object that the call is malformed', () => {
    const events = encode([
      { kind: 'tool_call', choice: 0, call: 0, id: 'a', name: 'f', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{"a":' },
      { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
    ]);
    expect(events).toHaveLength(1);
    expect(events[0]?.candidates).toMatchObject([{ finishReason: 'MALFORMED_FUNCTION_CALL' }]);
  });

  it('ends a stream that brought nothing', () => {
    expect(encode([])).toMatchObject([{ candidates: [{ index: 0 }], usageMetadata: { promptTokenCount: 8 } }]);
  });

  it('ends every choice', () => {
    const events = encode([
      { kind: 'text', choice: 1, text: 'b' },
      { kind: 'refusal', choice: 0, text: 'no' },
      { kind: 'finish', choice: 1, finish: { reason: 'length', sequence: null } },
      { kind: 'finish', choice: 0, finish: { reason: 'refusal', sequence: null } },
    ]);
    expect(events.at(-1)?.candidates).toMatchObject([
      { index: 1, finishReason: 'MAX_TOKENS' },
      { index: 0, finishReason: 'SAFETY' },
    ]);
  });
});

test('what the encoder writes the decoder reads', () => {
  const image = {
    kind: 'image',
    source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' },
    detail: null,
  } as const;
  const token = { token: 'a', logprob: -1, bytes: [0x61], alternatives: [] };
  const deltas: Delta[] = [
    { kind: 'thinking', choice: 0, text: 'hm' },
    { kind: 'text', choice: 0, text: 'a\u2028\r\n\r\ndata: b' },
    { kind: 'logprobs', choice: 0, tokens: [token] },
    { kind: 'media', choice: 0, part: image },
    { kind: 'tool_call', choice: 0, call: 0, id: 'a', name: 'f', signature: null },
    { kind: 'tool_arguments', choice: 0, call: 0, text: '{"a":1}' },
    { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
  ];
  const encoder = new GeminiStreamEncoder(identity);
  const text = deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(usage);
  expect(decodeAll(eventsOf(text))).toEqual([...deltas, { kind: 'usage', usage }]);
});

test('a whole answer', () => {
  const finish = { reason: 'stop', sequence: null } as const;
  const bare = { logprobs: null, annotations: [] };
  const answer = encodeAnswer(
    {
      id: 'theirs',
      usage,
      choices: [
        {
          ...bare,
          finish,
          parts: [
            { kind: 'thinking', text: 'hm', signature: 'c2ln', sealed: null },
            { kind: 'text', text: 'one' },
            { kind: 'tool_call', id: 'a', name: 'f', arguments: '', signature: null },
          ],
        },
        { ...bare, finish: null, parts: [] },
        { ...bare, finish, parts: [{ kind: 'tool_call', id: 'a', name: 'f', arguments: 'x', signature: null }] },
      ],
    },
    identity,
  );
  expect(answer).toMatchObject({
    responseId: 'req_1',
    modelVersion: 'large',
    usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 5, thoughtsTokenCount: 2, totalTokenCount: 15 },
  });
  expect(answer.candidates).toEqual([
    {
      content: {
        role: 'model',
        parts: [
          { text: 'hm', thought: true, thoughtSignature: 'c2ln' },
          { text: 'one' },
          { functionCall: { id: 'a', name: 'f', args: {} } },
        ],
      },
      finishReason: 'STOP',
      index: 0,
    },
    { content: { role: 'model', parts: [{ text: '' }] }, index: 1 },
    { content: { role: 'model', parts: [{ text: '' }] }, finishReason: 'MALFORMED_FUNCTION_CALL', index: 2 },
  ]);
});
