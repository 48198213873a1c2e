import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  type AssistantPart,
  type Conversation,
  EMPTY_CONVERSATION,
  type JsonValue,
  type Message,
  type UserPart,
} from '../conversation.js';
import { type EncodedRequest, Untranslatable } from '../dialect.js';
import { surface } from './surface.js';
import { voice } from './voice.js';

const user = (...parts: UserPart[]): Message => ({ role: 'user', parts, name: null });
const assistant = (...parts: AssistantPart[]): Message => ({ role: 'assistant', parts, name: null });
const text = (said: string) => ({ kind: 'text', text: said }) as const;
const call = (id: string, args = '{}') =>
  ({ kind: 'tool_call', id, name: 'f', arguments: args, signature: null }) as const;
const result = (callId: string, said: string) =>
  ({ kind: 'tool_result', callId, name: 'f', content: [text(said)], isError: false }) as const;

const asked = (more: Partial<Conversation>): Conversation => ({
  ...EMPTY_CONVERSATION,
  from: 'openai-chat',
  messages: [user(text('Hello'))],
  ...more,
});

function write(more: Partial<Conversation>): EncodedRequest {
  const encoded = voice.encodeRequest(asked(more), 'claude-x');
  if (encoded instanceof Untranslatable) throw new Error(`${encoded.path}: ${encoded.reason}`);
  return encoded;
}

const messagesOf = (...messages: Message[]) => write({ messages }).body.messages;

describe('a conversation', () => {
  it('is a model, a bound and its turns, no more', () => {
    expect(write({}).body).toEqual({
      model: 'claude-x',
      max_tokens: 4_096,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hello' }] }],
    });
  });

  test.each<[Partial<Conversation>, object]>([
    [
      { maxOutputTokens: 7, stream: true, stop: ['END'] },
      { max_tokens: 7, stream: true, stop_sequences: ['END'] },
    ],
    [
      { temperature: 1, topP: 0.5, topK: 3 },
      { temperature: 1, top_p: 0.5, top_k: 3 },
    ],
    [{ presencePenalty: 0, frequencyPenalty: 0, choices: 1 }, {}],
    [{ system: [text('a'), text(' ')] }, { system: [{ type: 'text', text: 'a' }] }],
    [{ endUser: 'u' }, { metadata: { user_id: 'u' } }],
    [{ toolChoice: { kind: 'auto' }, parallelToolCalls: false }, {}],
    [{ responseFormat: { kind: 'text' } }, {}],
    [
      { responseFormat: { kind: 'schema', name: 'n', description: 'd', schema: { type: 'object' }, strict: null } },
      {
        output_config: {
          format: {
            type: 'json_schema',
            schema: { type: 'object', description: 'd', additionalProperties: false },
          },
        },
      },
    ],
    [
      { reasoning: { enabled: true, effort: 'minimal', budgetTokens: null, visible: true } },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'low' } },
    ],
    [
      { reasoning: { enabled: true, effort: null, budgetTokens: 2_000, visible: null } },
      { thinking: { type: 'enabled', budget_tokens: 2_000 }, max_tokens: 6_096 },
    ],
    [
      { reasoning: { enabled: false, effort: null, budgetTokens: null, visible: null } },
      { thinking: { type: 'disabled' } },
    ],
  ])('%j', (more, expected) => {
    const { body, dropped } = write(more);
    expect(body).toEqual({ ...write({}).body, ...expected });
    expect(dropped).toEqual([]);
  });

  test.each<[Partial<Conversation>, object]>([
    [{}, {}],
    [{ parallelToolCalls: false }, { tool_choice: { type: 'auto', disable_parallel_tool_use: true } }],
    [{ parallelToolCalls: true, toolChoice: { kind: 'required' } }, { tool_choice: { type: 'any' } }],
    [{ toolChoice: { kind: 'none' }, parallelToolCalls: false }, { tool_choice: { type: 'none' } }],
    [
      { toolChoice: { kind: 'tool', name: 'f' }, parallelToolCalls: false },
      { tool_choice: { type: 'tool', name: 'f', disable_parallel_tool_use: true } },
    ],
  ])('with tools %j', (more, expected) => {
    const tools = [{ name: 'f', description: null, parameters: null, strict: true }];
    expect(write({ tools, ...more }).body).toEqual({
      ...write({}).body,
      tools: [
        { name: 'f', input_schema: { type: 'object', properties: {}, additionalProperties: false }, strict: true },
      ],
      ...expected,
    });
  });
});

