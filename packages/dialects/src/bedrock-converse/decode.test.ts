import fc from 'fast-check';
import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, it, test } from 'vitest';
import type { Delta } from '../answer.js';
import { readConverseUsage } from './usage.js';
import { voice } from './voice.js';

const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15 };

function answerOf(content: unknown, more: object = {}): ReturnType<typeof voice.decodeAnswer> {
  return voice.decodeAnswer({
    output: { message: { role: 'assistant', content } },
    stopReason: 'end_turn',
    usage,
    ...more,
  });
}

describe('a whole answer', () => {
  it('is read block by block', () => {
    const answer = answerOf([
      { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } },
      { reasoningContent: { redactedContent: 'c2VhbA==' } },
      { text: 'Rain.' },
      { citationsContent: { content: [{ text: 'It ' }, { text: 'pours.' }], citations: [{ title: 'News' }] } },
      { toolUse: { toolUseId: 't1', name: 'get_weather', input: { city: 'Paris' } } },
      { toolUse: { toolUseId: 't2', name: 'search', input: {}, type: 'server_tool_use' } },
      { image: { format: 'png', source: { bytes: 'iVBO' } } },
      { guardContent: {} },
    ]);
    expect(answer?.choices[0]?.parts).toEqual([
      { kind: 'thinking', text: 'Hm.', signature: 'sig', sealed: null },
      { kind: 'thinking', text: '', signature: null, sealed: 'c2VhbA==' },
      { kind: 'text', text: 'Rain.' },
      { kind: 'text', text: 'It pours.' },
      { kind: 'tool_call', id: 't1', name: 'get_weather', arguments: '{"city":"Paris"}', signature: null },
      { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'iVBO' }, detail: null },
    ]);
    expect(answer).toMatchObject({ id: null, usage: { inputTokens: 10, outputTokens: 5 } });
  });

  it.each([
    ['end_turn', 'stop'],
    ['tool_use', 'tool_calls'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['content_filtered', 'filtered'],
    ['guardrail_intervened', 'filtered'],
    ['malformed_tool_use', 'stop'],
    ['constructor', 'stop'],
  ])('ended by %s: %s', (stopReason, reason) => {
    expect(answerOf([], { stopReason })?.choices[0]?.finish).toEqual({ reason, sequence: null });
  });

  it('names the stop sequence where the model does', () => {
    const more = { stopReason: 'stop_sequence', additionalModelResponseFields: { stop_sequence: 'END' } };
    expect(answerOf([], more)?.choices[0]?.finish).toEqual({ reason: 'stop_sequence', sequence: 'END' });
    expect(answerOf([], { stopReason: null })?.choices[0]?.finish).toBeNull();
  });

  it.each([[{}], [{ output: null }], [{ output: { message: {} } }], [{ output: { message: { content: 'text' } } }]])(
    'is none: %j',
    (body) => expect(voice.decodeAnswer(body)).toBeNull(),
  );
});

describe('usage', () => {
  test('trap 9, complaint 57: tokens of the cache stand beside the input’s, and are counted once', () => {
    expect(
      readConverseUsage({ ...usage, cacheReadInputTokens: 100, cacheWriteInputTokens: 20, totalTokens: 135 }),
    ).toEqual({
      ...NO_USAGE,
      inputTokens: 10,
      cachedInputTokens: 100,
      cacheWriteTokens: 20,
      outputTokens: 5,
    });
  });

  test('complaint 5: zero reported is zero', () => {
    expect(readConverseUsage({ inputTokens: 0, outputTokens: 0, totalTokens: 0 })).toEqual(NO_USAGE);
  });

  it.each([
    [undefined],
    [{ inputTokens: 1 }],
    [{ inputTokens: -1, outputTokens: 1 }],
    [{ inputTokens: 1.5, outputTokens: 1 }],
    [{ inputTokens: '1', outputTokens: 1 }],
    [{ inputTokens: 1, outputTokens: 1e300 }],
    [{ inputTokens: 1, outputTokens: 1, cacheReadInputTokens: 'all' }],
  ])('is none when missing or absurd: %j', (json) => {
    expect(readConverseUsage(json)).toBeNull();
  });
});

function decodeAll(...events: [type: string | null, data: unknown][]): Delta[] {
  const decoder = voice.createStreamDecoder();
  return events.flatMap(([type, data]) => [...decoder.decode({ type, data: JSON.stringify(data) })]);
}

