import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Conversation } from '../conversation.js';
import { surface } from './surface.js';

const HELLO = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'Hello' }] };

function read(more: object): Conversation {
  const conversation = surface.decodeRequest({ ...HELLO, ...more });
  if (conversation instanceof ApiError) throw conversation;
  return conversation;
}

/** With these blocks as the only user's. */
const fromUser = (...content: object[]) => read({ messages: [{ role: 'user', content }] });

describe('a body', () => {
  it('asks for nothing that it does not say', () => {
    expect(read({})).toMatchObject({
      from: 'anthropic-messages', system: [], tools: [], toolChoice: null, parallelToolCalls: null, maxOutputTokens: 9,
      temperature: null, topP: null, topK: null, stop: [], choices: 1, responseFormat: null, reasoning: null, endUser: null,
      stream: false, foreign: [],
      messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Hello' }], name: null }],
    }); // prettier-ignore
  });

  test.each<[object, object]>([
    [{ system: 'Be brief.' }, { system: [{ kind: 'text', text: 'Be brief.' }] }],
    [
      {
        system: [
          { type: 'text', text: 'a' },
          { type: 'text', text: 'b' },
        ],
      },
      { system: [{ text: 'a' }, { text: 'b' }] },
    ],
    [
      { temperature: 0.5, top_p: 0.9, top_k: 40 },
      { temperature: 0.5, topP: 0.9, topK: 40 },
    ],
    [
      { stop_sequences: ['END'], stream: true },
      { stop: ['END'], stream: true },
    ],
    [{ metadata: { user_id: 'u-1' } }, { endUser: 'u-1' }],
    [
      { tool_choice: { type: 'any', disable_parallel_tool_use: true } },
      { toolChoice: { kind: 'required' }, parallelToolCalls: false },
    ],
    [
      { tool_choice: { type: 'tool', name: 'f' } },
      { toolChoice: { kind: 'tool', name: 'f' }, parallelToolCalls: null },
    ],
    [{ tool_choice: { type: 'none' } }, { toolChoice: { kind: 'none' } }],
    [
      { thinking: { type: 'enabled', budget_tokens: 2048, display: 'omitted' } },
      { reasoning: { enabled: true, effort: null, budgetTokens: 2048, visible: false } },
    ],
    [
      { thinking: { type: 'adaptive' }, output_config: { effort: 'max' } },
      { reasoning: { enabled: true, effort: 'max', budgetTokens: null, visible: null } },
    ],
    [{ thinking: { type: 'disabled' } }, { reasoning: { enabled: false } }],
    [{ output_config: { effort: 'low' } }, { reasoning: { enabled: true, effort: 'low' } }],
    [
      { output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      { responseFormat: { kind: 'schema', schema: { type: 'object' }, strict: true } },
    ],
    [
      { tools: [{ name: 'f', description: 'd', input_schema: { type: 'object' }, strict: true }] },
      { tools: [{ name: 'f', description: 'd', parameters: { type: 'object' }, strict: true }] },
    ],
  ])('says %j', (more, expected) => {
    expect(read(more)).toMatchObject({ ...expected, foreign: [] });
  });

  test.each<[object, string, boolean]>([
    [{ service_tier: 'auto' }, 'service_tier', true],
    [{ speed: 'fast' }, 'speed', true],
    [{ cache_control: { type: 'ephemeral' } }, 'cache_control', true],
    [{ metadata: { team: 'x' } }, 'metadata', true],
    [{ container: 'c' }, 'container', false],
    [{ unheard_of: 1 }, 'unheard_of', false],
    [{ thinking: { type: 'between_tools' } }, 'thinking', false],
    [{ output_config: { task_budget: {} } }, 'output_config.task_budget', false],
    [{ tools: [{ type: 'web_search_20260318', name: 'web_search' }] }, 'tools[0]', false],
    [{ tools: [{ name: 'f', input_schema: {}, cache_control: {} }] }, 'tools[0].cache_control', true],
    [{ tools: [{ name: 'f', input_schema: {}, input_examples: [{}] }] }, 'tools[0].input_examples', false],
    [{ tools: [{ name: 'f', input_schema: {}, defer_loading: true }] }, 'tools[0].defer_loading', false],
    [{ system: [{ type: 'text', text: 'a', cache_control: {} }] }, 'system[0].cache_control', true],
    [{ ['x'.repeat(120)]: 1 }, 'x'.repeat(100), false],
    [{ 'a b\r\nc': 1 }, 'a b??c', false],
  ])('notes %j as foreign', (more, path, isHint) => {
    expect(read(more).foreign).toEqual([{ path, isHint }]);
  });

  it('lists so many hints and no more, and the first of what is none', () => {
    const text = { type: 'text', text: 'a', cache_control: { type: 'ephemeral' } };
    const messages = [{ role: 'user', content: Array.from({ length: 10_000 }, () => text) }];
    const { foreign } = read({ messages, container: 'c', unheard_of: 1 });
    expect(foreign.filter(({ isHint }) => isHint)).toHaveLength(32);
    expect(foreign.filter(({ isHint }) => !isHint)).toEqual([{ path: 'container', isHint: false }]);
  });

  it('takes a member of null for none', () => {
    expect(read({ container: null, thinking: null, tools: null, system: null, unheard_of: null }).foreign).toEqual([]);
  });
});

describe('messages', () => {
  it('keeps a tool loop, its thoughts and who called whom', () => {
    const { messages, foreign } = read({
      messages: [
        { role: 'user', content: 'Weather?' },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 'sig' },
            { type: 'redacted_thinking', data: 'sealed' },
            { type: 'text', text: 'I look.', citations: null },
            { type: 'tool_use', id: 'toolu_1', name: 'get_weather', input: { city: 'Paris' } },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'toolu_1',
              is_error: true,
              content: [
                { type: 'text', text: 'no' },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } },
              ],
            },
            { type: 'text', text: 'And now?' },
          ],
        },
      ],
    });
    expect(foreign).toEqual([]);
    expect(messages.slice(1)).toEqual([
      {
        role: 'assistant',
        name: null,
        parts: [
          { kind: 'thinking', text: 'Hm.', signature: 'sig', sealed: null },
          { kind: 'thinking', text: '', signature: null, sealed: 'sealed' },
          { kind: 'text', text: 'I look.' },
          { kind: 'tool_call', id: 'toolu_1', name: 'get_weather', arguments: '{"city":"Paris"}', signature: null },
        ],
      },
      {
        role: 'user',
        name: null,
        parts: [
          {
            kind: 'tool_result',
            callId: 'toolu_1',
            name: 'get_weather',
            isError: true,
            content: [
              { kind: 'text', text: 'no' },
              { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AA==' }, detail: null },
            ],
          },
          { kind: 'text', text: 'And now?' },
        ],
      },
    ]);
  });

  it('parts a turn where instructions stand in it', () => {
    const system = { type: 'mid_conv_system', content: [{ type: 'text', text: 'Now in French.' }] };
    const { messages } = fromUser({ type: 'text', text: 'a' }, system, { type: 'text', text: 'b' });
    expect(messages.map(({ role }) => role)).toEqual(['user', 'system', 'user']);
    expect(read({ messages: [...HELLO.messages, { role: 'system', content: 'x' }] }).messages[1]).toEqual({
      role: 'system',
      parts: [{ kind: 'text', text: 'x' }],
    });
  });

  test.each<[object, object]>([
    [
      { type: 'image', source: { type: 'url', url: 'https://x.test/a.png' } },
      { kind: 'image', source: { kind: 'url', url: 'https://x.test/a.png' } },
    ],
    [
      { type: 'document', title: 'T', source: { type: 'base64', media_type: 'application/pdf', data: 'JVBE' } },
      { kind: 'file', name: 'T', source: { kind: 'base64', mediaType: 'application/pdf', data: 'JVBE' } },
    ],
    [
      { type: 'document', source: { type: 'url', url: 'https://x.test/a.pdf' } },
      { kind: 'file', name: null, source: { kind: 'url', mediaType: 'application/pdf' } },
    ],
    [
      { type: 'document', source: { type: 'text', media_type: 'text/plain', data: 'é' } },
      { kind: 'file', source: { kind: 'base64', mediaType: 'text/plain', data: 'w6k=' } },
    ],
  ])('reads %j', (block, part) => {
    const { messages, foreign } = fromUser(block);
    expect(messages[0]?.parts[0]).toMatchObject(part);
    expect(foreign).toEqual([]);
  });

  test.each<[object, string, boolean]>([
    [{ type: 'text', text: 'a', cache_control: {} }, '.cache_control', true],
    [{ type: 'image', source: { type: 'file', file_id: 'f' } }, '.source', false],
    [{ type: 'image', source: { type: 'url', url: 'u' }, transformations: {} }, '.transformations', false],
    [{ type: 'document', source: { type: 'content', content: [] } }, '.source', false],
    [{ type: 'document', source: { type: 'url', url: 'u' }, citations: { enabled: true } }, '.citations', false],
    [{ type: 'document', source: { type: 'url', url: 'u' }, context: 'c' }, '.context', false],
    [{ type: 'search_result', source: 's', title: 't', content: [] }, '', false],
    [{ type: 'tool_result', tool_use_id: 'x', content: [{ type: 'tool_reference' }] }, '.content[0]', false],
  ])('notes %j as foreign', (block, path, isHint) => {
    expect(fromUser(block).foreign).toEqual([{ path: `messages[0].content[0]${path}`, isHint }]);
  });
});