describe('turns', () => {
  it('merges neighbours and puts results of tools first', () => {
    expect(
      messagesOf(
        user(text('a')),
        user(text('b')),
        assistant(text('c')),
        assistant(call('call_1', '{"x":1}'), call('call_2', '')),
        user(text('so?'), result('call_1', 'one')),
        user(result('call_2', '')),
      ),
    ).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'a' }, { type: 'text', text: 'b' }] },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'c' },
          { type: 'tool_use', id: 'call_1', name: 'f', input: { x: 1 } },
          { type: 'tool_use', id: 'call_2', name: 'f', input: {} },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: 'one' }] },
          { type: 'tool_result', tool_use_id: 'call_2' },
          { type: 'text', text: 'so?' },
        ],
      },
    ]); // prettier-ignore
  });

  it('keeps what the assistant is to go on with, and leaves out what is empty', () => {
    expect(messagesOf(user(text('a')), assistant(text(' ')), user(text('b')), assistant(text('{')))).toMatchObject([
      { role: 'user', content: [{ text: 'a' }, { text: 'b' }] },
      { role: 'assistant', content: [{ text: '{' }] },
    ]);
  });

  it('places instructions behind the user’s turn they come with', () => {
    const system: Message = { role: 'system', parts: [text('now')] };
    const roles = (...messages: Message[]) => (messagesOf(...messages) as Message[]).map(({ role }) => role);
    expect(roles(user(text('a')), assistant(text('b')), system, user(text('c')))).toEqual([
      'user',
      'assistant',
      'user',
      'system',
    ]);
    expect(roles(user(text('a')), system, assistant(text('b')), user(text('c')))).toEqual([
      'user',
      'system',
      'assistant',
      'user',
    ]);
    expect(write({ messages: [system, user(text('a'))] }).body.system).toEqual([{ type: 'text', text: 'now' }]);
  });

  it('gives ids that other wires allow and this one does not the same other name in call and result', () => {
    const [, turn, answer] = messagesOf(user(text('a')), assistant(call('f.g:0')), user(result('f.g:0', 'x'))) as [
      unknown,
      { content: { id: string }[] },
      { content: { tool_use_id: string }[] },
    ];
    expect(turn.content[0]?.id).toMatch(/^[a-zA-Z0-9_-]+$/);
    expect(answer.content[0]?.tool_use_id).toBe(turn.content[0]?.id);
  });

  it('sends pictures and documents by bytes and by address', () => {
    const png = { kind: 'base64', mediaType: 'image/PNG; x=1', data: 'AA==' } as const;
    const web = { kind: 'url', url: 'https://x.test/a', mediaType: null } as const;
    const note = { kind: 'base64', mediaType: 'text/plain', data: 'w6k=' } as const;
    const { body, dropped } = write({
      messages: [
        user(
          { kind: 'image', source: png, detail: 'high' },
          { kind: 'image', source: web, detail: 'auto' },
          { kind: 'file', source: web, name: null },
          { kind: 'file', source: note, name: 'n.txt' },
        ),
      ],
    });
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
          { type: 'image', source: { type: 'url', url: 'https://x.test/a' } },
          { type: 'document', source: { type: 'url', url: 'https://x.test/a' } },
          { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' }, title: 'n.txt' },
        ],
      },
    ]);
    expect(dropped).toEqual(['messages[].detail']);
  });

  it('leaves how much to think to the model where the thought before a tool’s result is gone', () => {
    const reasoning = { enabled: true, effort: null, budgetTokens: 8_192, visible: null } as const;
    const thought = { kind: 'thinking', text: 'Hm.', signature: 's', sealed: null } as const;
    const loop = (...parts: AssistantPart[]) => [
      user(text('a')),
      assistant(...parts, call('c')),
      user(result('c', 'x')),
    ];
    expect(write({ reasoning, messages: loop() }).body).toMatchObject({
      max_tokens: 4_096,
      thinking: { type: 'adaptive' },
      output_config: { effort: 'medium' },
    });
    expect(write({ reasoning, messages: loop(thought) }).body.thinking).toMatchObject({ type: 'enabled' });
    expect(
      write({ reasoning, messages: [...loop(), assistant(text('b')), user(text('c'))] }).body.thinking,
    ).toMatchObject({
      type: 'enabled',
    });
  });

  it('sends thoughts that prove their origin, and drops the others', () => {
    const thought = { kind: 'thinking', text: 'Hm.', signature: null, sealed: null } as const;
    const { body, dropped } = write({
      messages: [
        user(text('a')),
        assistant(thought, { ...thought, signature: 's' }, { ...thought, text: '', sealed: 'x' }, text('b')),
        user(text('c')),
      ],
    });
    expect((body.messages as { content: unknown }[])[1]?.content).toEqual([
      { type: 'thinking', thinking: 'Hm.', signature: 's' },
      { type: 'redacted_thinking', data: 'x' },
      { type: 'text', text: 'b' },
    ]);
    expect(dropped).toEqual(['messages[].thinking']);
  });
});

