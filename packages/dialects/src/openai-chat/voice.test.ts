import { describe, expect, it } from 'vitest';
import { type Conversation, EMPTY_CONVERSATION } from '../conversation.js';
import { type JsonObject, Untranslatable } from '../dialect.js';
import { surface } from './surface.js';
import { UNSIGNED_THOUGHT } from './thoughts.js';
import { voice } from './voice.js';

const text = (words: string) => ({ kind: 'text', text: words }) as const;
const user = (...parts: Extract<Conversation['messages'][number], { role: 'user' }>['parts']) => {
  return { role: 'user', parts, name: null } as const;
};

function conversation(more: Partial<Conversation>): Conversation {
  return { ...EMPTY_CONVERSATION, from: 'anthropic-messages', messages: [user(text('Hi'))], ...more };
}

function encode(more: Partial<Conversation>): JsonObject {
  const encoded = voice.encodeRequest(conversation(more), 'up');
  if (encoded instanceof Untranslatable) throw new Error(`${encoded.path}: ${encoded.reason}`);
  return encoded.body;
}

function refusedPath(more: Partial<Conversation>): string | null {
  const encoded = voice.encodeRequest(conversation(more), 'up');
  return encoded instanceof Untranslatable ? encoded.path : null;
}

const REASONING = { enabled: true, effort: null, budgetTokens: null, visible: null } as const;

