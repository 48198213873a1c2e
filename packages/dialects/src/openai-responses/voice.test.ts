import { NO_USAGE } from '@turnpike/domain/usage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Delta } from '../answer.js';
import { type Conversation, EMPTY_CONVERSATION } from '../conversation.js';
import { Untranslatable } from '../dialect.js';
import { surface } from './surface.js';
import { voice } from './voice.js';

const text = (words: string) => ({ kind: 'text' as const, text: words });
const ASKED: Conversation = {
  ...EMPTY_CONVERSATION,
  from: 'openai-chat',
  messages: [{ role: 'user', name: null, parts: [text('hi')] }],
};

function encoded(given: Partial<Conversation>) {
  const request = voice.encodeRequest({ ...ASKED, ...given }, 'up-1');
  if (request instanceof Untranslatable) throw new Error(request.path);
  return request;
}

describe('a request', () => {
  test('leaves nothing with the provider', () => {
    expect(encoded({}).body).toEqual({
      model: 'up-1',
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'hi' }] }],
      store: false,
    });
  });

  test.each<[Partial<Conversation>, object]>([
    [{ system: [text('a'), text('b')] }, { instructions: 'a\n\nb' }],
    [
      { maxOutputTokens: 5, temperature: 0, topP: 1, stream: true },
      { max_output_tokens: 5, temperature: 0, top_p: 1, stream: true },
    ],
    [{ logprobs: 2 }, { include: ['message.output_text.logprobs'], top_logprobs: 2 }],
    [{ responseFormat: { kind: 'json' } }, { text: { format: { type: 'json_object' } } }],
    [
      { reasoning: { enabled: true, effort: null, budgetTokens: 8_192, visible: true } },
      { reasoning: { effort: 'medium', summary: 'auto' }, include: ['reasoning.encrypted_content'] },
    ],
    [
      { reasoning: { enabled: false, effort: null, budgetTokens: null, visible: null } },
      { reasoning: { effort: 'none' } },
    ],
    [
      {
        tools: [{ name: 'f', description: 'd', parameters: null, strict: null }],
        toolChoice: { kind: 'tool', name: 'f' },
      },
      {
        tools: [
          {
            type: 'function',
            name: 'f',
            description: 'd',
            parameters: { type: 'object', properties: {} },
            strict: false,
          },
        ],
        tool_choice: { type: 'function', name: 'f' },
      },
    ],
    [{ endUser: 'ada', presencePenalty: 0, frequencyPenalty: 0 }, { user: 'ada' }],
  ])('%o', (given, expected) => {
    expect(encoded(given).body).toMatchObject(expected);
  });

  test.each<[Partial<Conversation>, string]>([
    [{ choices: 2, paths: { choices: 'n' } }, 'n'],
    [{ topK: 4 }, 'top_k'],
    [{ stop: ['x'], paths: { stop: 'stop_sequences' } }, 'stop_sequences'],
    [{ seed: 1 }, 'seed'],
    [{ presencePenalty: 1 }, 'presence_penalty'],
    [{ frequencyPenalty: -1 }, 'frequency_penalty'],
    [{ foreign: [{ path: 'logit_bias', isHint: false }] }, 'logit_bias'],
    [
      {
        messages: [
          {
            role: 'user',
            name: null,
            parts: [{ kind: 'audio', source: { kind: 'url', url: 'https://x', mediaType: null } }],
          },
        ],
      },
      'messages',
    ],
  ])('%o is refused in the caller’s words', (given, path) => {
    expect(voice.encodeRequest({ ...ASKED, ...given }, 'up-1')).toMatchObject({ path });
  });

  test('hints are left out and listed', () => {
    expect(encoded({ foreign: [{ path: 'service_tier', isHint: true }] }).dropped).toEqual(['service_tier']);
  });

  test('turns come back as they were', () => {
    const messages: Conversation['messages'] = [
      {
        role: 'user',
        name: null,
        parts: [
          text('weather?'),
          { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AA' }, detail: 'low' },
        ],
      },
      {
        role: 'assistant',
        name: null,
        parts: [
          { kind: 'thinking', text: 'hm', signature: null, sealed: 'gAAAA' },
          text('I look.'),
          { kind: 'tool_call', id: 'c1', name: 'f', arguments: '{"a":1}', signature: null },
        ],
      },
      {
        role: 'user',
        name: null,
        parts: [{ kind: 'tool_result', callId: 'c1', name: 'f', content: [text('rain')], isError: false }],
      },
      { role: 'system', parts: [text('now')] },
    ];
    expect(surface.decodeRequest(encoded({ messages }).body)).toMatchObject({ messages });
  });

  test('thoughts that another wire signed stay here', () => {
    const parts = [{ kind: 'thinking', text: 'hm', signature: 's', sealed: null } as const, text('so')];
    expect(encoded({ messages: [{ role: 'assistant', name: null, parts }] }).body.input).toEqual([
      { role: 'assistant', content: [{ type: 'output_text', text: 'so' }] },
    ]);
  });
});

const RESPONSE = {
  id: 'resp_theirs',
  object: 'response',
  status: 'completed',
  output: [
    { type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'gAAAA' },
    { type: 'web_search_call', id: 'ws', status: 'completed' },
    { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'hello', annotations: [] }] },
    { type: 'function_call', id: 'fc', call_id: 'c1', name: 'f', arguments: '{"a":1}' },
  ],
  usage: { input_tokens: 4, output_tokens: 6, total_tokens: 10, output_tokens_details: { reasoning_tokens: 2 } },
};
const PARTS = [
  { kind: 'thinking', text: 'hm', signature: null, sealed: 'gAAAA' },
  text('hello'),
  { kind: 'tool_call', id: 'c1', name: 'f', arguments: '{"a":1}', signature: null },
];