describe('a schema', () => {
  const written = (schema: JsonValue) => {
    const format = { kind: 'schema', name: 'n', description: null, schema, strict: true } as const;
    return (write({ responseFormat: format }).body.output_config as { format: { schema: unknown } }).format.schema;
  };
  const open = { type: 'object', properties: { a: { type: 'string' } } };
  const closed = { ...open, additionalProperties: false };

  test.each<[JsonValue, object]>([
    [
      { ...open, properties: { a: open } },
      { ...closed, properties: { a: closed } },
    ],
    [
      { type: 'array', items: open },
      { type: 'array', items: closed },
    ],
    [
      { anyOf: [open, { type: 'null' }], $defs: { d: open } },
      { anyOf: [closed, { type: 'null' }], $defs: { d: closed } },
    ],
    [
      { ...open, additionalProperties: true },
      { ...open, additionalProperties: true },
    ],
    [
      { type: 'object', properties: { properties: { type: 'string' } } },
      { type: 'object', properties: { properties: { type: 'string' } }, additionalProperties: false },
    ],
    [{ enum: [{ type: 'object' }] }, { enum: [{ type: 'object' }] }],
  ])('of %j is closed where it was left open', (schema, expected) => {
    expect(written(schema)).toEqual(expected);
  });
});

describe('what this wire has no word for is refused in the caller’s words', () => {
  const sound = { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/wav', data: '' } } as const;
  const zip = { kind: 'base64', mediaType: 'application/zip', data: '' } as const;
  const tool = { name: 'f', description: null, parameters: null, strict: null };
  test.each<[Partial<Conversation>, string]>([
    [{ choices: 2, paths: { choices: 'n' } }, 'n'],
    [{ logprobs: 0 }, 'logprobs'],
    [{ seed: 0 }, 'seed'],
    [{ presencePenalty: 0.5 }, 'presence_penalty'],
    [
      { frequencyPenalty: -1, paths: { frequencyPenalty: 'generationConfig.frequencyPenalty' } },
      'generationConfig.frequencyPenalty',
    ],
    [{ temperature: 1.1 }, 'temperature'],
    [{ responseFormat: { kind: 'json' } }, 'response_format'],
    [{ reasoning: { enabled: true, effort: null, budgetTokens: 512, visible: null } }, 'reasoning'],
    [{ tools: [{ ...tool, name: 'a.b' }] }, 'tools'],
    [{ tools: [{ ...tool, parameters: true }] }, 'tools'],
    [{ toolChoice: { kind: 'required' } }, 'tool_choice'],
    [{ messages: [user(sound)] }, 'messages'],
    [{ messages: [user({ kind: 'file', source: zip, name: null })] }, 'messages'],
    [{ messages: [user({ kind: 'image', source: zip, detail: null })] }, 'messages'],
    [{ messages: [assistant({ kind: 'image', source: zip, detail: null })] }, 'messages'],
    [{ messages: [assistant(call('c', 'not json'))] }, 'messages'],
    [{ foreign: [{ path: 'prediction', isHint: false }] }, 'prediction'],
  ])('%j', (more, path) => {
    expect(voice.encodeRequest(asked(more), 'm')).toMatchObject({ path });
  });

  it('arguments nested absurdly', () => {
    const deep = `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`;
    expect(voice.encodeRequest(asked({ messages: [assistant(call('c', deep))] }), 'm')).toMatchObject({
      path: 'messages',
    });
  });

  it('but hints are dropped and listed', () => {
    const foreign = [{ path: 'store', isHint: true }];
    expect(write({ foreign, messages: [{ ...user(text('a')), name: 'Ada' } as Message] }).dropped).toEqual([
      'store',
      'messages[].name',
    ]);
  });
});

const CLOSED = { type: 'object', additionalProperties: false };

it('says a body of its own wire again as it was', () => {
  const body = {
    model: 'claude-x',
    max_tokens: 500,
    system: [{ type: 'text', text: 'Be brief.' }],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Weather?' }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 's' },
          { type: 'tool_use', id: 'toolu_1', name: 'f', input: { city: 'Paris', days: [1, 2] } },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'rain' }], is_error: true },
        ],
      },
      { role: 'system', content: [{ type: 'text', text: 'In French.' }] },
    ],
    tools: [{ name: 'f', description: 'd', input_schema: { type: 'object', properties: { city: {} } }, strict: false }],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    temperature: 0.5,
    top_p: 0.5,
    top_k: 5,
    stop_sequences: ['END'],
    thinking: { type: 'adaptive', display: 'summarized' },
    output_config: { effort: 'high', format: { type: 'json_schema', schema: CLOSED } },
    metadata: { user_id: 'u' },
    stream: true,
  };
  const conversation = surface.decodeRequest(body);
  if (conversation instanceof ApiError) throw conversation;
  expect(voice.encodeRequest(conversation, 'claude-x')).toEqual({ body, dropped: [] });
});

