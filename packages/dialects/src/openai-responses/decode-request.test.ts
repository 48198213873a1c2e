import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Conversation } from '../conversation.js';
import { decodeRequest } from './decode-request.js';
import { sealThought } from './sealed-thought.js';

function decoded(body: object): Conversation {
  const conversation = decodeRequest({ model: 'm', ...body });
  if (conversation instanceof ApiError) throw conversation;
  return conversation;
}

const USER = { role: 'user', name: null };
const text = (words: string) => ({ kind: 'text', text: words });

describe('input', () => {
  test('a string is what the user said', () => {
    expect(decoded({ input: 'hello', instructions: 'be brief' })).toMatchObject({
      from: 'openai-responses',
      system: [text('be brief')],
      messages: [{ ...USER, parts: [text('hello')] }],
      stream: false,
    });
  });

  test('items of one side are one turn; results of tools are a turn of their own', () => {
    const { system, messages } = decoded({
      input: [
        { role: 'developer', content: 'rules' },
        { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'weather?' }] },
        { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'hm' }], encrypted_content: 'gAAAA' },
        {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'I look.', annotations: [] }],
        },
        { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Paris"}' },
        { type: 'function_call', call_id: 'c2', name: 'time', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c1', output: 'rain' },
        { type: 'function_call_output', call_id: 'c2', output: [{ type: 'input_text', text: 'noon' }] },
        { role: 'system', content: 'later rules' },
        { role: 'user', content: 'so?' },
      ],
    });
    expect(system).toEqual([text('rules')]);
    expect(messages).toEqual([
      { ...USER, parts: [text('weather?')] },
      {
        role: 'assistant',
        name: null,
        parts: [
          { kind: 'thinking', text: 'hm', signature: null, sealed: 'gAAAA' },
          text('I look.'),
          { kind: 'tool_call', id: 'c1', name: 'weather', arguments: '{"city":"Paris"}', signature: null },
          { kind: 'tool_call', id: 'c2', name: 'time', arguments: '{}', signature: null },
        ],
      },
      {
        ...USER,
        parts: [
          { kind: 'tool_result', callId: 'c1', name: 'weather', content: [text('rain')], isError: false },
          { kind: 'tool_result', callId: 'c2', name: 'time', content: [text('noon')], isError: false },
        ],
      },
      { role: 'system', parts: [text('later rules')] },
      { ...USER, parts: [text('so?')] },
    ]);
  });

  test.each<[object, object]>([
    [
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
      { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: 'low' },
    ],
    [
      { type: 'input_image', image_url: 'https://example.com/a.png' },
      { kind: 'image', source: { kind: 'url', url: 'https://example.com/a.png', mediaType: null }, detail: null },
    ],
    [
      { type: 'input_file', filename: 'a.PDF', file_data: 'JVBERi0=' },
      { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data: 'JVBERi0=' }, name: 'a.PDF' },
    ],
    [
      { type: 'input_audio', input_audio: { data: 'UklGRg==', format: 'wav' } },
      { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/wav', data: 'UklGRg==' } },
    ],
  ])('%o', (part, expected) => {
    expect(decoded({ input: [{ role: 'user', content: [part] }] }).messages[0]?.parts).toEqual([expected]);
  });

  test('thoughts another wire signed come back as they were, and so does the signature of a call', () => {
    const signed = sealThought({ text: 'hidden', signature: 'sig', sealed: null, callId: null });
    const ofCall = sealThought({ text: null, signature: 'call-sig', sealed: null, callId: 'c1' });
    const { messages } = decoded({
      input: [
        { type: 'reasoning', summary: [], encrypted_content: signed },
        { type: 'reasoning', summary: [], encrypted_content: ofCall },
        { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}' },
      ],
    });
    expect(messages[0]?.parts).toEqual([
      { kind: 'thinking', text: 'hidden', signature: 'sig', sealed: null },
      { kind: 'tool_call', id: 'c1', name: 'f', arguments: '{}', signature: 'call-sig' },
    ]);
  });
});

describe('settings', () => {
  test.each<[object, object]>([
    [
      { max_output_tokens: 5, temperature: 0.5, top_p: 0.9 },
      { maxOutputTokens: 5, temperature: 0.5, topP: 0.9 },
    ],
    [
      { stream: true, parallel_tool_calls: false, user: 'ada' },
      { stream: true, parallelToolCalls: false, endUser: 'ada' },
    ],
    [{ safety_identifier: 'ada' }, { endUser: 'ada', foreign: [] }],
    [
      { text: { format: { type: 'json_object' }, verbosity: 'medium' } },
      { responseFormat: { kind: 'json' }, foreign: [] },
    ],
    [
      { text: { format: { type: 'json_schema', name: 'n', schema: { type: 'object' }, strict: true } } },
      { responseFormat: { kind: 'schema', name: 'n', description: null, schema: { type: 'object' }, strict: true } },
    ],
    [
      { reasoning: { effort: 'none' } },
      { reasoning: { enabled: false, effort: null, budgetTokens: null, visible: null } },
    ],
    [
      { reasoning: { effort: 'high', summary: 'auto' } },
      { reasoning: { enabled: true, effort: 'high', budgetTokens: null, visible: true } },
    ],
    [{ include: ['message.output_text.logprobs'], top_logprobs: 3 }, { logprobs: 3 }],
    [{ top_logprobs: 3 }, { logprobs: null }],
    [{ tool_choice: 'required' }, { toolChoice: { kind: 'required' } }],
    [{ tool_choice: { type: 'function', name: 'f' } }, { toolChoice: { kind: 'tool', name: 'f' } }],
    [{ store: true, metadata: { a: 'b' }, previous_response_id: 'resp_x', background: false }, { foreign: [] }],
  ])('%o', (body, expected) => {
    expect(decoded({ input: 'x', ...body })).toMatchObject(expected);
  });

  test('a choice among some tools leaves the others out', () => {
    const tools = ['a', 'b'].map((name) => ({ type: 'function', name, parameters: { type: 'object' }, strict: true }));
    const tool_choice = { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'b' }] };
    expect(decoded({ input: 'x', tools, tool_choice })).toMatchObject({
      tools: [{ name: 'b', description: null, parameters: { type: 'object' }, strict: true }],
      toolChoice: { kind: 'required' },
    });
  });
});