describe('encodeRequest', () => {
  it('says no more than it was told', () => {
    expect(encode({})).toEqual({ model: 'up', messages: [{ role: 'user', content: 'Hi' }] });
  });

  it('says every setting', () => {
    const schema = { type: 'object' };
    const body = encode({
      ...{ system: [text('One'), text('Two')], maxOutputTokens: 9, temperature: 0, topP: 0.5, stop: ['a'], seed: 1 },
      ...{ presencePenalty: 1, frequencyPenalty: 2, choices: 3, logprobs: 4, endUser: 'u', stream: true },
      tools: [
        { name: 'f', description: 'd', parameters: schema, strict: true },
        { name: 'g', description: null, parameters: null, strict: null },
      ],
      toolChoice: { kind: 'tool', name: 'f' },
      parallelToolCalls: false,
      responseFormat: { kind: 'schema', name: 'n', description: null, schema, strict: true },
      reasoning: { ...REASONING, effort: 'high' },
    });
    expect(body).toEqual({
      model: 'up',
      messages: [
        { role: 'system', content: 'One\n\nTwo' },
        { role: 'user', content: 'Hi' },
      ],
      ...{ max_tokens: 9, temperature: 0, top_p: 0.5, stop: ['a'], seed: 1, presence_penalty: 1 },
      ...{ frequency_penalty: 2, n: 3, logprobs: true, top_logprobs: 4, user: 'u', stream: true },
      tools: [
        { type: 'function', function: { name: 'f', description: 'd', parameters: schema, strict: true } },
        { type: 'function', function: { name: 'g', parameters: { type: 'object', properties: {} } } },
      ],
      tool_choice: { type: 'function', function: { name: 'f' } },
      parallel_tool_calls: false,
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema, strict: true } },
      reasoning_effort: 'high',
    });
  });

  it.each([
    [1_024, 'low'],
    [8_192, 'medium'],
    [8_193, 'high'],
    [100_000, 'high'],
  ])('takes a budget of %i for the effort %s', (budgetTokens, effort) => {
    expect(encode({ reasoning: { ...REASONING, budgetTokens } }).reasoning_effort).toBe(effort);
  });

  it('says not to think only to those who said so in OpenAI’s words', () => {
    const reasoning = { ...REASONING, enabled: false };
    expect(encode({ reasoning })).not.toHaveProperty('reasoning_effort');
    expect(encode({ reasoning, from: 'openai-responses' }).reasoning_effort).toBe('none');
  });

  it('asks for JSON by name, which OpenAI insists on, where nobody did', () => {
    const responseFormat = { kind: 'json' } as const;
    const instruction = { role: 'system', content: 'Answer in JSON.' };
    expect(encode({ responseFormat })).toMatchObject({
      messages: [instruction, { role: 'user' }],
      response_format: { type: 'json_object' },
    });
    const asked = encode({ responseFormat, messages: [user(text('As json, please'))] });
    expect(asked.messages).toEqual([{ role: 'user', content: 'As json, please' }]);
  });

  it('says nothing of tools where there are none', () => {
    expect(encode({ toolChoice: { kind: 'auto' }, parallelToolCalls: true })).not.toHaveProperty('tool_choice');
  });

  it('puts results of tools before what else a turn holds, and their pictures after them', () => {
    const source = { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } as const;
    const picture = { kind: 'image', source, detail: null } as const;
    const call = { kind: 'tool_call', id: 'c1', name: 'f', arguments: '{}', signature: 'sig' } as const;
    const result = (
      callId: string,
      content: readonly (typeof picture | ReturnType<typeof text>)[],
      isError = false,
    ) => {
      return { kind: 'tool_result', callId, name: 'f', content, isError } as const;
    };
    const { messages } = encode({
      messages: [
        user(text('Hi')),
        { role: 'assistant', parts: [text('Let me'), text(' look.'), call, { ...call, id: 'c2' }], name: null },
        user(text('There.'), result('c1', [text('one'), picture]), result('c2', [text('two')], true)),
      ],
    });
    const toolCall = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
    expect(messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Let me look.', tool_calls: [toolCall('c1'), toolCall('c2')] },
      { role: 'tool', tool_call_id: 'c1', content: 'one' },
      { role: 'tool', tool_call_id: 'c2', content: 'Error: two' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Result of tool call c1:' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
      { role: 'user', content: 'There.' },
    ]);
  });

  it('says pictures, sound and files', () => {
    const base64 = (mediaType: string) => ({ kind: 'base64', mediaType, data: 'AAAA' }) as const;
    const { messages } = encode({
      messages: [
        user(
          { kind: 'image', source: { kind: 'url', url: 'https://x.test/a', mediaType: null }, detail: 'high' },
          { kind: 'audio', source: base64('audio/x-wav') },
          { kind: 'file', source: base64('application/pdf'), name: null },
        ),
      ],
    });
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'https://x.test/a', detail: 'high' } },
          { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
          { type: 'file', file: { filename: 'document', file_data: 'data:application/pdf;base64,AAAA' } },
        ],
      },
    ]);
  });

  it('leaves thoughts out, but has unsigned ones at hand beside tool calls', () => {
    const thought = (signature: string | null) => ({ kind: 'thinking', text: 'Hm', signature, sealed: null }) as const;
    const call = { kind: 'tool_call', id: 'c', name: 'f', arguments: '{}', signature: null } as const;
    const body = encode({
      messages: [
        { role: 'assistant', parts: [thought('sig'), call], name: null },
        { role: 'assistant', parts: [thought(null), call], name: null },
        { role: 'assistant', parts: [thought(null), text('A')], name: null },
        { role: 'assistant', parts: [thought(null)], name: null },
      ],
    });
    const messages = body.messages as { [UNSIGNED_THOUGHT]?: string }[];
    expect(messages.map((message) => message[UNSIGNED_THOUGHT])).toEqual([undefined, 'Hm', undefined]);
    expect(JSON.stringify(body)).not.toContain('Hm');
  });

  const sound = (source: object) => [user({ kind: 'audio', source } as never)];
  it.each([
    ['top_k', { topK: 5 }, 'top_k'],
    ['what the caller calls otherwise', { topK: 5, paths: { topK: 'generationConfig.topK' } }, 'generationConfig.topK'],
    ['a foreign field', { foreign: [{ path: 'inference_geo', isHint: false }] }, 'inference_geo'],
    ['ogg', { messages: sound({ kind: 'base64', mediaType: 'audio/ogg', data: '' }) }, 'messages'],
    ['sound by address', { messages: sound({ kind: 'url', url: 'https://x', mediaType: null }) }, 'messages'],
    [
      'a picture an assistant made',
      {
        messages: [
          { role: 'assistant', name: null, parts: [{ kind: 'image', source: { kind: 'url' }, detail: null }] },
        ],
        paths: { messages: 'contents' },
      },
      'contents',
    ],
  ])('refuses %s', (_name, more, path) => {
    expect(refusedPath(more as Partial<Conversation>)).toBe(path);
  });

  it('lists the hints that it drops', () => {
    const foreign = [{ path: 'tools[0].cache_control', isHint: true }];
    expect(voice.encodeRequest(conversation({ foreign }), 'up')).toMatchObject({ dropped: ['tools[0].cache_control'] });
  });

  it('is understood by the surface of the same wire', () => {
    const request = {
      ...{ model: 'up', temperature: 1, max_tokens: 5, stop: ['x'], n: 2, reasoning_effort: 'low', user: 'u' },
      messages: [
        { role: 'system', content: 'Be brief, in JSON.' },
        { role: 'user', content: 'Weather?' },
        { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] }, // prettier-ignore
        { role: 'tool', tool_call_id: 'c', content: 'Rain' },
      ],
      tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'object' } } }],
      tool_choice: 'auto',
      response_format: { type: 'json_object' },
    };
    const decoded = surface.decodeRequest(request);
    const encoded = voice.encodeRequest(decoded as Conversation, 'up');
    expect(encoded).toMatchObject({ body: request, dropped: [] });
  });
});

