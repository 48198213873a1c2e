import { describe, expect, it } from 'vitest';
import { type Conversation, EMPTY_CONVERSATION, type Message, type Tool, type UserPart } from '../conversation.js';
import { Untranslatable } from '../dialect.js';
import { voice } from './voice.js';

const CLAUDE = 'eu.anthropic.claude-sonnet-4-6';

const tool: Tool = { name: 'get_weather', description: 'Weather', parameters: { type: 'object' }, strict: true };
const bare: Tool = { name: 'now', description: null, parameters: null, strict: null };
const call = {
  kind: 'tool_call',
  id: 'call|1',
  name: 'get_weather',
  arguments: '{"city":"Paris"}',
  signature: null,
} as const;

function user(...parts: UserPart[]): Message {
  return { role: 'user', parts, name: null };
}

const hello = user({ kind: 'text', text: 'Hello' });

function encode(more: Partial<Conversation>, model = CLAUDE): ReturnType<typeof voice.encodeRequest> {
  return voice.encodeRequest({ ...EMPTY_CONVERSATION, from: 'openai-chat', messages: [hello], ...more }, model);
}

function bodyOf(more: Partial<Conversation>, model?: string): unknown {
  const encoded = encode(more, model);
  if (encoded instanceof Untranslatable) throw new TypeError(`${encoded.path}: ${encoded.reason}`);
  return encoded.body;
}

const plain = { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] };

describe('fields', () => {
  it('says nothing that the caller didn’t', () => {
    expect(bodyOf({})).toEqual(plain);
    expect(bodyOf({ presencePenalty: 0, frequencyPenalty: 0, parallelToolCalls: false })).toEqual(plain);
  });

  it('has a place for each of these', () => {
    const said = {
      system: [{ kind: 'text', text: 'Be brief.' }],
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stop: ['END'],
      tools: [tool, bare],
      toolChoice: { kind: 'required' },
      responseFormat: { kind: 'schema', name: 'answer', description: null, schema: { type: 'object' }, strict: true },
      reasoning: { enabled: true, effort: 'minimal', budgetTokens: null, visible: true },
    } as const satisfies Partial<Conversation>;
    expect(bodyOf(said)).toEqual({
      ...plain,
      system: [{ text: 'Be brief.' }],
      inferenceConfig: { maxTokens: 100, temperature: 0.5, topP: 0.9, stopSequences: ['END'] },
      toolConfig: {
        tools: [
          {
            toolSpec: {
              name: 'get_weather',
              description: 'Weather',
              inputSchema: { json: { type: 'object' } },
              strict: true,
            },
          },
          { toolSpec: { name: 'now', inputSchema: { json: { type: 'object', properties: {} } } } },
        ],
        toolChoice: { any: {} },
      },
      additionalModelRequestFields: { top_k: 40, thinking: { type: 'adaptive', display: 'summarized' } },
      additionalModelResponseFieldPaths: ['/stop_sequence'],
      outputConfig: {
        effort: 'low',
        textFormat: { type: 'json_schema', structure: { jsonSchema: { name: 'answer', schema: '{"type":"object"}' } } },
      },
    });
  });

  it.each([
    [{ kind: 'auto' }, { auto: {} }],
    [{ kind: 'tool', name: 'now' }, { tool: { name: 'now' } }],
  ] as const)('chooses tools: %j', (toolChoice, expected) => {
    expect(bodyOf({ tools: [bare], toolChoice })).toMatchObject({ toolConfig: { toolChoice: expected } });
  });

  it('gives no tools where none may be called', () => {
    expect(bodyOf({ tools: [tool], toolChoice: { kind: 'none' } })).toEqual(plain);
  });

  it.each([
    ['n', { choices: 2, paths: { choices: 'n' } }],
    ['logprobs', { logprobs: 0 }],
    ['seed', { seed: 0 }],
    ['presence_penalty', { presencePenalty: 0.1 }],
    ['frequency_penalty', { frequencyPenalty: -1 }],
    ['temperature', { temperature: 1.1 }],
    ['top_p', { topP: Number.NaN }],
    ['parallel_tool_calls', { parallelToolCalls: false, tools: [tool] }],
    ['response_format', { responseFormat: { kind: 'json' } }],
    ['tools', { tools: [{ ...tool, name: 'a.b' }] }],
    ['tools', { tools: [{ ...tool, parameters: 'text' }] }],
    [
      'tool_choice',
      {
        tools: [tool],
        toolChoice: { kind: 'none' },
        messages: [hello, { role: 'assistant', parts: [call], name: null }],
      },
    ],
    ['tools', { messages: [hello, { role: 'assistant', parts: [call], name: null }] }],
    ['web_search_options', { foreign: [{ path: 'web_search_options', isHint: false }] }],
  ] as const satisfies [string, Partial<Conversation>][])('refuses %s', (path, more) => {
    expect(encode(more)).toMatchObject({ path });
    expect(encode(more)).toBeInstanceOf(Untranslatable);
  });

  it('lists the hints that it leaves out', () => {
    const messages: Message[] = [
      { role: 'user', name: 'Ann', parts: [{ kind: 'image', source: png, detail: 'low' }] },
      { role: 'assistant', name: null, parts: [{ kind: 'thinking', text: 'Hm.', signature: null, sealed: null }] },
    ];
    expect(encode({ messages, foreign: [{ path: 'store', isHint: true }] })).toMatchObject({
      dropped: ['store', 'messages[].name', 'messages[].detail', 'messages[].thinking'],
    });
  });
});

