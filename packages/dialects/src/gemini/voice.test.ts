import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Conversation, Message } from '../conversation.js';
import { EMPTY_CONVERSATION } from '../conversation.js';
import { Untranslatable } from '../dialect.js';
import type { JsonObject } from '../dialect.js';
import { voice } from './voice.js';

const says = (text: string): Message => ({ role: 'user', parts: [{ kind: 'text', text }], name: null });
const HELLO = says('hello');
const TOOL = { name: 'f', description: 'does', parameters: { type: 'object' }, strict: null };

function encode(more: Partial<Conversation>, model = 'gemini-2.5-flash'): JsonObject {
  const conversation = { ...EMPTY_CONVERSATION, from: 'openai-chat', messages: [HELLO], ...more } as const;
  const encoded = voice.encodeRequest(conversation, model);
  if (encoded instanceof Untranslatable) throw new Error(`${encoded.path}: ${encoded.reason}`);
  return encoded.body;
}

function config(more: Partial<Conversation>, model?: string): unknown {
  return encode(more, model).generationConfig;
}

test('a conversation that asks for nothing', () => {
  expect(encode({})).toEqual({ contents: [{ role: 'user', parts: [{ text: 'hello' }] }] });
});

describe('messages', () => {
  it('of one role are one turn, and a tool’s result bears its function’s name', () => {
    const image = { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } as const;
    const body = encode({
      system: [{ kind: 'text', text: 'be kind' }],
      messages: [
        HELLO,
        {
          role: 'user',
          name: null,
          parts: [
            { kind: 'image', source: { kind: 'url', url: 'https://e.com/a.JPG?x=1', mediaType: null }, detail: 'auto' },
            { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/wav', data: 'BBBB' } },
            { kind: 'text', text: '' },
          ],
        },
        {
          role: 'assistant',
          name: null,
          parts: [
            { kind: 'thinking', text: 'hm', signature: 'of another', sealed: null },
            { kind: 'text', text: 'I look' },
            { kind: 'tool_call', id: 'c1', name: 'f', arguments: '{"a":1}', signature: 'c2ln' },
            { kind: 'tool_call', id: 'c2', name: 'g', arguments: '', signature: null },
          ],
        },
        {
          role: 'user',
          name: null,
          parts: [
            {
              kind: 'tool_result',
              callId: 'c1',
              name: null,
              content: [
                { kind: 'text', text: '{"n":12345678901234567890}' },
                { kind: 'image', source: image, detail: null },
              ],
              isError: false,
            },
            { kind: 'tool_result', callId: 'c2', name: null, content: [{ kind: 'text', text: 'no' }], isError: true },
          ],
        },
      ],
    });
    expect(body).toEqual({
      systemInstruction: { parts: [{ text: 'be kind' }] },
      contents: [
        {
          role: 'user',
          parts: [
            { text: 'hello' },
            { fileData: { mimeType: 'image/jpeg', fileUri: 'https://e.com/a.JPG?x=1' } },
            { inlineData: { mimeType: 'audio/wav', data: 'BBBB' } },
          ],
        },
        {
          role: 'model',
          parts: [
            { text: 'I look' },
            { functionCall: { id: 'c1', name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
            { functionCall: { id: 'c2', name: 'g', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            {
              functionResponse: {
                id: 'c1',
                name: 'f',
                response: { output: '{"n":12345678901234567890}' },
                parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
              },
            },
            { functionResponse: { id: 'c2', name: 'g', response: { error: 'no' } } },
          ],
        },
      ],
    });
  });

  it.each([
    ['gemini-3-pro-preview', ['skip_thought_signature_validator', undefined]],
    ['publishers/google/models/gemini-10-flash', ['skip_thought_signature_validator', undefined]],
    ['gemini-2.5-pro', [undefined, undefined]],
  ])('another model’s calls are let pass by %s', (model, signatures) => {
    const call = (id: string) => ({ kind: 'tool_call', id, name: 'f', arguments: '{}', signature: null }) as const;
    const messages: Message[] = [HELLO, { role: 'assistant', name: null, parts: [call('a'), call('b')] }];
    const contents = encode({ messages }, model).contents as { parts: { thoughtSignature?: string }[] }[];
    expect(contents[1]?.parts.map((part) => part.thoughtSignature)).toEqual(signatures);
  });

  it.each([
    [['high', 'low'], 'MEDIA_RESOLUTION_HIGH'],
    [['low', 'low'], 'MEDIA_RESOLUTION_LOW'],
    [['low', 'auto'], undefined],
    [[null], undefined],
  ] as const)('pictures with details %j are looked at with %s', (details, resolution) => {
    const source = { kind: 'base64', mediaType: 'image/png', data: 'AAAA' } as const;
    const parts = details.map((detail) => ({ kind: 'image', source, detail }) as const);
    const said = config({ messages: [{ role: 'user', name: null, parts }] }) as JsonObject | undefined;
    expect(said?.mediaResolution).toBe(resolution);
  });
});

describe('tools', () => {
  it('are declared with their JSON Schema', () => {
    const bare = { name: 'g', description: null, parameters: null, strict: null };
    expect(encode({ tools: [TOOL, bare] })).toMatchObject({
      tools: [
        {
          functionDeclarations: [
            { name: 'f', description: 'does', parametersJsonSchema: TOOL.parameters },
            { name: 'g' },
          ],
        },
      ],
    });
    expect(encode({ tools: [TOOL] }).toolConfig).toBeUndefined();
  });

  it.each<[Conversation['toolChoice'], boolean, object | undefined]>([
    [{ kind: 'auto' }, false, { mode: 'AUTO' }],
    [{ kind: 'none' }, true, { mode: 'NONE' }],
    [{ kind: 'required' }, true, { mode: 'ANY' }],
    [{ kind: 'tool', name: 'f' }, false, { mode: 'ANY', allowedFunctionNames: ['f'] }],
    [{ kind: 'auto' }, true, { mode: 'VALIDATED' }],
    [null, true, { mode: 'VALIDATED' }],
  ])('%j, strict %s', (toolChoice, strict, calling) => {
    expect(encode({ tools: [{ ...TOOL, strict }], toolChoice }).toolConfig).toEqual({ functionCallingConfig: calling });
  });
});

describe('generationConfig', () => {
  it('says all that was said', () => {
    const said = {
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.9,
      topK: 40,
      stop: ['x'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: -0.2,
      choices: 3,
      logprobs: 5,
    };
    expect(config(said)).toEqual({
      maxOutputTokens: 100,
      temperature: 0,
      topP: 0.9,
      topK: 40,
      stopSequences: ['x'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: -0.2,
      candidateCount: 3,
      responseLogprobs: true,
      logprobs: 5,
    });
    expect(config({ logprobs: 0 })).toEqual({ responseLogprobs: true });
  });

  it.each<[Conversation['responseFormat'], object | undefined]>([
    [{ kind: 'text' }, undefined],
    [{ kind: 'json' }, { responseMimeType: 'application/json' }],
    [
      { kind: 'schema', name: 'n', description: 'd', schema: { type: 'object' }, strict: true },
      { responseMimeType: 'application/json', responseJsonSchema: { type: 'object', description: 'd' } },
    ],
    [
      { kind: 'schema', name: 'n', description: 'd', schema: { description: 'own' }, strict: null },
      { responseMimeType: 'application/json', responseJsonSchema: { description: 'own' } },
    ],
  ])('%j', (responseFormat, expected) => {
    expect(config({ responseFormat })).toEqual(expected);
  });

  const think = (more: object) => ({ enabled: true, effort: null, budgetTokens: null, visible: null, ...more });
  it.each([
    ['gemini-2.5-flash', think({ effort: 'medium' }), { thinkingBudget: 8_192 }],
    ['gemini-2.5-flash', think({ effort: 'xhigh' }), { thinkingBudget: 24_576 }],
    ['gemini-2.5-pro', think({ effort: 'xhigh' }), { thinkingBudget: 32_768 }],
    ['gemini-2.5-flash', think({ budgetTokens: 77, visible: true }), { thinkingBudget: 77, includeThoughts: true }],
    ['gemini-2.5-flash', think({}), { thinkingBudget: -1 }],
    ['gemini-2.5-flash', think({ enabled: false }), { thinkingBudget: 0 }],
    ['gemini-3-flash-preview', think({ effort: 'minimal' }), { thinkingLevel: 'MINIMAL' }],
    ['gemini-3.1-pro', think({ effort: 'max', visible: false }), { thinkingLevel: 'HIGH', includeThoughts: false }],
    ['gemini-3.1-pro', think({ budgetTokens: 77 }), { thinkingBudget: 77 }],
    ['gemini-flash-latest', think({ enabled: false }), { thinkingLevel: 'MINIMAL' }],
  ] as [string, Conversation['reasoning'], object][])('%s thinks as %j says', (model, reasoning, thinkingConfig) => {
    expect(config({ reasoning }, model)).toEqual({ thinkingConfig });
  });
});

test.each<[string, Partial<Conversation>]>([
  ['parallel_tool_calls', { parallelToolCalls: false, tools: [TOOL] }],
  ['n', { choices: 9, paths: { choices: 'n' } }],
  ['stop', { stop: ['a', 'b', 'c', 'd', 'e', 'f'] }],
  ['top_logprobs', { logprobs: 21, paths: { logprobs: 'top_logprobs' } }],
  ['seed', { seed: 2 ** 31 }],
  ['messages', { messages: [] }],
  ['messages', { messages: [HELLO, { role: 'system', parts: [{ kind: 'text', text: 'now' }] }] }],
  [
    'messages',
    {
      messages: [
        HELLO,
        {
          role: 'assistant',
          name: null,
          parts: [{ kind: 'tool_call', id: 'c', name: 'f', arguments: '[1]', signature: null }],
        },
      ],
    },
  ],
  [
    'messages',
    {
      messages: [
        {
          role: 'user',
          name: null,
          parts: [{ kind: 'tool_result', callId: 'c', name: null, content: [], isError: false }],
        },
      ],
    },
  ],
  [
    'thing',
    {
      foreign: [
        { path: 'hint', isHint: true },
        { path: 'thing', isHint: false },
      ],
    },
  ],
])('%s is refused by name', (path, more) => {
  const conversation = { ...EMPTY_CONVERSATION, from: 'openai-chat', messages: [HELLO], ...more } as const;
  const refused = voice.encodeRequest(conversation, 'gemini-2.5-flash');
  expect(refused).toBeInstanceOf(Untranslatable);
  expect(refused).toMatchObject({ path });
});

test.each([
  'https://generativelanguage.googleapis.com/v1beta/files/x',
  'gs://b/o',
  'HTTPS://x@us-aiplatform.googleapis.com./x',
])('what %s names in the platform’s account is out of reach', (url) => {
  const source = { kind: 'url', url, mediaType: null } as const;
  const part = { kind: 'image', source, detail: null } as const;
  const result = { kind: 'tool_result', callId: 'c', name: 'f', content: [part], isError: false } as const;
  for (const one of [part, result]) {
    const messages: Message[] = [{ role: 'user', name: null, parts: [one] }];
    const conversation = { ...EMPTY_CONVERSATION, from: 'openai-chat', messages } as const;
    expect(voice.encodeRequest(conversation, 'm')).toMatchObject({ path: 'messages' });
  }
});

test('hints are dropped and listed', () => {
  const foreign = [{ path: 'metadata', isHint: true }];
  const messages = [{ ...HELLO, name: 'ada' } as Message, { ...HELLO, name: 'bob' } as Message];
  const conversation = { ...EMPTY_CONVERSATION, from: 'openai-chat', messages, foreign } as const;
  expect(voice.encodeRequest(conversation, 'm')).toMatchObject({ dropped: ['metadata', 'messages[].name'] });
});

describe('decodeAnswer', () => {
  it('reads texts, thoughts, calls and pictures', () => {
    const answer = voice.decodeAnswer({
      responseId: 'a/b+1',
      usageMetadata: { promptTokenCount: 8, candidatesTokenCount: 5, totalTokenCount: 13 },
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              { text: 'h', thought: true },
              { text: 'm', thought: true },
              { text: 'one ' },
              { text: 'two' },
              { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
              { functionCall: { name: 'f', id: 'given' } },
              { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
              { executableCode: {} },
            ],
          },
          finishReason: 'STOP',
          citationMetadata: { citations: [] },
          logprobsResult: {
            chosenCandidates: [{ token: 'é', logProbability: -0.5 }],
            topCandidates: [{ candidates: [{ token: 'e', logProbability: -1 }] }],
          },
        },
      ],
    });
    expect(answer).toMatchObject({ id: 'a/b+1', usage: { inputTokens: 8, outputTokens: 5 } });
    expect(answer?.choices).toEqual([
      {
        parts: [
          { kind: 'thinking', text: 'hm', signature: null, sealed: null },
          { kind: 'text', text: 'one two' },
          { kind: 'tool_call', id: 'call_ab1_0_0', name: 'f', arguments: '{"a":1}', signature: 'c2ln' },
          { kind: 'tool_call', id: 'given', name: 'f', arguments: '{}', signature: null },
          { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: null },
        ],
        finish: { reason: 'tool_calls', sequence: null },
        logprobs: [
          {
            token: 'é',
            logprob: -0.5,
            bytes: [0xc3, 0xa9],
            alternatives: [{ token: 'e', logprob: -1, bytes: [0x65] }],
          },
        ],
        annotations: [{ citationMetadata: { citations: [] } }],
      },
    ]);
  });

  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'filtered'],
    ['RECITATION', 'filtered'],
    ['MALFORMED_FUNCTION_CALL', 'filtered'],
    ['CONTINUATION', 'paused'],
    ['SOMETHING_NEW', 'filtered'],
    ['FINISH_REASON_UNSPECIFIED', undefined],
    [undefined, undefined],
  ])('%s is %s', (finishReason, reason) => {
    expect(voice.decodeAnswer({ candidates: [{ finishReason }] })?.choices[0]?.finish?.reason).toBe(reason);
  });

  it('takes the words beside a filter’s reason for a refusal', () => {
    const candidate = { finishReason: 'SAFETY', finishMessage: 'I can not help with that.' };
    expect(voice.decodeAnswer({ candidates: [candidate] })?.choices[0]).toMatchObject({
      parts: [{ kind: 'refusal', text: 'I can not help with that.' }],
      finish: { reason: 'filtered' },
    });
    expect(
      voice.createStreamDecoder().decode({ type: null, data: JSON.stringify({ candidates: [candidate] }) }),
    ).toEqual([
      { kind: 'refusal', choice: 0, text: 'I can not help with that.' },
      { kind: 'finish', choice: 0, finish: { reason: 'filtered', sequence: null } },
    ]);
    const malformed = { finishReason: 'MALFORMED_FUNCTION_CALL', finishMessage: 'Malformed function call: f(' };
    expect(voice.decodeAnswer({ candidates: [malformed] })?.choices[0]?.parts).toEqual([]);
  });

  it('takes a blocked prompt for an answer that was filtered', () => {
    const blocked = voice.decodeAnswer({
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
    });
    expect(blocked).toMatchObject({
      choices: [{ parts: [], finish: { reason: 'filtered' } }],
      usage: { inputTokens: 9, outputTokens: 0 },
    });
  });

  it('makes ids that differ where calls do, without an id of the answer', () => {
    const idOf = (args: object) => {
      const answer = voice.decodeAnswer({
        candidates: [{ content: { parts: [{ functionCall: { name: 'f', args } }] } }],
      });
      const [part] = answer?.choices[0]?.parts ?? [];
      return part?.kind === 'tool_call' ? part.id : null;
    };
    expect(idOf({ a: 1 })).toMatch(/^call_\w+_0_0$/);
    expect(idOf({ a: 1 })).not.toBe(idOf({ a: 2 }));
  });

  it.each([{}, { error: { code: 500 } }, { candidates: 'x' }, { candidates: [] }, { promptFeedback: {} }])(
    '%j is no answer',
    (body) => {
      expect(voice.decodeAnswer(body)).toBeNull();
    },
  );

  it('never throws, whatever the body', () => {
    const word = fc.constantFrom(
      ...['candidates', 'content', 'parts', 'text', 'functionCall', 'args', 'name', 'inlineData', 'mimeType', 'data'],
      ...['finishReason', 'promptFeedback', 'blockReason', 'usageMetadata', 'logprobsResult', 'chosenCandidates'],
      ...['topCandidates', 'token', 'logProbability', 'responseId', 'groundingMetadata', '__proto__', 'index', 'error'],
    );
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 7 },
        fc.constantFrom('x', 'image/png', 'STOP', 0, -1, 1.5, true, null),
        fc.array(tie('node'), { maxLength: 3 }),
        fc.dictionary(word, tie('node'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(word, node), (body) => {
        const answer = voice.decodeAnswer(body);
        expect(answer === null || answer.choices.length > 0).toBe(true);
        const deltas = voice.createStreamDecoder().decode({ type: null, data: JSON.stringify(body) });
        expect(Array.isArray(deltas)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it('passes over arguments that are nested without end', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as JsonObject;
    const answer = voice.decodeAnswer({
      candidates: [{ content: { parts: [{ functionCall: { name: 'f', args: deep } }] } }],
    });
    expect(answer?.choices[0]?.parts[0]).toMatchObject({ kind: 'tool_call', arguments: '{}' });
  });
});
