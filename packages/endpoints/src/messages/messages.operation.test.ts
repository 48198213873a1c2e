import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { OUTPUT_TOKENS_CEILING } from '../validation.js';
import { countMessageTokens } from './count-message-tokens.operation.js';
import { betasIn } from './betas.js';
import { countedTokens } from './count-tokens.js';
import { messages } from './messages.operation.js';

const GOOD = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'x' }] };
const CALL = { params: {}, query: '', headers: {} };

test.each<[object, object]>([
  [{}, { model: 'm', stream: false, wantsUsageEvent: true, endUser: null, maxOutputTokens: 9, choices: 1 }],
  [
    { stream: true, max_tokens: 0 },
    { stream: true, maxOutputTokens: 0 },
  ],
  [
    { stream: null, metadata: null, inference_geo: null },
    { stream: false, endUser: null },
  ],
  [{ metadata: { user_id: 'ada\0' } }, { endUser: 'ada\ufffd' }],
  [{ metadata: 'odd' }, { endUser: null }],
  [{ messages: [{ role: 'user', content: [{ type: 'text', text: 'x' }] }], anything: { else: true } }, { model: 'm' }],
])('%j', (more, expected) => {
  expect(messages.parse({ ...GOOD, ...more }, CALL)).toMatchObject(expected);
});

test.each<[object, string]>([
  [{ model: undefined }, 'model'],
  [{ model: 'm'.repeat(201) }, 'model'],
  [{ max_tokens: undefined }, 'max_tokens'],
  [{ max_tokens: null }, 'max_tokens'],
  [{ max_tokens: -1 }, 'max_tokens'],
  [{ max_tokens: 1.5 }, 'max_tokens'],
  [{ max_tokens: OUTPUT_TOKENS_CEILING + 1 }, 'max_tokens'],
  [{ messages: [] }, 'messages'],
  [{ messages: ['x'] }, 'messages[0]'],
  [{ messages: [{ content: 'x' }] }, 'messages[0].role'],
  [{ messages: [{ role: 'user' }] }, 'messages[0].content'],
  [{ stream: 'yes' }, 'stream'],
  [{ inference_geo: 'us' }, 'inference_geo'],
])('%j is refused by name', (more, param) => {
  const refused = messages.parse({ ...GOOD, ...more }, CALL);
  expect(refused).toBeInstanceOf(ApiError);
  expect(refused).toMatchObject({ status: 400, param });
});

test.each(['temperature', 'top_p', 'top_k'])('%s is refused by the version that takes it no more', (param) => {
  const body = { ...GOOD, [param]: 1 };
  const headers = { 'anthropic-version': '2026-10-21' };
  expect(messages.parse(body, { ...CALL, headers })).toMatchObject({ code: 'unsupported_parameter', param });
  expect(messages.parse(body, { ...CALL, headers: { 'anthropic-version': '2023-06-01' } })).toMatchObject({
    model: 'm',
  });
  expect(messages.parse(body, CALL)).toMatchObject({ model: 'm' });
});

describe('counting', () => {
  const said = (role: string, content: string) => ({ role, content });

  it('takes messages as those of a chat, the system first', () => {
    const body = { ...GOOD, system: 'Be brief.' };
    expect(messages.countInputTokens(body)).toBe(
      countChatPromptTokens([said('system', 'Be brief.'), said('user', 'x')]),
    );
    expect(countedTokens(body)).toEqual({ input_tokens: messages.countInputTokens(body) });
  });

  it('counts tools, calls, results and documents of text, and no earlier thoughts', () => {
    const tools = [{ name: 'f', input_schema: { type: 'object' } }];
    const content = [
      { type: 'thinking', thinking: 'a long thought', signature: 's' },
      { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
      { type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'one' }] },
      { type: 'tool_result', tool_use_id: 't', content: 'two' },
      { type: 'document', source: { type: 'text', data: 'three' } },
      { type: 'document', source: { type: 'content', content: [{ type: 'text', text: 'four' }] } },
      { type: 'image', source: { type: 'base64', data: 'AAAA' } },
    ];
    const parts = ['f', '{"a":1}', 'one', 'two', 'three', 'four'].map((text) => ({ text }));
    expect(messages.countInputTokens({ tools, messages: [{ role: 'user', content }] })).toBe(
      countChatPromptTokens([said('system', JSON.stringify(tools[0])), { role: 'user', content: parts }]),
    );
  });

  it('counts all that an answer says', () => {
    const content = [
      { type: 'thinking', thinking: 'first ' },
      { type: 'text', text: 'two words ' },
      { type: 'tool_use', name: 'find', input: { q: 'x' } },
      null,
    ];
    const expected = countTextTokens('first two words find{"q":"x"}');
    expect(messages.countOutputTokens(Buffer.from(JSON.stringify({ content })))).toBe(expected);
  });

  test.each(['', 'not json', '[]', '{}', '{"content":7}'])('an answer like "%s" has none', (answer) => {
    expect(messages.countOutputTokens(Buffer.from(answer))).toBe(0);
  });

  it('gives a number for any body', () => {
    const field = fc.constantFrom('messages', 'system', 'tools', 'content', 'source', 'type', 'text');
    fc.assert(
      fc.property(
        fc.dictionary(field, fc.jsonValue()),
        fc.array(fc.dictionary(field, fc.jsonValue())),
        (body, turns) => {
          expect(messages.countInputTokens(body)).toBeGreaterThan(0);
          expect(messages.countInputTokens({ ...body, messages: turns })).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('POST /v1/messages/count_tokens', () => {
  it('needs no bound', () => {
    const body = { model: 'm', messages: GOOD.messages };
    expect(countMessageTokens.parse?.(body, CALL)).toEqual({ model: 'm', body });
  });

  test.each<[object, string]>([
    [{ messages: GOOD.messages }, 'model'],
    [{ model: 'm', messages: 'x' }, 'messages'],
  ])('refuses %j by name', (body, param) => {
    expect(countMessageTokens.parse?.({ ...body }, CALL)).toMatchObject({ code: 'invalid_parameter', param });
  });
});

describe('betas', () => {
  it('are hints, value by value', () => {
    expect(messages.hintsIn?.({})).toEqual([]);
    expect(betasIn({ 'anthropic-beta': 'fast-mode-2026-02-01, context-1m-2025-08-07' })).toEqual([
      'anthropic-beta: fast-mode-2026-02-01',
      'anthropic-beta: context-1m-2025-08-07',
    ]);
  });

  it('are as many as fit in a header, of what fits there', () => {
    expect(betasIn({ 'anthropic-beta': 'a,'.repeat(5_000) })).toHaveLength(16);
    expect(betasIn({ 'anthropic-beta': `b\u00e9ta, ,${'x'.repeat(65)},ok` })).toEqual(['anthropic-beta: ok']);
  });
});
