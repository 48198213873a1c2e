import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Conversation } from '../conversation.js';
import { surface } from './surface.js';

const ASK = { role: 'user', content: 'Hi' };

function decode(fields: object): Conversation {
  const decoded = surface.decodeRequest({ model: 'm', messages: [ASK], ...fields });
  if (decoded instanceof ApiError) throw decoded;
  return decoded;
}

function refusal(fields: object): unknown {
  const decoded = surface.decodeRequest({ model: 'm', messages: [ASK], ...fields });
  return decoded instanceof ApiError ? [decoded.code, decoded.param] : decoded;
}

const text = (words: string) => ({ kind: 'text', text: words });

describe('messages', () => {
  it('has instructions at the beginning apart, and those later in their place', () => {
    const messages = [
      { role: 'system', content: 'One' },
      { role: 'developer', content: [{ type: 'text', text: 'Two' }] },
      ASK,
      { role: 'system', content: 'Three' },
    ];
    const { system, messages: turns } = decode({ messages });
    expect(system).toEqual([text('One'), text('Two')]);
    expect(turns).toEqual([
      { role: 'user', parts: [text('Hi')], name: null },
      { role: 'system', parts: [text('Three')] },
    ]);
  });

  it('reads pictures, sound and files', () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
      { type: 'image_url', image_url: { url: 'https://x.test/a.png' } },
      { type: 'input_audio', input_audio: { data: 'BBBB', format: 'mp3' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,CCCC' } },
    ];
    expect(decode({ messages: [{ role: 'user', content, name: 'ann' }] }).messages).toEqual([
      {
        role: 'user',
        name: 'ann',
        parts: [
          text('Look'),
          { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: 'low' },
          { kind: 'image', source: { kind: 'url', url: 'https://x.test/a.png', mediaType: null }, detail: null },
          { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/mpeg', data: 'BBBB' } },
          { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data: 'CCCC' }, name: 'a.pdf' },
        ],
      },
    ]);
  });

  it('gathers results of tools into one turn, and knows their tools’ names', () => {
    const call = (id: string, name: string) => ({ id, type: 'function', function: { name, arguments: '{}' } });
    const messages = [
      ASK,
      { role: 'assistant', content: null, tool_calls: [call('c1', 'f'), call('c2', 'g')] },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      { role: 'tool', tool_call_id: 'c2', content: [{ type: 'text', text: 'two' }] },
      { role: 'user', content: 'And?' },
      { role: 'tool', tool_call_id: 'c1', content: '' },
    ];
    const result = (callId: string, name: string, content: object[]) => {
      return { kind: 'tool_result', callId, name, content, isError: false };
    };
    const toolCall = (id: string, name: string) => {
      return { kind: 'tool_call', id, name, arguments: '{}', signature: null };
    };
    expect(decode({ messages }).messages.slice(1)).toEqual([
      { role: 'assistant', parts: [toolCall('c1', 'f'), toolCall('c2', 'g')], name: null },
      { role: 'user', parts: [result('c1', 'f', [text('one')]), result('c2', 'g', [text('two')])], name: null },
      { role: 'user', parts: [text('And?')], name: null },
      { role: 'user', parts: [result('c1', 'f', [])], name: null },
    ]);
  });

  it('takes back what it gave: thoughts with their signatures, refusals, a call’s signature', () => {
    const extra_content = { google: { thought_signature: 'sig-2' } };
    const details = [
      { type: 'reasoning.text', text: 'Hm', signature: 'sig-1', index: 0 },
      { type: 'reasoning.text', text: 'Hm', signature: 'sig-1', index: 0 },
      { type: 'reasoning.encrypted', data: 'sealed', index: 1 },
    ];
    const message = {
      ...{ role: 'assistant', content: '', refusal: 'No.', annotations: [], audio: null, function_call: null },
      ...{ reasoning_content: 'Hm', reasoning_details: details },
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{' }, extra_content, index: 0 }],
    };
    const { messages, foreign } = decode({ messages: [ASK, message] });
    expect(messages[1]?.parts).toEqual([
      { kind: 'thinking', text: 'Hm', signature: 'sig-1', sealed: null },
      { kind: 'thinking', text: '', signature: null, sealed: 'sealed' },
      { kind: 'refusal', text: 'No.' },
      { kind: 'tool_call', id: 'c', name: 'f', arguments: '{', signature: 'sig-2' },
    ]);
    expect(foreign.every(({ isHint }) => isHint)).toBe(true);
  });

  it('reads a call’s signature from the call, though OpenAI’s Agents SDK says it of the message too', () => {
    const extra_content = { google: { thought_signature: 'sig' } };
    const call = { id: 'c1', type: 'function', function: { name: 'get_time', arguments: '{}' }, extra_content };
    const message = { role: 'assistant', content: '', tool_calls: [call], extra_content };
    const { messages, foreign } = decode({ messages: [{ role: 'user', content: 'Hi' }, message] });
    expect(messages[1]?.parts).toMatchObject([{ kind: 'tool_call', id: 'c1', signature: 'sig' }]);
    expect(foreign).toEqual([{ path: 'messages[1].extra_content', isHint: true }]);
  });

  it('takes thoughts without proof as they are', () => {
    const { messages } = decode({ messages: [ASK, { role: 'assistant', content: 'A', reasoning_content: 'Hm' }] });
    expect(messages[1]?.parts).toEqual([{ kind: 'thinking', text: 'Hm', signature: null, sealed: null }, text('A')]);
  });

  it.each([
    ['no list', 'x', 'messages'],
    ['no message', [1], 'messages[0]'],
    ['an unknown role', [{ role: 'robot', content: '' }], 'messages[0].role'],
    ['a content of numbers', [{ role: 'user', content: 5 }], 'messages[0].content'],
    ['a part of nothing', [{ role: 'user', content: [null] }], 'messages[0].content[0]'],
    ['a text of nothing', [{ role: 'user', content: [{ type: 'text' }] }], 'messages[0].content[0].text'],
    [
      'a picture from a file',
      [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'file:///etc/passwd' } }] }],
      'messages[0].content[0].image_url.url',
    ],
    ['a call without arguments', [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f' } }] }], 'messages[0].tool_calls[0].function.arguments'], // prettier-ignore
    ['a result of nothing', [{ role: 'tool', content: 'x' }], 'messages[0].tool_call_id'],
  ])('refuses %s and names it', (_name, messages, param) => {
    expect(refusal({ messages })).toEqual(['invalid_parameter', param]);
  });
});

