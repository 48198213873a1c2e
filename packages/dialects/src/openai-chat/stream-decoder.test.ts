import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Delta } from '../answer.js';
import type { JsonObject } from '../dialect.js';
import { voice } from './voice.js';

describe('the stream decoder', () => {
  function decodeAll(chunks: readonly (object | string)[]): Delta[] {
    const decoder = voice.createStreamDecoder();
    return chunks.flatMap((chunk) => {
      const data = typeof chunk === 'string' ? chunk : JSON.stringify(chunk);
      return decoder.decode({ type: null, data });
    });
  }
  const chunk = (delta: object, more: object = {}) => {
    return { id: 'chatcmpl-1', choices: [{ index: 0, delta, finish_reason: null, ...more }], usage: null };
  };
  const calls = (...tool_calls: object[]) => chunk({ tool_calls });

  it('reads a whole stream', () => {
    const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
    const deltas = decodeAll([
      chunk({ role: 'assistant', content: '', refusal: null }),
      chunk({ reasoning_content: 'Hm' }),
      chunk({ content: 'A' }, { logprobs: { content: [{ token: 'A', logprob: -1, bytes: null, top_logprobs: [] }] } }),
      chunk({}, { finish_reason: 'stop' }),
      { choices: [], usage },
      '[DONE]',
    ]);
    expect(deltas).toMatchObject([
      { kind: 'thinking', choice: 0, text: 'Hm' },
      { kind: 'text', choice: 0, text: 'A' },
      { kind: 'logprobs', choice: 0, tokens: [{ token: 'A', logprob: -1, bytes: null, alternatives: [] }] },
      { kind: 'finish', choice: 0, finish: { reason: 'stop', sequence: null } },
      { kind: 'usage', usage: { inputTokens: 9, outputTokens: 4 } },
      { kind: 'end' },
    ]);
  });

  const call = (number: number, id: string, name: string) => {
    return { kind: 'tool_call', choice: 0, call: number, id, name, signature: null };
  };
  const given = (number: number, words: string) => {
    return { kind: 'tool_arguments', choice: 0, call: number, text: words };
  };
  const begin = (id: string | undefined, name: string, more: object = {}) => ({
    id,
    function: { name, arguments: '' },
    ...more,
  });
  const goOn = (words: string, more: object = {}) => ({ function: { arguments: words }, ...more });

  it.each([
    [
      'as OpenAI counts them',
      [
        calls(begin('a', 'f', { index: 0 })),
        calls(goOn('{', { index: 0 })),
        calls(begin('b', 'g', { index: 1 })),
        calls(goOn('[', { index: 1 }), goOn('}', { index: 0 })),
      ],
      [call(0, 'a', 'f'), given(0, '{'), call(1, 'b', 'g'), given(1, '['), given(0, '}')],
    ],
    [
      'all called the first',
      [calls(begin('a', 'f', { index: 0 }), begin('b', 'g', { index: 0 })), calls(goOn('{', { index: 0 }))],
      [call(0, 'a', 'f'), call(1, 'b', 'g'), given(1, '{')],
    ],
    [
      'with their ids every time',
      [calls(begin('a', 'f', { index: 0 })), calls({ ...begin('a', 'f', { index: 0 }), ...goOn('{') })],
      [call(0, 'a', 'f'), given(0, '{')],
    ],
    [
      'uncounted',
      [calls(begin('a', 'f')), calls(goOn('{')), calls(begin('b', 'g')), calls(goOn('['))],
      [call(0, 'a', 'f'), given(0, '{'), call(1, 'b', 'g'), given(1, '[')],
    ],
    [
      'whole, without count or id',
      [calls({ function: { name: 'f', arguments: '{}' } }, { function: { name: 'g', arguments: { a: 1 } } })],
      [call(0, 'call_chatcmpl10x0', 'f'), given(0, '{}'), call(1, 'call_chatcmpl10x1', 'g'), given(1, '{"a":1}')],
    ],
  ])('tells calls apart that come %s', (_name, chunks, expected) => {
    expect(decodeAll(chunks)).toEqual(expected);
  });

  it('keeps choices apart', () => {
    const at = (index: number, delta: object) => ({ choices: [{ index, delta }] });
    const refused = { choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] };
    expect(decodeAll([at(0, { content: 'a' }), at(1, { refusal: 'b' }), refused])).toEqual([
      { kind: 'text', choice: 0, text: 'a' },
      { kind: 'refusal', choice: 1, text: 'b' },
      { kind: 'finish', choice: 1, finish: { reason: 'refusal', sequence: null } },
    ]);
  });

  it.each([
    ['an error object', [{ error: { message: 'x', code: 503 } }], { message: 'x', code: 503 }],
    ['a failure that calls itself an end', [chunk({}, { finish_reason: 'error' })], { code: 'error' }],
  ])('hands on %s', (_name, chunks, error) => {
    expect(decodeAll(chunks)).toEqual([{ kind: 'error', error }]);
  });

  it('hands on an event that calls itself an error, whatever it holds', () => {
    const decode = (data: string) => voice.createStreamDecoder().decode({ type: 'error', data });
    expect(decode('overloaded')).toEqual([{ kind: 'error', error: 'overloaded' }]);
    expect(decode('{"message":"x"}')).toEqual([{ kind: 'error', error: { message: 'x' } }]);
  });

  it.each(['x', '[1]', 'null', '{"choices":['])('takes %s for an error of the provider', (data) => {
    expect(decodeAll([data])).toEqual([{ kind: 'error', error: data }]);
  });

  it('passes over what it can’t read, and never throws', () => {
    expect(decodeAll(['', '{"choices":{}}', '{"choices":[{"index":-1,"delta":{"content":"x"}}]}'])).toEqual([]); // prettier-ignore
    const keys = fc.constantFrom('choices', 'delta', 'index', 'tool_calls', 'function', 'content', 'usage', 'id');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.oneof(fc.string(), fc.integer(), fc.double(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(keys, tie('value'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(fc.oneof(value, fc.string())), (events) => {
        decodeAll(events.map((event) => JSON.stringify(event) ?? ''));
        for (const event of events) {
          if (typeof event === 'object' && event !== null && !Array.isArray(event))
            voice.decodeAnswer(event as JsonObject);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
