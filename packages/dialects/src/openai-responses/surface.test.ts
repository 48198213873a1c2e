import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, test } from 'vitest';
import type { Answer, Delta } from '../answer.js';
import type { AnswerIdentity, JsonObject } from '../dialect.js';
import { surface } from './surface.js';

const HEX = '0194f0c27be37f0f9a52b1b2c3d4e5f6';
const IDENTITY: AnswerIdentity = {
  requestId: `req_${HEX}`,
  model: 'fast',
  createdAtMs: 1_700_000_000_500,
  wantsUsage: true,
};
const USAGE = { ...NO_USAGE, inputTokens: 5, cachedInputTokens: 3, outputTokens: 7, reasoningTokens: 2 };
const CITATION = { type: 'url_citation', url: 'https://example.com', title: 't', start_index: 0, end_index: 2 };

function answer(parts: Answer['choices'][number]['parts'], more: Partial<Answer['choices'][number]> = {}): Answer {
  const choice = {
    parts,
    finish: { reason: 'stop', sequence: null } as const,
    logprobs: null,
    annotations: [],
    ...more,
  };
  return { id: 'theirs', choices: [choice], usage: USAGE };
}

describe('a whole answer', () => {
  test('is a response of ours, and repeats what was asked', () => {
    const request = {
      model: 'fast', input: 'x', instructions: 'be brief', metadata: { a: 'b' }, temperature: 0.5, store: false,
      previous_response_id: 'resp_1', reasoning: { effort: 'low' }, text: { verbosity: 'low' }, tools: [{ type: 'function', name: 'f' }],
    }; // prettier-ignore
    const response = surface.encodeAnswer(answer([{ kind: 'text', text: 'hi' }], { annotations: [CITATION] }), {
      ...IDENTITY,
      request,
    });
    expect(response).toMatchObject({
      id: `resp_${HEX}`, object: 'response', created_at: 1_700_000_000, status: 'completed', model: 'fast', error: null,
      incomplete_details: null, instructions: 'be brief', metadata: { a: 'b' }, temperature: 0.5, store: false,
      previous_response_id: 'resp_1', reasoning: { effort: 'low', summary: null }, tools: request.tools, tool_choice: 'auto',
      text: { format: { type: 'text' }, verbosity: 'low' }, parallel_tool_calls: true, truncation: 'disabled',
      usage: {
        input_tokens: 8, input_tokens_details: { cached_tokens: 3, cache_write_tokens: 0 }, output_tokens: 9,
        output_tokens_details: { reasoning_tokens: 2 }, total_tokens: 17,
      },
      output: [
        {
          id: `msg_${HEX}0000`, type: 'message', role: 'assistant', status: 'completed',
          content: [{ type: 'output_text', text: 'hi', annotations: [CITATION], logprobs: [] }],
        },
      ],
    }); // prettier-ignore
  });

  test('has an item for each thing said, thought or asked', () => {
    const { output } = surface.encodeAnswer(
      answer([
        { kind: 'thinking', text: 'hm', signature: null, sealed: 'gAAAA' },
        { kind: 'text', text: 'a' },
        { kind: 'refusal', text: 'b' },
        { kind: 'tool_call', id: 'c1', name: 'f', arguments: '', signature: null },
        { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: null },
      ]),
      IDENTITY,
    );
    expect(output).toEqual([
      { id: `rs_${HEX}0000`, type: 'reasoning', summary: [], encrypted_content: 'gAAAA' },
      {
        id: `msg_${HEX}0001`, type: 'message', status: 'completed', role: 'assistant',
        content: [{ type: 'output_text', annotations: [], logprobs: [], text: 'a' }, { type: 'refusal', refusal: 'b' }],
      },
      { id: `fc_${HEX}0002`, type: 'function_call', status: 'completed', arguments: '{}', call_id: 'c1', name: 'f' },
      { id: `ig_${HEX}0003`, type: 'image_generation_call', status: 'completed', result: 'AAAA' },
    ]); // prettier-ignore
  });

  test('shows thoughts to those who asked for a summary', () => {
    const request = { reasoning: { summary: 'auto' } };
    const thinking = { kind: 'thinking', text: 'hm', signature: 's', sealed: null } as const;
    const shown = surface.encodeAnswer(answer([thinking]), { ...IDENTITY, request });
    expect(shown.output).toMatchObject([{ summary: [{ type: 'summary_text', text: 'hm' }] }]);
    const hidden = surface.encodeAnswer(answer([thinking]), IDENTITY);
    expect(hidden.output).toMatchObject([{ summary: [] }]);
    for (const { output } of [shown, hidden]) {
      const back = surface.decodeRequest({ input: output });
      expect(back).toMatchObject({ messages: [{ role: 'assistant', parts: [thinking] }] });
    }
  });

  test.each([
    ['length', 'incomplete', 'max_output_tokens'],
    ['filtered', 'incomplete', 'content_filter'],
    ['paused', 'incomplete', 'max_messages'],
    ['refusal', 'completed', null],
    ['tool_calls', 'completed', null],
    ['stop_sequence', 'completed', null],
  ] as const)('that ended by %s is %s', (reason, status, why) => {
    const response = surface.encodeAnswer(
      answer([{ kind: 'text', text: 'x' }], { finish: { reason, sequence: null } }),
      IDENTITY,
    );
    expect(response).toMatchObject({
      status,
      incomplete_details: why === null ? null : { reason: why },
      output: [{ status }],
    });
  });
});

interface StreamEvent extends JsonObject {
  type: string;
  sequence_number: number;
}

function eventsOf(text: string): StreamEvent[] {
  return text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [name, data] = block.split('\n') as [string, string];
      const event = JSON.parse(data.slice('data: '.length)) as StreamEvent;
      expect(name).toBe(`event: ${event.type}`);
      return event;
    });
}