describe('settings', () => {
  it('reads every one', () => {
    const fields = {
      ...{ max_completion_tokens: 50, max_tokens: 40, temperature: 0.5, top_p: 0.9, top_k: 3, stop: 'END', seed: 7 },
      ...{ presence_penalty: 0.1, frequency_penalty: 0.2, n: 2, logprobs: true, top_logprobs: 3, user: 'u' },
      ...{ reasoning_effort: 'max', parallel_tool_calls: false, stream: true, stream_options: { include_usage: true } },
    };
    expect(decode(fields)).toMatchObject({
      ...{ maxOutputTokens: 50, temperature: 0.5, topP: 0.9, topK: 3, stop: ['END'], seed: 7, presencePenalty: 0.1 },
      ...{ frequencyPenalty: 0.2, choices: 2, logprobs: 3, endUser: 'u', parallelToolCalls: false, stream: true },
      reasoning: { enabled: true, effort: 'max', budgetTokens: null, visible: null },
      foreign: [],
      paths: { maxOutputTokens: 'max_completion_tokens', choices: 'n', reasoning: 'reasoning_effort' },
    });
    expect(decode({ max_tokens: 60, max_completion_tokens: 50 })).toMatchObject({
      maxOutputTokens: 60,
      paths: { maxOutputTokens: 'max_tokens' },
    });
    expect(decode({ reasoning_effort: 'none', logprobs: true })).toMatchObject({
      reasoning: { enabled: false, effort: null },
      logprobs: 0,
    });
  });

  it('takes null for nothing said', () => {
    const names = [
      'temperature',
      'stop',
      'tools',
      'tool_choice',
      'response_format',
      'logit_bias',
      'audio',
      'prediction',
    ];
    const nothing = decode({});
    expect(decode(Object.fromEntries(names.map((name) => [name, null])))).toEqual(nothing);
  });

  it('reads tools and which may be called', () => {
    const parameters = { type: 'object', properties: {} };
    const tool = (name: string) => ({
      type: 'function',
      function: { name, description: 'd', parameters, strict: true },
    });
    const { tools, toolChoice } = decode({
      tools: [tool('f')],
      tool_choice: { type: 'function', function: { name: 'f' } },
    });
    expect(tools).toEqual([{ name: 'f', description: 'd', parameters, strict: true }]);
    expect(toolChoice).toEqual({ kind: 'tool', name: 'f' });
    const allowed = { mode: 'required', tools: [{ type: 'function', function: { name: 'g' } }] };
    const restricted = decode({
      tools: [tool('f'), tool('g')],
      tool_choice: { type: 'allowed_tools', allowed_tools: allowed },
    });
    expect(restricted.tools.map(({ name }) => name)).toEqual(['g']);
    expect(restricted.toolChoice).toEqual({ kind: 'required' });
    expect(decode({ tools: [{ type: 'function', function: { name: 'f' } }] }).tools[0]?.parameters).toBeNull();
  });

  it('reads the form of the answer', () => {
    const form = (response_format: object) => decode({ response_format }).responseFormat;
    expect(form({ type: 'text' })).toEqual({ kind: 'text' });
    expect(form({ type: 'json_object' })).toEqual({ kind: 'json' });
    const json_schema = { name: 'n', schema: { type: 'object' }, strict: true };
    expect(form({ type: 'json_schema', json_schema })).toEqual({
      kind: 'schema',
      name: 'n',
      description: null,
      schema: { type: 'object' },
      strict: true,
    });
  });

  it.each([
    [{ temperature: 'hot' }, 'temperature'],
    [{ stop: [1] }, 'stop'],
    [{ top_logprobs: 2 }, 'top_logprobs'],
    [{ reasoning_effort: 'much' }, 'reasoning_effort'],
    [{ response_format: { type: 'json_schema' } }, 'response_format'],
    [{ tools: {} }, 'tools'],
    [{ tools: [{ type: 'function' }] }, 'tools[0].function'],
    [{ tool_choice: 'maybe' }, 'tool_choice'],
  ])('refuses %j', (fields, param) => {
    expect(refusal(fields)).toEqual(['invalid_parameter', param]);
  });
});

