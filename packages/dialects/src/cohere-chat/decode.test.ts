import fc from 'fast-check';
import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, it, test } from 'vitest';
import type { Delta } from '../answer.js';
import { readChatUsage, readMetaUsage } from './usage.js';
import { voice } from './voice.js';

const usage = { billed_units: { input_tokens: 10, output_tokens: 5 }, tokens: { input_tokens: 70, output_tokens: 8 } };

describe('a whole answer', () => {
  it('is read with its plan, thoughts and calls', () => {
    const answer = voice.decodeAnswer({
      id: 'gen-1',
      finish_reason: 'TOOL_CALL',
      message: {
        role: 'assistant',
        tool_plan: 'Ask first.',
        content: [
          { type: 'thinking', thinking: 'Hm.' },
          { type: 'text', text: 'Wait.' },
        ],
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
          { id: 'c2', type: 'function', function: { name: 'now', arguments: '' } },
        ],
        citations: [{ start: 0, end: 1, text: 'W' }],
      },
      logprobs: [{ text: 'Wait.', token_ids: [1, 2], logprobs: [-0.5, -0.25] }],
      usage,
    });
    expect(answer).toEqual({
      id: 'gen-1',
      usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 },
      choices: [
        {
          parts: [
            { kind: 'thinking', text: 'Ask first.', signature: null, sealed: null },
            { kind: 'thinking', text: 'Hm.', signature: null, sealed: null },
            { kind: 'text', text: 'Wait.' },
            { kind: 'tool_call', id: 'c1', name: 'get_weather', arguments: '{"city":"Paris"}', signature: null },
            { kind: 'tool_call', id: 'c2', name: 'now', arguments: '{}', signature: null },
          ],
          finish: { reason: 'tool_calls', sequence: null },
          logprobs: [{ token: 'Wait.', logprob: -0.75, bytes: null, alternatives: [] }],
          annotations: [],
        },
      ],
    });
  });

  it.each([
    ['COMPLETE', 'stop'],
    ['STOP_SEQUENCE', 'stop_sequence'],
    ['MAX_TOKENS', 'length'],
    ['TIMEOUT', 'length'],
    ['something new', 'stop'],
  ])('ended by %s: %s', (reason, expected) => {
    const answer = voice.decodeAnswer({ message: {}, finish_reason: reason });
    expect(answer?.choices[0]?.finish).toEqual({ reason: expected, sequence: null });
  });

  test('complaint 11: a generation that failed is no answer, though it comes with 200', () => {
    expect(voice.decodeAnswer({ message: { content: [] }, finish_reason: 'ERROR' })).toBeNull();
    expect(voice.decodeAnswer({ message: 'internal server error' })).toBeNull();
  });
});

describe('usage', () => {
  it('is what Cohere bills, not what its model read and wrote', () => {
    expect(readChatUsage(usage)).toEqual({ ...NO_USAGE, inputTokens: 10, outputTokens: 5 });
  });

  test('trap 9, complaint 57: what is cached is taken out of the input, and only what was billed for certain', () => {
    const cached = (cached_tokens: number): object => ({ ...readChatUsage({ ...usage, cached_tokens }) });
    // Sixty tokens are Cohere's own: so many hits may be of these.
    expect(cached(60)).toMatchObject({ inputTokens: 10, cachedInputTokens: 0 });
    expect(cached(64)).toMatchObject({ inputTokens: 6, cachedInputTokens: 4 });
    expect(cached(9_000)).toMatchObject({ inputTokens: 0, cachedInputTokens: 10 });
  });

  test('complaint 5: zero reported is zero', () => {
    expect(readChatUsage({ billed_units: { input_tokens: 0, output_tokens: 0 } })).toEqual(NO_USAGE);
  });

  it('is read from the tokens where nothing is said to be billed', () => {
    expect(readChatUsage({ tokens: usage.tokens })).toMatchObject({ inputTokens: 70, outputTokens: 8 });
  });

  it.each([
    [null],
    [{}],
    [{ billed_units: { input_tokens: 1 } }],
    [{ billed_units: { input_tokens: 1, output_tokens: -1 } }],
  ])('is none when missing or absurd: %j', (json) => expect(readChatUsage(json)).toBeNull());

  it.each([
    [{ billed_units: { search_units: 2 } }, { searches: 2 }],
    [{ billed_units: { input_tokens: 7, image_tokens: 3 } }, { inputTokens: 7, imageInputTokens: 3 }],
    [{ billed_units: { input_tokens: 0 } }, {}],
    [{ billed_units: {} }, null],
    [{ billed_units: { search_units: 1.5 } }, null],
    [undefined, null],
  ])('of what is no chat: %j', (meta, expected) => {
    expect(readMetaUsage(meta)).toEqual(expected === null ? null : { ...NO_USAGE, ...expected });
  });
});