describe('a stream', () => {
  it('is read event by event', () => {
    const deltas = decodeAll(
      ['messageStart', { role: 'assistant', p: 'abc' }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { text: 'Hm.' } } }],
      ['contentBlockDelta', { contentBlockIndex: 0, delta: { reasoningContent: { signature: 'sig' } } }],
      ['contentBlockStop', { contentBlockIndex: 0 }],
      ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'Ra' } }],
      ['contentBlockDelta', { contentBlockIndex: 1, delta: { text: 'in.' } }],
      ['contentBlockDelta', { contentBlockIndex: 1, delta: { citation: { title: 'News' } } }],
      ['contentBlockStop', { contentBlockIndex: 1 }],
      ['contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 't1', name: 'get_weather' } } }],
      ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '{"city":' } } }],
      ['contentBlockDelta', { contentBlockIndex: 2, delta: { toolUse: { input: '"Paris"}' } } }],
      ['contentBlockStop', { contentBlockIndex: 2 }],
      ['contentBlockStart', { contentBlockIndex: 3, start: { toolUse: { toolUseId: 't2', name: 'now' } } }],
      ['contentBlockStop', { contentBlockIndex: 3 }],
      ['messageStop', { stopReason: 'tool_use' }],
      ['metadata', { usage, metrics: { latencyMs: 1 } }],
    );
    expect(deltas).toEqual([
      { kind: 'thinking', choice: 0, text: 'Hm.' },
      { kind: 'thinking_seal', choice: 0, signature: 'sig', sealed: null },
      { kind: 'text', choice: 0, text: 'Ra' },
      { kind: 'text', choice: 0, text: 'in.' },
      { kind: 'tool_call', choice: 0, call: 0, id: 't1', name: 'get_weather', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{"city":' },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '"Paris"}' },
      { kind: 'tool_call', choice: 0, call: 1, id: 't2', name: 'now', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 1, text: '{}' },
      { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
      { kind: 'usage', usage: { ...NO_USAGE, inputTokens: 10, outputTokens: 5 } },
      { kind: 'end' },
    ]);
  });

  it('puts a picture together', () => {
    const piece = (text: string): string => Buffer.from(text).toString('base64');
    const deltas = decodeAll(
      ['contentBlockStart', { start: { image: { format: 'png' } } }],
      ['contentBlockDelta', { delta: { image: { source: { bytes: piece('a') } } } }],
      ['contentBlockDelta', { delta: { image: { source: { bytes: piece('b') } } } }],
      ['contentBlockStop', {}],
    );
    const source = { kind: 'base64', mediaType: 'image/png', data: piece('ab') };
    expect(deltas).toEqual([{ kind: 'media', choice: 0, part: { kind: 'image', source, detail: null } }]);
  });

  test('complaint 11: an exception inside a stream is an error, never output', () => {
    expect(decodeAll(['throttlingException', { message: 'Slow down' }])).toEqual([
      { kind: 'error', error: { code: 'throttlingException', message: 'Slow down' } },
    ]);
  });

  it('ends without usage where none is given', () => {
    expect(decodeAll(['metadata', {}])).toEqual([{ kind: 'end' }]);
  });
});

describe('whatever comes', () => {
  const types = [
    'messageStart',
    'contentBlockStart',
    'contentBlockDelta',
    'contentBlockStop',
    'messageStop',
    'metadata',
  ];
  const leaf = fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.constant(null), fc.constant([]), fc.constant({}));
  const { node } = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.record(
        Object.fromEntries(
          ['start', 'delta', 'text', 'toolUse', 'toolUseId', 'name', 'input', 'reasoningContent', 'signature', 'image']
            .concat(['format', 'source', 'bytes', 'usage', 'message', 'content', 'output', 'stopReason', '__proto__'])
            .map((name) => [name, tie('node')]),
        ),
        { requiredKeys: [] },
      ),
      fc.array(tie('node'), { maxLength: 3 }),
    ),
  }));

  it('a stream’s decoder never throws', () => {
    const event = fc.record({
      type: fc.oneof(fc.constantFrom(null, ...types), fc.string()),
      data: fc.oneof(
        node.map((value) => JSON.stringify(value)),
        fc.string(),
        fc.json(),
      ),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const decoder = voice.createStreamDecoder();
        for (const one of events)
          for (const delta of decoder.decode(one)) expect(delta.kind).toEqual(expect.any(String));
      }),
    );
  });

  it('an answer is read or is none', () => {
    fc.assert(
      fc.property(node, fc.jsonValue(), (content, any) => {
        const answer = answerOf(content, { usage: any, stopReason: any });
        expect(answer === null || answer.choices.length === 1).toBe(true);
        expect(answer === null).toBe(!Array.isArray(content));
      }),
    );
  });
});
