import { describe, expect, it } from 'vitest';
import { type Conversation, EMPTY_CONVERSATION, type Message, type Tool } from '../conversation.js';
import { Untranslatable } from '../dialect.js';
import { voice } from './voice.js';

const tool: Tool = { name: 'get_weather', description: 'Weather', parameters: { type: 'object' }, strict: null };
const now: Tool = { name: 'now', description: null, parameters: null, strict: null };
const hello: Message = { role: 'user', parts: [{ kind: 'text', text: 'Hello' }], name: null };

function encode(more: Partial<Conversation>): ReturnType<typeof voice.encodeRequest> {
  return voice.encodeRequest({ ...EMPTY_CONVERSATION, from: 'openai-chat', messages: [hello], ...more }, 'command-a');
}

function bodyOf(more: Partial<Conversation>): unknown {
  const encoded = encode(more);
  if (encoded instanceof Untranslatable) throw new TypeError(`${encoded.path}: ${encoded.reason}`);
  return encoded.body;
}

const plain = {
  model: 'command-a',
  stream: false,
  messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
};

describe('fields', () => {
  it('says nothing that the caller didn’t', () => {
    expect(bodyOf({})).toEqual(plain);
  });

  it('has a place for each of these', () => {
    const said = {
      stream: true,
      maxOutputTokens: 100,
      temperature: 1.5,
      topP: 0.9,
      topK: 40,
      stop: ['END'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 1,
      logprobs: 0,
      tools: [tool, now],
      toolChoice: { kind: 'required' },
      parallelToolCalls: true,
      reasoning: { enabled: true, effort: null, budgetTokens: 2_000, visible: null },
    } as const satisfies Partial<Conversation>;
    expect(bodyOf(said)).toEqual({
      ...plain,
      stream: true,
      max_tokens: 100,
      temperature: 1.5,
      p: 0.9,
      k: 40,
      stop_sequences: ['END'],
      seed: 7,
      presence_penalty: 0.1,
      frequency_penalty: 1,
      logprobs: true,
      tools: [
        { type: 'function', function: { name: 'get_weather', description: 'Weather', parameters: { type: 'object' } } },
        { type: 'function', function: { name: 'now', parameters: { type: 'object', properties: {} } } },
      ],
      tool_choice: 'REQUIRED',
      thinking: { type: 'enabled', token_budget: 2_000 },
    });
  });

  it.each([
    [{ enabled: false, effort: null, budgetTokens: null, visible: null }, { type: 'disabled' }],
    [{ enabled: true, effort: null, budgetTokens: null, visible: null }, { type: 'enabled' }],
    [
      { enabled: true, effort: 'medium', budgetTokens: null, visible: null },
      { type: 'enabled', token_budget: 8_192 },
    ],
  ] as const)('thinks: %j', (reasoning, thinking) => {
    expect(bodyOf({ reasoning })).toEqual({ ...plain, thinking });
  });

  it.each([
    [{ kind: 'text' }, { type: 'text' }],
    [{ kind: 'json' }, { type: 'json_object' }],
    [
      { kind: 'schema', name: 'a', description: null, schema: { type: 'object' }, strict: null },
      { type: 'json_object', json_schema: { type: 'object' } },
    ],
  ] as const)('answers in the form %j', (responseFormat, expected) => {
    expect(bodyOf({ responseFormat })).toEqual({ ...plain, response_format: expected });
  });

  it.each([
    [{ kind: 'none' }, [tool, now], 'NONE'],
    [{ kind: 'auto' }, [tool, now], undefined],
    // The only tool there is, is the one that a required call calls.
    [{ kind: 'tool', name: 'now' }, [now], 'REQUIRED'],
  ] as const)('chooses tools: %j', (toolChoice, tools, expected) => {
    expect((bodyOf({ toolChoice, tools }) as Record<string, unknown>).tool_choice).toBe(expected);
  });

  it('keeps to the schemas of all tools', () => {
    expect(bodyOf({ tools: [{ ...now, strict: true }] })).toMatchObject({ strict_tools: true });
  });

  it.each([
    ['n', { choices: 2, paths: { choices: 'n' } }],
    ['top_logprobs', { logprobs: 3, paths: { logprobs: 'top_logprobs' } }],
    ['stop', { stop: ['1', '2', '3', '4', '5', '6'] }],
    ['temperature', { temperature: -0.1 }],
    ['top_p', { topP: 1 }],
    ['top_k', { topK: 501 }],
    ['presence_penalty', { presencePenalty: -0.5 }],
    ['frequency_penalty', { frequencyPenalty: 1.5 }],
    ['parallel_tool_calls', { parallelToolCalls: false, tools: [tool] }],
    ['response_format', { responseFormat: { kind: 'json' }, tools: [tool] }],
    ['tool_choice', { toolChoice: { kind: 'tool', name: 'now' }, tools: [tool, now] }],
    ['tool_choice', { toolChoice: { kind: 'tool', name: 'other' }, tools: [now] }],
    ['tools', { tools: [{ ...tool, strict: true }, now] }],
    ['safety_mode', { foreign: [{ path: 'safety_mode', isHint: false }] }],
  ] as const satisfies [string, Partial<Conversation>][])('refuses %s', (path, more) => {
    expect(encode(more)).toMatchObject({ path });
    expect(encode(more)).toBeInstanceOf(Untranslatable);
  });
});

describe('turns', () => {
  const thought = { kind: 'thinking', text: 'Ask first.', signature: null, sealed: null } as const;

  it('give results messages of their own, and a plan to its calls', () => {
    const call = { kind: 'tool_call', id: 'c1', name: 'now', arguments: ' ', signature: null } as const;
    const result = { kind: 'tool_result', callId: 'c1', name: null, isError: true } as const;
    const source = { kind: 'base64', mediaType: 'image/png', data: 'iVBO' } as const;
    const encoded = encode({
      system: [{ kind: 'text', text: 'Be brief.' }],
      messages: [
        hello,
        { role: 'assistant', name: null, parts: [thought, { kind: 'text', text: 'Wait.' }, call] },
        {
          role: 'user',
          name: 'Ann',
          parts: [
            { ...result, content: [{ kind: 'text', text: 'broken' }] },
            { kind: 'text', text: 'Well?' },
            { kind: 'image', source, detail: 'low' },
          ],
        },
        { role: 'assistant', name: null, parts: [thought, { kind: 'refusal', text: 'No.' }] },
        { role: 'system', parts: [{ kind: 'text', text: 'Go on.' }] },
      ],
    });
    expect(encoded).toMatchObject({
      dropped: ['messages[].name', 'messages[].is_error', 'messages[].thinking'],
      body: {
        messages: [
          { role: 'system', content: [{ type: 'text', text: 'Be brief.' }] },
          { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
          {
            role: 'assistant',
            content: [{ type: 'text', text: 'Wait.' }],
            tool_calls: [{ id: 'c1', type: 'function', function: { name: 'now', arguments: '{}' } }],
            tool_plan: 'Ask first.',
          },
          { role: 'tool', tool_call_id: 'c1', content: [{ type: 'text', text: 'broken' }] },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'Well?' },
              { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBO', detail: 'low' } },
            ],
          },
          { role: 'assistant', content: [{ type: 'text', text: 'No.' }] },
          { role: 'system', content: [{ type: 'text', text: 'Go on.' }] },
        ],
      },
    });
  });

  it.each([
    { kind: 'audio', source: { kind: 'url', url: 'https://a.test/b.mp3', mediaType: null } },
    { kind: 'file', source: { kind: 'url', url: 'https://a.test/b.pdf', mediaType: null }, name: null },
    {
      kind: 'tool_result',
      callId: 'c1',
      name: null,
      isError: false,
      content: [{ kind: 'image', source: { kind: 'url', url: 'https://a.test/b.png', mediaType: null }, detail: null }],
    },
  ] as const)('can’t carry %j', (part) => {
    expect(encode({ messages: [{ role: 'user', parts: [part], name: null }] })).toMatchObject({ path: 'messages' });
  });
});