describe('decodeAnswer', () => {
  const answer = (message: object, more: object = {}) => {
    const choice = { index: 0, message, logprobs: null, finish_reason: 'stop', ...more };
    const usage = { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13 };
    return voice.decodeAnswer({ id: 'chatcmpl-1', choices: [choice], usage });
  };

  it('reads text, thoughts, calls, log probabilities and usage', () => {
    const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
    const entry = { token: 'A', logprob: -0.5, bytes: [65] };
    const logprobs = { content: [{ ...entry, top_logprobs: [entry] }], refusal: null };
    const message = { role: 'assistant', content: 'A', reasoning_content: 'Hm', tool_calls: [call] };
    expect(answer(message, { finish_reason: 'tool_calls', logprobs })).toMatchObject({
      id: 'chatcmpl-1',
      choices: [
        {
          parts: [
            { kind: 'thinking', text: 'Hm', signature: null, sealed: null },
            text('A'),
            { kind: 'tool_call', id: 'c', name: 'f', arguments: '{"a":1}', signature: null },
          ],
          finish: { reason: 'tool_calls', sequence: null },
          logprobs: [{ ...entry, alternatives: [entry] }],
        },
      ],
      usage: { inputTokens: 9, outputTokens: 4 },
    });
  });

  it('reads what others say in their own way: Mistral’s parts, OpenRouter’s pictures, calls without ids', () => {
    const content = [
      { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] },
      { type: 'text', text: 'A' },
    ];
    const images = [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }];
    const tool_calls = [{ function: { name: 'f', arguments: { a: 1 } } }, { function: { name: 'g' } }, null];
    const parts = answer({ content, images, tool_calls })?.choices[0]?.parts;
    expect(parts).toEqual([
      { kind: 'thinking', text: 'Hm', signature: null, sealed: null },
      text('A'),
      { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: null },
      { kind: 'tool_call', id: 'call_chatcmpl10x0', name: 'f', arguments: '{"a":1}', signature: null },
      { kind: 'tool_call', id: 'call_chatcmpl10x1', name: 'g', arguments: '', signature: null },
    ]);
  });

  it.each([
    ['stop', {}, 'stop'],
    ['stop', { refusal: 'No.' }, 'refusal'],
    ['length', {}, 'length'],
    ['model_length', {}, 'length'],
    ['content_filter', {}, 'filtered'],
    ['never heard of', {}, 'stop'],
  ])('reads the end %s (%j) as %s', (finish_reason, more, reason) => {
    expect(answer({ content: 'x', ...more }, { finish_reason })?.choices[0]?.finish?.reason).toBe(reason);
  });

  it.each([
    ['an error', { error: { message: 'x' }, choices: [] }],
    ['no choices', { choices: [] }],
    ['half a choice', { choices: [{ message: { content: 'x' } }, {}] }],
    ['a failure that calls itself an end', { choices: [{ message: { content: '' }, finish_reason: 'error' }] }],
    ['another wire', { type: 'message', content: [] }],
  ])('takes %s for no answer', (_name, body) => {
    expect(voice.decodeAnswer(body)).toBeNull();
  });

  it('has no usage where none was reported, and zero where zero was', () => {
    const choices = [{ message: { content: 'x' }, finish_reason: 'stop' }];
    expect(voice.decodeAnswer({ choices })?.usage).toBeNull();
    const usage = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    expect(voice.decodeAnswer({ choices, usage })?.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 });
  });
});