function streamed(deltas: readonly Delta[], request: JsonObject = {}): StreamEvent[] {
  const encoder = surface.createStreamEncoder({ ...IDENTITY, request });
  return eventsOf(deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(USAGE));
}

const said = (text: string): Delta => ({ kind: 'text', choice: 0, text });
const call = (number: number): Delta => ({
  kind: 'tool_call',
  choice: 0,
  call: number,
  id: `c${number}`,
  name: 'f',
  signature: null,
});
const args = (number: number, text: string): Delta => ({ kind: 'tool_arguments', choice: 0, call: number, text });
const finished = (reason: 'stop' | 'length' | 'tool_calls'): Delta => ({
  kind: 'finish',
  choice: 0,
  finish: { reason, sequence: null },
});

describe('a stream', () => {
  test('begins, adds to and ends each item, numbered without a gap', () => {
    const events = streamed(
      [
        { kind: 'thinking', choice: 0, text: 'h' },
        { kind: 'thinking', choice: 0, text: 'm' },
        { kind: 'thinking_seal', choice: 0, signature: null, sealed: 'gAAAA' },
        said('he'), said('llo'), call(0), args(0, '{"a":'), args(0, '1}'), finished('tool_calls'),
      ],
      { reasoning: { summary: 'auto' } },
    ); // prettier-ignore
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
    expect(events.map(({ type }) => type.slice('response.'.length))).toEqual([
      'created', 'in_progress',
      'output_item.added', 'reasoning_summary_part.added', 'reasoning_summary_text.delta', 'reasoning_summary_text.delta',
      'reasoning_summary_text.done', 'reasoning_summary_part.done', 'output_item.done',
      'output_item.added', 'content_part.added', 'output_text.delta', 'output_text.delta', 'output_text.done',
      'content_part.done', 'output_item.done',
      'output_item.added', 'function_call_arguments.delta', 'function_call_arguments.delta', 'function_call_arguments.done',
      'output_item.done', 'completed',
    ]); // prettier-ignore
    expect(events.at(-1)).toMatchObject({
      response: {
        status: 'completed',
        output: [
          { type: 'reasoning', summary: [{ text: 'hm' }], encrypted_content: 'gAAAA' },
          { type: 'message', status: 'completed', content: [{ text: 'hello' }] },
          { type: 'function_call', status: 'completed', call_id: 'c0', arguments: '{"a":1}' },
        ],
        usage: { total_tokens: 17 },
      },
    });
  });

  test('comes to the same response as the whole answer', () => {
    const encoder = surface.createStreamEncoder(IDENTITY);
    for (const delta of [said('he'), said('llo'), call(0), args(0, '{}'), finished('tool_calls')])
      encoder.encode(delta);
    encoder.end(USAGE);
    const parts = [
      { kind: 'text', text: 'hello' },
      { kind: 'tool_call', id: 'c0', name: 'f', arguments: '{}', signature: null },
    ] as const;
    expect(encoder.whole?.()).toEqual(surface.encodeAnswer(answer(parts), IDENTITY));
  });

  test('keeps calls apart whose arguments come by turns', () => {
    const events = streamed([
      call(0),
      call(1),
      args(0, '{"a":'),
      args(1, '{"b":'),
      args(0, '1}'),
      args(1, '2}'),
      said('x'),
    ]);
    expect(events.at(-1)).toMatchObject({
      response: { output: [{ arguments: '{"a":1}' }, { arguments: '{"b":2}' }, { content: [{ text: 'x' }] }] },
    });
  });

  test('gives a call without arguments an empty object, in its deltas too', () => {
    const events = streamed([call(0), finished('tool_calls')]);
    expect(events.filter(({ type }) => type.startsWith('response.function_call_arguments'))).toMatchObject([
      { delta: '{}' },
      { arguments: '{}' },
    ]);
  });

  test('says log probabilities with the words and again at their end', () => {
    const token = { token: 'a', logprob: -1, bytes: [97], alternatives: [] };
    const events = streamed([said('a'), { kind: 'logprobs', choice: 0, tokens: [token] }, said('b')]);
    const told = { token: 'a', logprob: -1, bytes: [97], top_logprobs: [] };
    expect(events.filter(({ type }) => type.startsWith('response.output_text'))).toMatchObject([
      { delta: 'a', logprobs: [] },
      { delta: 'b', logprobs: [told] },
      { text: 'ab', logprobs: [told] },
    ]);
  });

  test('of nothing at all is a whole response', () => {
    expect(streamed([]).map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.completed',
    ]);
  });

  test('that was cut by its bound is incomplete', () => {
    expect(streamed([said('x'), finished('length')]).at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        status: 'incomplete',
        incomplete_details: { reason: 'max_output_tokens' },
        output: [{ status: 'incomplete' }],
      },
    });
  });

  test('that breaks off ends in an error, never cleanly', () => {
    const encoder = surface.createStreamEncoder(IDENTITY);
    const text = [said('x'), call(0), args(0, '{"a')].map((delta) => encoder.encode(delta)).join('');
    const events = eventsOf(text + encoder.fail?.({ code: 'upstream_interrupted', message: 'cut', param: null }));
    expect(events.slice(-2)).toMatchObject([
      { type: 'error', code: 'upstream_interrupted', error: { code: 'upstream_interrupted', message: 'cut' } },
      {
        type: 'response.failed',
        response: {
          status: 'failed',
          error: { message: 'cut' },
          output: [{ status: 'completed' }, { status: 'incomplete', arguments: '{"a' }],
        },
      },
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_, index) => index));
  });
});