describe('what is wrong is refused by name', () => {
  test.each<[object, string]>([
    [{ temperature: 1.5 }, 'temperature'],
    [{ top_k: 1.5 }, 'top_k'],
    [{ stop_sequences: 'END' }, 'stop_sequences'],
    [{ system: 7 }, 'system'],
    [{ tools: {} }, 'tools'],
    [{ tools: [{ name: 'f' }] }, 'tools[0].input_schema'],
    [{ tools: [{ input_schema: {} }] }, 'tools[0].name'],
    [{ tool_choice: 'auto' }, 'tool_choice'],
    [{ thinking: { type: 'enabled' } }, 'thinking.budget_tokens'],
    [{ thinking: 'yes' }, 'thinking.type'],
    [{ output_config: { effort: 'most' } }, 'output_config.effort'],
    [{ output_config: { format: { type: 'json' } } }, 'output_config.format'],
    [{ messages: [{ role: 'tool', content: 'x' }] }, 'messages[0].role'],
    [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
    [{ messages: [{ role: 'user', content: [7] }] }, 'messages[0].content[0]'],
    [{ messages: [{ role: 'user', content: [{ type: 'text' }] }] }, 'messages[0].content[0].text'],
    [{ messages: [{ role: 'user', content: [{ type: 'image' }] }] }, 'messages[0].content[0].source'],
    [
      { messages: [{ role: 'assistant', content: [{ type: 'tool_use', id: 'i', name: 'n' }] }] },
      'messages[0].content[0].input',
    ],
    [{ messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] }, 'messages[0].content[0].tool_use_id'],
  ])('%j', (more, param) => {
    expect(surface.decodeRequest({ ...HELLO, ...more })).toMatchObject({ code: 'invalid_parameter', param });
  });
});

it('never throws, whatever the body', () => {
  const field = fc.constantFrom(
    ...['messages', 'system', 'tools', 'tool_choice', 'thinking', 'output_config', 'metadata', 'stop_sequences'],
  );
  const block = fc.dictionary(
    fc.constantFrom('type', 'text', 'source', 'content', 'input', 'id', 'name', 'thinking', 'data', '__proto__'),
    fc.oneof(
      fc.constantFrom('text', 'image', 'document', 'tool_use', 'tool_result', 'thinking', 'mid_conv_system', 'url'),
      fc.jsonValue({ maxDepth: 3 }),
    ),
  );
  const message = fc.record({ role: fc.constantFrom('user', 'assistant', 'system', 7), content: fc.array(block) });
  fc.assert(
    fc.property(fc.dictionary(field, fc.jsonValue()), fc.array(message), (more, messages) => {
      for (const body of [more, { ...more, messages }]) {
        const read = surface.decodeRequest(body);
        if (!(read instanceof ApiError)) expect(read.from).toBe('anthropic-messages');
      }
    }),
  );
});
