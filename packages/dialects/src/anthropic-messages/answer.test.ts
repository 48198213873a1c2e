import { NO_USAGE } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Answer } from '../answer.js';
import { surface } from './surface.js';
import { readUsage, writeUsage } from './usage.js';
import { voice } from './voice.js';

const IDENTITY = { requestId: 'req_01', model: 'public', createdAtMs: 0, wantsUsage: false };
const MESSAGE = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-x',
  content: [{ type: 'text', text: 'Hello', citations: [{ type: 'page_location' }] }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 3, output_tokens: 2 },
};

describe('usage', () => {
  it('counts cached and written tokens beside the input, once (litellm 9812, trap 9)', () => {
    const reported = {
      input_tokens: 100,
      cache_read_input_tokens: 40,
      cache_creation_input_tokens: 7,
      output_tokens: 20,
    };
    const usage = readUsage(reported);
    expect(usage).toEqual({
      ...NO_USAGE,
      inputTokens: 100,
      cachedInputTokens: 40,
      cacheWriteTokens: 7,
      outputTokens: 20,
    });
    expect(writeUsage(usage ?? NO_USAGE)).toMatchObject(reported);
  });

  it('counts thoughts inside the output, once (langfuse 10592, trap 9)', () => {
    const reported = { input_tokens: 1, output_tokens: 20, output_tokens_details: { thinking_tokens: 15 } };
    expect(readUsage(reported)).toMatchObject({ outputTokens: 5, reasoningTokens: 15 });
    expect(writeUsage(readUsage(reported) ?? NO_USAGE)).toMatchObject(reported);
  });

  it('takes zero for zero (litellm 37992)', () => {
    expect(readUsage({ input_tokens: 0, output_tokens: 0, cache_read_input_tokens: null })).toEqual(NO_USAGE);
  });

  test.each([
    undefined,
    null,
    [],
    'usage',
    {},
    { input_tokens: 1 },
    { output_tokens: 1 },
    { input_tokens: -1, output_tokens: 1 },
    { input_tokens: 1.5, output_tokens: 1 },
    { input_tokens: '1', output_tokens: 1 },
    { input_tokens: 1, output_tokens: 1e12 },
    { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: -1 },
    { input_tokens: 1, output_tokens: 1, cache_creation_input_tokens: 'many' },
  ])('of %j can not be billed from', (json) => {
    expect(readUsage(json)).toBeNull();
  });

  it('never lets absurd thoughts exceed the output', () => {
    const counts = fc.record({
      input_tokens: fc.nat(1_000_000_000),
      output_tokens: fc.nat(1_000_000_000),
      output_tokens_details: fc.record({ thinking_tokens: fc.oneof(fc.integer(), fc.double(), fc.string()) }),
    });
    fc.assert(
      fc.property(counts, (json) => {
        const usage = readUsage(json);
        expect(usage).not.toBeNull();
        expect((usage?.outputTokens ?? 0) + (usage?.reasoningTokens ?? 0)).toBe(json.output_tokens);
        expect(Math.min(usage?.outputTokens ?? -1, usage?.reasoningTokens ?? -1)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('a provider’s answer', () => {
  it('is its blocks, its reason and its usage', () => {
    expect(voice.decodeAnswer(MESSAGE)).toEqual({
      id: 'msg_1',
      choices: [
        {
          parts: [{ kind: 'text', text: 'Hello' }],
          finish: { reason: 'stop', sequence: null },
          logprobs: null,
          annotations: [{ type: 'page_location' }],
        },
      ],
      usage: { ...NO_USAGE, inputTokens: 3, outputTokens: 2 },
    });
  });

  it('has thoughts and calls, and not what the provider did for itself', () => {
    const content = [
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      { type: 'redacted_thinking', data: 'x' },
      { type: 'server_tool_use', id: 'a', name: 'web_search', input: {} },
      { type: 'web_search_tool_result', tool_use_id: 'a', content: [] },
      { type: 'tool_use', id: 'toolu_1', name: 'f', input: { city: 'Paris' } },
      null,
      7,
    ];
    expect(voice.decodeAnswer({ ...MESSAGE, content })?.choices[0]?.parts).toEqual([
      { kind: 'thinking', text: 'Hm.', signature: 's', sealed: null },
      { kind: 'thinking', text: '', signature: null, sealed: 'x' },
      { kind: 'tool_call', id: 'toolu_1', name: 'f', arguments: '{"city":"Paris"}', signature: null },
    ]);
  });

  test.each([
    ['end_turn', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['stop_sequence', 'stop_sequence'],
    ['tool_use', 'tool_calls'],
    ['pause_turn', 'paused'],
    ['refusal', 'refusal'],
    ['something_new', 'stop'],
  ])('that ended by %s ended by %s', (stop_reason, reason) => {
    const answer = voice.decodeAnswer({ ...MESSAGE, stop_reason, stop_sequence: 'END' });
    expect(answer?.choices[0]?.finish).toEqual({ reason, sequence: 'END' });
  });

  it('gives the words of a refusal', () => {
    const stop_details = { type: 'refusal', category: 'cyber', explanation: 'I must not.' };
    const answer = voice.decodeAnswer({ ...MESSAGE, content: [], stop_reason: 'refusal', stop_details });
    expect(answer?.choices[0]?.parts).toEqual([{ kind: 'refusal', text: 'I must not.' }]);
    const said = (text: string) => {
      const content = [{ type: 'text', text }];
      return voice.decodeAnswer({ ...MESSAGE, content, stop_reason: 'refusal', stop_details })?.choices[0]?.parts;
    };
    expect(said('I must not.')).toEqual([{ kind: 'refusal', text: 'I must not.' }]);
    expect(said('Well')).toEqual([
      { kind: 'text', text: 'Well' },
      { kind: 'refusal', text: 'I must not.' },
    ]);
  });

  test.each([{}, { type: 'error', error: {}, content: [] }, { content: 'Hello' }, { choices: [] }])(
    'isn’t %j',
    (body) => {
      expect(voice.decodeAnswer(body)).toBeNull();
    },
  );

  it('is read without throwing, whatever it is', () => {
    const block = fc.dictionary(
      fc.constantFrom('type', 'text', 'input', 'citations', 'id'),
      fc.oneof(fc.constantFrom('text', 'tool_use'), fc.jsonValue()),
    );
    const body = fc.record({
      content: fc.array(fc.oneof(block, fc.jsonValue())),
      stop_reason: fc.jsonValue(),
      stop_details: fc.jsonValue(),
      usage: fc.jsonValue(),
    });
    fc.assert(
      fc.property(body, (json) => {
        expect(voice.decodeAnswer(json)?.choices).toHaveLength(1);
      }),
    );
    const deep = JSON.parse(`${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`) as object;
    const answer = voice.decodeAnswer({ content: [{ type: 'tool_use', id: 'i', name: 'n', input: deep }] });
    expect(answer?.choices[0]?.parts).toMatchObject([{ arguments: '{}' }]);
  });
});

describe('a caller’s answer', () => {
  const answer = (parts: Answer['choices'][number]['parts'], more: Partial<Answer> = {}): Answer => ({
    id: 'theirs',
    choices: [{ parts, finish: { reason: 'stop', sequence: null }, logprobs: null, annotations: [] }],
    usage: { ...NO_USAGE, inputTokens: 3, outputTokens: 2 },
    ...more,
  });

  it('is a message of our id and the name that was asked for', () => {
    expect(surface.encodeAnswer(answer([{ kind: 'text', text: 'Hello' }]), IDENTITY)).toEqual({
      id: 'msg_01', type: 'message', role: 'assistant', model: 'public', container: null, diagnostics: null,
      content: [{ type: 'text', text: 'Hello', citations: null }],
      stop_reason: 'end_turn', stop_sequence: null, stop_details: null,
      usage: {
        input_tokens: 3, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, cache_creation: null, output_tokens: 2,
        output_tokens_details: null, server_tool_use: null, inference_geo: null, service_tier: null, speed: null,
      },
    }); // prettier-ignore
  });

  it('has thoughts, told and sealed, and calls with their input', () => {
    const { content, stop_reason } = surface.encodeAnswer(
      answer([
        { kind: 'thinking', text: 'Hm.', signature: null, sealed: 'x' },
        { kind: 'text', text: '' },
        { kind: 'tool_call', id: 'c', name: 'f', arguments: '{"a":1}', signature: null },
        { kind: 'tool_call', id: 'd', name: 'g', arguments: 'not json', signature: null },
      ]),
      IDENTITY,
    );
    expect(content).toEqual([
      { type: 'thinking', thinking: 'Hm.', signature: '' },
      { type: 'redacted_thinking', data: 'x' },
      { type: 'tool_use', id: 'c', name: 'f', input: { a: 1 }, caller: { type: 'direct' } },
      { type: 'tool_use', id: 'd', name: 'g', input: {}, caller: { type: 'direct' } },
    ]);
    expect(stop_reason).toBe('tool_use');
  });

  it('says that it is a refusal', () => {
    expect(surface.encodeAnswer(answer([{ kind: 'refusal', text: 'No.' }]), IDENTITY)).toMatchObject({
      content: [{ type: 'text', text: 'No.' }],
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', category: null, explanation: 'No.' },
    });
  });

  it('puts every bucket of the prompt and of the answer under its total', () => {
    const usage = {
      ...NO_USAGE,
      inputTokens: 1,
      audioInputTokens: 2,
      imageInputTokens: 4,
      outputTokens: 8,
      reasoningTokens: 16,
      audioOutputTokens: 32,
      imageOutputTokens: 64,
      searches: 3,
    };
    expect(surface.encodeAnswer(answer([], { usage }), IDENTITY).usage).toMatchObject({
      input_tokens: 7,
      output_tokens: 120,
      server_tool_use: { web_search_requests: 3 },
    });
  });
});