describe('fields without a place', () => {
  const part = (more: object) => [{ role: 'user', content: [{ type: 'text', text: 'x', ...more }] }];

  it.each([
    [{ metadata: { a: 'b' } }, 'metadata'],
    [{ store: true }, 'store'],
    [{ service_tier: 'flex' }, 'service_tier'],
    [{ safety_identifier: 's' }, 'safety_identifier'],
    [{ prompt_cache_key: 'k' }, 'prompt_cache_key'],
    [{ stream_options: { include_obfuscation: false } }, 'stream_options.include_obfuscation'],
    [{ messages: part({ cache_control: { type: 'ephemeral' } }) }, 'messages[0].content[0].cache_control'],
    [{ tools: [{ type: 'function', function: { name: 'f' }, cache_control: {} }] }, 'tools[0].cache_control'],
  ])('lists the hint of %j', (fields, path) => {
    expect(decode(fields).foreign).toEqual([{ path, isHint: true }]);
  });

  it.each([
    [{ functions: [{ name: 'f' }] }, 'functions'],
    [{ function_call: 'auto' }, 'function_call'],
    [{ modalities: ['text', 'audio'] }, 'modalities'],
    [{ logit_bias: { 50256: -100 } }, 'logit_bias'],
    [{ verbosity: 'low' }, 'verbosity'],
    [{ prediction: { type: 'content', content: 'x' } }, 'prediction'],
    [{ web_search_options: {} }, 'web_search_options'],
    [{ moderation: { model: 'm' } }, 'moderation'],
    [{ tools: [{ type: 'custom', custom: { name: 'c' } }] }, 'tools[0]'],
    [{ brand_new: 1 }, 'brand_new'],
    [{ messages: part({ shade: 'blue' }) }, 'messages[0].content[0].shade'],
    [{ messages: [{ role: 'user', content: [{ type: 'video_url' }] }] }, 'messages[0].content[0]'],
    [{ messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'f' } }] }] }, 'messages[0].content[0].file.file_id'], // prettier-ignore
    [{ messages: [{ role: 'function', name: 'f', content: 'x' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'assistant', function_call: { name: 'f', arguments: '' } }] }, 'messages[0].function_call'],
    [{ messages: [{ role: 'assistant', audio: { id: 'a' } }] }, 'messages[0].audio'],
  ])('takes %j for what changes the answer', (fields, path) => {
    expect(decode(fields).foreign).toEqual([{ path, isHint: false }]);
  });

  it.each([[{ modalities: ['text'] }], [{ logit_bias: {} }], [{ verbosity: 'medium' }], [{ functions: [] }]])(
    'passes over %j, which asks for nothing special',
    (fields) => {
      expect(decode(fields).foreign).toEqual([]);
    },
  );

  it('lists a bounded number of hints', () => {
    const content = Array.from({ length: 500 }, () => ({ type: 'text', text: 'x', cache_control: {} }));
    expect(decode({ messages: [{ role: 'user', content }] }).foreign.length).toBeLessThan(50);
  });
});

it('never throws, whatever the body holds', () => {
  const keys = [
    ...['role', 'content', 'type', 'text', 'image_url', 'url', 'file', 'input_audio', 'tool_calls', 'function', 'name'],
    ...['arguments', 'tools', 'tool_choice', 'messages', 'stop', 'response_format', 'json_schema', 'reasoning_details'],
    ...['modalities', 'logit_bias', 'functions', 'stream_options', '__proto__', 'constructor'],
  ];
  const words = fc.constantFrom('user', 'assistant', 'tool', 'system', 'text', 'function', 'allowed_tools', 'file');
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.oneof(words, fc.string(), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...keys), value), (fields) => {
      const body = JSON.parse(JSON.stringify(fields)) as Record<string, unknown>;
      const decoded = surface.decodeRequest(body);
      expect(decoded instanceof ApiError || decoded.from === 'openai-chat').toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