function decodeAll(...events: unknown[]): Delta[] {
  const decoder = voice.createStreamDecoder();
  return events.flatMap((event) => [...decoder.decode({ type: null, data: JSON.stringify(event) })]);
}

const withMessage = (type: string, message: object): object => ({ type, index: 0, delta: { message } });

describe('a stream', () => {
  it('is read event by event', () => {
    const deltas = decodeAll(
      { type: 'message-start', id: 'gen-1', delta: { message: { role: 'assistant', content: [], tool_plan: '' } } },
      withMessage('tool-plan-delta', { tool_plan: 'Ask.' }),
      withMessage('content-start', { content: { type: 'thinking', thinking: '' } }),
      withMessage('content-delta', { content: { thinking: 'Hm.' } }),
      { type: 'content-end', index: 0 },
      withMessage('content-start', { content: { type: 'text', text: '' } }),
      { ...withMessage('content-delta', { content: { text: 'Rain.' } }), logprobs: { text: 'Rain.', logprobs: [-1] } },
      withMessage('citation-start', { citations: { start: 0 } }),
      withMessage('tool-call-start', { tool_calls: { id: 'c1', function: { name: 'get_weather', arguments: '' } } }),
      withMessage('tool-call-delta', { tool_calls: { function: { arguments: '{"a":' } } }),
      withMessage('tool-call-delta', { tool_calls: { function: { arguments: '1}' } } }),
      { type: 'tool-call-end', index: 0 },
      withMessage('tool-call-start', { tool_calls: { id: 'c2', function: { name: 'now', arguments: '' } } }),
      { type: 'tool-call-end', index: 1 },
      { type: 'message-end', id: 'gen-1', delta: { finish_reason: 'TOOL_CALL', usage } },
    );
    expect(deltas).toEqual([
      { kind: 'thinking', choice: 0, text: 'Ask.' },
      { kind: 'thinking', choice: 0, text: 'Hm.' },
      { kind: 'text', choice: 0, text: 'Rain.' },
      { kind: 'logprobs', choice: 0, tokens: [{ token: 'Rain.', logprob: -1, bytes: null, alternatives: [] }] },
      { kind: 'tool_call', choice: 0, call: 0, id: 'c1', name: 'get_weather', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{"a":' },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '1}' },
      { kind: 'tool_call', choice: 0, call: 1, id: 'c2', name: 'now', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 1, text: '{}' },
      { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
      { kind: 'usage', usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 } },
      { kind: 'end' },
    ]);
  });

  test('complaint 11: a failure inside a stream is an error, never output', () => {
    expect(decodeAll({ type: 'message-end', delta: { finish_reason: 'ERROR', error: 'No.', usage } })).toEqual([
      { kind: 'usage', usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 } },
      { kind: 'error', error: { message: 'No.', code: 'ERROR' } },
    ]);
    expect(decodeAll({ id: 'x', message: 'no tokens left' })).toEqual([
      { kind: 'error', error: { id: 'x', message: 'no tokens left' } },
    ]);
  });
});

describe('whatever comes', () => {
  const leaf = fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.constantFrom(null, [], {}));
  const names = [
    'delta',
    'message',
    'content',
    'text',
    'thinking',
    'tool_calls',
    'function',
    'name',
    'arguments',
    'id',
  ];
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record(
        Object.fromEntries(
          [...names, 'logprobs', 'usage', 'tool_plan', '__proto__'].map((name) => [name, tie('node')]),
        ),
        { requiredKeys: [] },
      ),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  }));
  const types = ['content-start', 'content-delta', 'tool-plan-delta', 'tool-call-start', 'tool-call-delta'];
  const type = fc.constantFrom(...types, 'tool-call-end', 'message-end', 'debug', 7, undefined);

  it('a stream’s decoder never throws', () => {
    const event = fc.oneof(
      fc.record({ type, delta: node, logprobs: node, message: node }).map((value) => JSON.stringify(value)),
      fc.string(),
      fc.json(),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const decoder = voice.createStreamDecoder();
        for (const data of events)
          for (const delta of decoder.decode({ type: null, data })) expect(delta.kind).toEqual(expect.any(String));
      }),
    );
  });

  it('an answer is read or is none', () => {
    fc.assert(
      fc.property(node, fc.jsonValue(), (message, any) => {
        const answer = voice.decodeAnswer({ message, usage: any, finish_reason: any, logprobs: any, id: any });
        const isObject = typeof message === 'object' && message !== null && !Array.isArray(message);
        expect(answer !== null).toBe(isObject && any !== 'ERROR');
      }),
    );
  });
});