const png = { kind: 'base64', mediaType: 'image/png', data: 'iVBO' } as const;

describe('what only the model’s family has a word for', () => {
  const thinking = (more: object): Partial<Conversation> => ({
    reasoning: { enabled: true, effort: null, budgetTokens: null, visible: null, ...more },
  });
  it.each([
    [CLAUDE, thinking({ enabled: false }), { additionalModelRequestFields: { thinking: { type: 'disabled' } } }],
    [
      'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-4-6',
      thinking({ budgetTokens: 2_000 }),
      { additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 2_000 } } },
    ],
    [
      CLAUDE,
      thinking({ effort: 'max' }),
      { additionalModelRequestFields: { thinking: { type: 'adaptive' } }, outputConfig: { effort: 'max' } },
    ],
    [
      'us.amazon.nova-2-lite-v1:0',
      thinking({ budgetTokens: 9_000 }),
      { additionalModelRequestFields: { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } } },
    ],
    ['amazon.nova-2-lite-v1:0', { topK: 5 }, { additionalModelRequestFields: { inferenceConfig: { topK: 5 } } }],
    [
      'openai.gpt-oss-120b-1:0',
      thinking({ effort: 'low' }),
      { additionalModelRequestFields: { reasoning_effort: 'low' } },
    ],
    ['deepseek.v3-v1:0', thinking({ effort: 'high' }), { outputConfig: { effort: 'high' } }],
  ])('%s is told %j', (model, more, expected) => {
    expect(bodyOf(more, model)).toEqual({ ...plain, ...expected });
  });

  it.each([
    ['deepseek.v3-v1:0', thinking({ budgetTokens: 2_000 }), 'reasoning'],
    ['openai.gpt-oss-120b-1:0', thinking({ enabled: false }), 'reasoning'],
    ['amazon.nova-2-lite-v1:0', thinking({ effort: 'xhigh' }), 'reasoning'],
    ['meta.llama4-scout-17b-instruct-v1:0', { topK: 3 }, 'top_k'],
    // A vendor's name inside another word is none.
    ['notanthropic.model', { topK: 3 }, 'top_k'],
  ])('%s can’t be told %j', (model, more, path) => {
    expect(encode(more, model)).toMatchObject({ path });
  });
});