describe('fields without a place', () => {
  test.each<[object, string, boolean]>([
    [{ service_tier: 'flex' }, 'service_tier', true],
    [{ prompt_cache_key: 'k' }, 'prompt_cache_key', true],
    [{ truncation: 'auto' }, 'truncation', true],
    [{ stream_options: { include_obfuscation: false } }, 'stream_options', true],
    [{ surprise: 1 }, 'surprise', false],
    [{ context_management: [{ type: 'compaction' }] }, 'context_management', false],
    [{ text: { verbosity: 'low' } }, 'text.verbosity', false],
    [{ reasoning: { mode: 'pro' } }, 'reasoning.mode', false],
    [{ include: ['something.new'] }, 'include[0]', false],
    [{ tools: [{ type: 'web_search' }] }, 'tools[0]', false],
    [{ tools: [{ type: 'function', name: 'f', defer_loading: true }] }, 'tools[0].defer_loading', false],
    [{ tool_choice: { type: 'file_search' } }, 'tool_choice', false],
    [{ input: [{ type: 'web_search_call', id: 'ws_1' }] }, 'input[0]', false],
    [
      { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] }] },
      'input[0].content[0].file_id',
      false,
    ],
    [{ input: [{ role: 'assistant', content: 'x', phase: 'commentary' }] }, 'input[0].phase', true],
  ])('%o', (body, path, isHint) => {
    expect(decoded({ input: 'x', ...body }).foreign).toEqual([{ path, isHint }]);
  });
});

describe('what can not be understood is named', () => {
  test.each<[object, string]>([
    [{ input: 5 }, 'input'],
    [{ input: [5] }, 'input[0]'],
    [{ input: [{ role: 'tool', content: 'x' }] }, 'input[0].role'],
    [{ input: [{ role: 'user', content: 7 }] }, 'input[0].content'],
    [{ input: [{ role: 'user', content: [{ type: 'input_text' }] }] }, 'input[0].content[0].text'],
    [{ input: [{ type: 'function_call', name: 'f', arguments: '{}' }] }, 'input[0].call_id'],
    [{ input: [{ type: 'function_call_output', call_id: 'c' }] }, 'input[0].output'],
    [{ input: 'x', tools: {} }, 'tools'],
    [{ input: 'x', tools: [{ type: 'function' }] }, 'tools[0].name'],
    [{ input: 'x', text: { format: { type: 'json_schema', schema: {} } } }, 'text.format.name'],
    [{ input: 'x', reasoning: 'high' }, 'reasoning'],
    [{ input: 'x', instructions: ['a'] }, 'instructions'],
  ])('%o', (body, param) => {
    expect(decodeRequest({ model: 'm', ...body })).toMatchObject({ code: 'invalid_parameter', param });
  });

  test('a reference that nobody resolved is not found', () => {
    expect(decodeRequest({ input: [{ type: 'item_reference', id: 'msg_1' }] })).toMatchObject({ code: 'not_found' });
    expect(decodeRequest({ input: [{ id: 'msg_1' }] })).toMatchObject({ code: 'not_found' });
  });
});

const FIELDS = ['input', 'tools', 'tool_choice', 'text', 'reasoning', 'include', 'instructions', '__proto__', 'other'];
const TYPES = [
  'message',
  'function_call',
  'function_call_output',
  'reasoning',
  'item_reference',
  'function',
  'input_text',
];

test('never throws, whatever it is given', () => {
  const key = fc.constantFrom(
    'type',
    'role',
    'content',
    'text',
    'name',
    'summary',
    'encrypted_content',
    'output',
    'id',
    '__proto__',
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom(...TYPES, 'user', 'assistant', 'thought.e30', 'thought.!', 'data:,', null, true, 0),
      fc.string(),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...FIELDS), value), (body) => {
      const read = decodeRequest(JSON.parse(JSON.stringify(body)) as Record<string, unknown>);
      expect(read instanceof ApiError || read.from === 'openai-responses').toBe(true);
    }),
    { numRuns: 500 },
  );
});