it('says every body it can read without throwing, roles in turn', () => {
  const block = fc.oneof(
    fc.record({ type: fc.constant('text'), text: fc.string() }),
    fc.record({
      type: fc.constant('tool_use'),
      id: fc.string(),
      name: fc.constant('f'),
      input: fc.dictionary(fc.string(), fc.jsonValue()),
    }),
    fc.record({ type: fc.constant('tool_result'), tool_use_id: fc.string(), content: fc.string() }),
  );
  const message = fc.record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    content: fc.oneof(fc.string(), fc.array(block)),
  });
  fc.assert(
    fc.property(fc.array(message), (messages) => {
      const conversation = surface.decodeRequest({ model: 'm', max_tokens: 1, messages });
      if (conversation instanceof ApiError) throw conversation;
      const encoded = voice.encodeRequest({ ...conversation, foreign: [] }, 'm');
      if (encoded instanceof Untranslatable) throw new Error(encoded.path);
      const turns = encoded.body.messages as { role: string; content: unknown[] }[];
      const spoken = turns.filter(({ role }) => role !== 'system');
      expect(turns.every(({ content }) => content.length > 0)).toBe(true);
      expect(spoken.every(({ role }, index) => role !== spoken[index - 1]?.role)).toBe(true);
    }),
  );
});