describe('turns', () => {
  const sealed = { kind: 'thinking', text: '', signature: null, sealed: 'c2VhbA==' } as const;
  const signed = { kind: 'thinking', text: 'Hm.', signature: 'sig', sealed: null } as const;

  it('alternate, with results first, instructions behind the user, thoughts with their proof', () => {
    const result = { kind: 'tool_result', callId: 'call|1', name: null, isError: true } as const;
    const messages: Message[] = [
      { role: 'system', parts: [{ kind: 'text', text: 'Early.' }] },
      user({ kind: 'text', text: 'One' }),
      { role: 'system', parts: [{ kind: 'text', text: 'Late.' }] },
      user({ kind: 'text', text: 'Two' }, { kind: 'text', text: ' ' }),
      { role: 'assistant', name: null, parts: [sealed, signed, { kind: 'refusal', text: 'No.' }, call] },
      user({ kind: 'text', text: 'Well?' }),
      user({
        ...result,
        content: [
          { kind: 'text', text: 'rain' },
          { kind: 'image', source: png, detail: null },
        ],
      }),
    ];
    const { system, messages: turns } = bodyOf({ messages, tools: [tool] }) as Record<string, unknown>;
    expect(system).toEqual([{ text: 'Early.' }]);
    expect(turns).toEqual([
      { role: 'user', content: [{ text: 'One' }, { text: 'Two' }] },
      { role: 'system', content: [{ text: 'Late.' }] },
      {
        role: 'assistant',
        content: [
          { reasoningContent: { redactedContent: 'c2VhbA==' } },
          { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'sig' } } },
          { text: 'No.' },
          { toolUse: { toolUseId: 'call_7c_1', name: 'get_weather', input: { city: 'Paris' } } },
        ],
      },
      {
        role: 'user',
        content: [
          {
            toolResult: {
              toolUseId: 'call_7c_1',
              content: [{ text: 'rain' }, { image: { format: 'png', source: { bytes: 'iVBO' } } }],
              status: 'error',
            },
          },
          { text: 'Well?' },
        ],
      },
    ]);
  });

  it('carry pictures, sounds and documents, each document under a name of its own', () => {
    const pdf = { kind: 'base64', mediaType: 'application/pdf; x=y', data: 'JVBE' } as const;
    const s3 = { kind: 'url', url: 's3://bucket/a.csv', mediaType: 'text/csv' } as const;
    const messages = [
      user(
        { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/x-wav', data: 'UklG' } },
        { kind: 'file', source: pdf, name: 'Q3_report!  (v2).pdf' },
        { kind: 'file', source: pdf, name: null },
        { kind: 'file', source: s3, name: null },
      ),
    ];
    expect(bodyOf({ messages })).toEqual({
      messages: [
        {
          role: 'user',
          content: [
            { audio: { format: 'wav', source: { bytes: 'UklG' } } },
            { document: { format: 'pdf', name: 'Q3-report- (v2)', source: { bytes: 'JVBE' } } },
            { document: { format: 'pdf', name: 'document', source: { bytes: 'JVBE' } } },
            { document: { format: 'csv', name: 'document (3)', source: { s3Location: { uri: 's3://bucket/a.csv' } } } },
          ],
        },
      ],
    });
  });

  it.each([
    [
      'a picture on the web',
      { kind: 'image', source: { kind: 'url', url: 'https://a.test/b.png', mediaType: null }, detail: null },
    ],
    ['a picture of another kind', { kind: 'image', source: { ...png, mediaType: 'image/tiff' }, detail: null }],
    ['a document of another kind', { kind: 'file', source: png, name: null }],
  ] as const)('can’t carry %s', (_, part) => {
    expect(encode({ messages: [user(part)] })).toMatchObject({ path: 'messages' });
  });

  it.each(['[]', '{"a":', 'null'])('can’t carry a call with the arguments %s', (text) => {
    const messages: Message[] = [hello, { role: 'assistant', name: null, parts: [{ ...call, arguments: text }] }];
    expect(encode({ messages, tools: [tool], paths: { messages: 'input' } })).toMatchObject({ path: 'input' });
  });
});