describe('an answer', () => {
  test('is what was thought, said and asked', () => {
    expect(voice.decodeAnswer(RESPONSE)).toEqual({
      id: 'resp_theirs',
      choices: [{ parts: PARTS, finish: { reason: 'tool_calls', sequence: null }, logprobs: null, annotations: [] }],
      usage: { ...NO_USAGE, inputTokens: 4, outputTokens: 4, reasoningTokens: 2 },
    });
  });

  test.each([
    { error: { message: 'no' } },
    { object: 'response' },
    { ...RESPONSE, object: 'chat.completion' },
    { ...RESPONSE, status: 'failed', error: { code: 'server_error' } },
  ])('%o is none', (body) => {
    expect(voice.decodeAnswer(body)).toBeNull();
  });

  test.each([
    [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, 'length'],
    [{ status: 'incomplete', incomplete_details: { reason: 'content_filter' } }, 'filtered'],
    [{ output: [{ type: 'message', content: [{ type: 'refusal', refusal: 'no' }] }] }, 'refusal'],
    [{ output: [{ type: 'message', content: [{ type: 'output_text', text: 'x' }] }] }, 'stop'],
  ])('%o', (given, reason) => {
    expect(voice.decodeAnswer({ ...RESPONSE, ...given })?.choices[0]?.finish?.reason).toBe(reason);
  });
});

function heard(events: readonly object[]): Delta[] {
  const decoder = voice.createStreamDecoder();
  return events.flatMap((event) => decoder.decode({ type: null, data: JSON.stringify(event) }));
}

describe('a stream', () => {
  test('as our own surface writes it is heard as it was said', () => {
    const deltas: Delta[] = [
      { kind: 'thinking', choice: 0, text: 'h' },
      { kind: 'thinking', choice: 0, text: 'm' },
      { kind: 'thinking_seal', choice: 0, signature: null, sealed: 'gAAAA' },
      { kind: 'text', choice: 0, text: 'he' },
      { kind: 'text', choice: 0, text: 'llo' },
      { kind: 'tool_call', choice: 0, call: 0, id: 'c1', name: 'f', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{"a":' },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '1}' },
      { kind: 'finish', choice: 0, finish: { reason: 'tool_calls', sequence: null } },
    ];
    const usage = { ...NO_USAGE, inputTokens: 4, outputTokens: 6 };
    const identity = {
      requestId: 'req_1',
      model: 'm',
      createdAtMs: 0,
      wantsUsage: true,
      request: { reasoning: { summary: 'auto' } },
    };
    const encoder = surface.createStreamEncoder(identity);
    const written = deltas.map((delta) => encoder.encode(delta)).join('') + encoder.end(usage);
    const decoder = voice.createStreamDecoder();
    const read = [...written.matchAll(/^data: (.*)$/gm)].flatMap(([, data]) =>
      decoder.decode({ type: null, data: data ?? '' }),
    );
    expect(read).toEqual([...deltas, { kind: 'usage', usage }, { kind: 'end' }]);
  });

  test('whose items come in one piece loses nothing', () => {
    const items = RESPONSE.output.map((item, index) => ({
      type: 'response.output_item.done',
      output_index: index,
      item,
    }));
    expect(heard(items)).toEqual([
      { kind: 'thinking', choice: 0, text: 'hm' },
      { kind: 'thinking_seal', choice: 0, signature: null, sealed: 'gAAAA' },
      { kind: 'text', choice: 0, text: 'hello' },
      { kind: 'tool_call', choice: 0, call: 0, id: 'c1', name: 'f', signature: null },
      { kind: 'tool_arguments', choice: 0, call: 0, text: '{"a":1}' },
    ]);
  });

  test.each([
    [{ type: 'error', code: 'server_error', message: 'down' }],
    [{ type: 'error', error: { code: 'server_error', message: 'down' } }],
    [{ type: 'response.failed', response: { error: { code: 'server_error', message: 'down' } } }],
  ])('%o is an error, never output', (event) => {
    expect(heard([event])).toEqual([
      { kind: 'error', error: expect.objectContaining({ code: 'server_error', message: 'down' }) },
    ]);
  });

  test('without a usable report has none', () => {
    const end = { type: 'response.completed', response: { status: 'completed', usage: { input_tokens: 1 } } };
    expect(heard([end]).map(({ kind }) => kind)).toEqual(['finish', 'end']);
  });

  test('never throws, whatever it holds', () => {
    const type = fc.constantFrom(
      'response.output_item.added', 'response.output_item.done', 'response.output_text.delta', 'response.completed',
      'response.function_call_arguments.delta', 'response.reasoning_summary_part.added', 'error', 'nonsense',
    ); // prettier-ignore
    const event = fc.record(
      { type, item: fc.jsonValue(), response: fc.jsonValue(), delta: fc.jsonValue(), output_index: fc.jsonValue() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            event.map((one) => JSON.stringify(one)),
            fc.string(),
          ),
        ),
        (events) => {
          const decoder = voice.createStreamDecoder();
          for (const data of events) expect(Array.isArray(decoder.decode({ type: null, data }))).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('object', 'output', 'usage', 'status'), fc.jsonValue()), (body) => {
        const answer = voice.decodeAnswer({ object: 'response', output: [], ...body });
        expect(answer === null || answer.choices.length === 1).toBe(true);
      }),
    );
  });
});
