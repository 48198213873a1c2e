import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Conversation } from '../conversation.js';
import { streamSurface, surface } from './surface.js';

const user = (...parts: object[]): object => ({ role: 'user', parts });
const HELLO = user({ text: 'hello' });

function decode(body: object): Conversation {
  const decoded = surface.decodeRequest({ contents: [HELLO], ...body });
  if (decoded instanceof ApiError) throw decoded;
  return decoded;
}

function foreign(body: object): string[] {
  return decode(body).foreign.map(({ path, isHint }) => `${isHint ? 'hint' : 'meaning'} ${path}`);
}

describe('contents', () => {
  it('are turns of a user and a model', () => {
    const { messages, system, stream, from } = decode({
      systemInstruction: { role: 'user', parts: [{ text: 'be kind' }, { text: 'and brief' }] },
      contents: [
        { parts: [{ text: 'look' }, { inlineData: { mimeType: 'image/png', data: 'AAAA' } }] },
        { role: 'model', parts: [{ text: 'a cat' }] },
        user(
          { inline_data: { mime_type: 'audio/wav', data: 'BBBB' } },
          { fileData: { fileUri: 'https://example.com/paper.pdf' } },
        ),
      ],
    });
    expect([from, stream]).toEqual(['gemini', false]);
    expect(system).toEqual([
      { kind: 'text', text: 'be kind' },
      { kind: 'text', text: 'and brief' },
    ]);
    expect(messages).toEqual([
      {
        role: 'user',
        name: null,
        parts: [
          { kind: 'text', text: 'look' },
          { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data: 'AAAA' }, detail: null },
        ],
      },
      { role: 'assistant', name: null, parts: [{ kind: 'text', text: 'a cat' }] },
      {
        role: 'user',
        name: null,
        parts: [
          { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/wav', data: 'BBBB' } },
          { kind: 'file', source: { kind: 'url', url: 'https://example.com/paper.pdf', mediaType: null }, name: null },
        ],
      },
    ]);
  });

  it('tell calls and results apart by id, by name where there is none, and in their order', () => {
    const call = (name: string, id?: string): object => ({ functionCall: { name, args: { a: 1 }, ...(id && { id }) } });
    const result = (name: string, response: unknown, id?: string): object => ({
      functionResponse: { name, response, ...(id && { id }) },
    });
    const { messages } = decode({
      contents: [
        HELLO,
        { role: 'model', parts: [call('f'), call('g'), call('f'), { ...call('f', 'mine'), thoughtSignature: 'c2ln' }] },
        {
          role: 'function',
          parts: [
            result('f', { output: 'one' }),
            result('g', { error: 'broken' }),
            result('f', { result: { b: 2 } }, 'mine'),
            result('f', { many: 1, things: 2 }),
          ],
        },
      ],
    });
    const [, calls, results] = messages as [unknown, { parts: object[] }, { parts: object[] }];
    expect(calls.parts).toMatchObject([
      { kind: 'tool_call', id: 'call_1_0', name: 'f', arguments: '{"a":1}', signature: null },
      { id: 'call_1_1', name: 'g' },
      { id: 'call_1_2', name: 'f' },
      { id: 'mine', signature: 'c2ln' },
    ]);
    expect(results.parts).toMatchObject([
      { kind: 'tool_result', callId: 'call_1_0', name: 'f', isError: false, content: [{ text: 'one' }] },
      { callId: 'call_1_1', isError: true, content: [{ text: 'broken' }] },
      { callId: 'mine', content: [{ text: '{"b":2}' }] },
      { callId: 'call_1_2', content: [{ text: '{"many":1,"things":2}' }] },
    ]);
  });

  it('take an empty id for none', () => {
    const call = { functionCall: { name: 'f', id: '' } };
    const result = { functionResponse: { name: 'f', id: '', response: {} } };
    const { messages } = decode({ contents: [{ role: 'model', parts: [call] }, user(result)] });
    expect(messages.map(({ parts }) => parts)).toMatchObject([[{ id: 'call_0_0' }], [{ callId: 'call_0_0' }]]);
    const twice = surface.decodeRequest({ contents: [{ role: 'model', parts: [call] }, user(result, result)] });
    expect(twice).toMatchObject({ param: 'contents[1].parts[1].functionResponse' });
  });

  it('joins a thought that a stream brought in pieces', () => {
    const { messages, foreign: left } = decode({
      contents: [
        HELLO,
        {
          role: 'model',
          parts: [
            { text: 'first ', thought: true },
            { text: 'this', thought: true },
          ],
        },
        // As Google's SDKs keep what a stream brought: each event a content.
        { role: 'model', parts: [{ text: '', thought: true, thoughtSignature: 'c2ln' }] },
        {
          role: 'model',
          parts: [
            { text: 'then', thought: true },
            { text: 'said', thoughtSignature: 'b3RoZXI=' },
          ],
        },
      ],
    });
    expect(messages[1]?.parts).toEqual([
      { kind: 'thinking', text: 'first this', signature: 'c2ln', sealed: null },
      { kind: 'thinking', text: 'then', signature: null, sealed: null },
      { kind: 'text', text: 'said' },
    ]);
    expect(left).toEqual([{ path: 'contents[3].parts[1].thoughtSignature', isHint: true }]);
  });

  it.each<[object, string]>([
    [{ contents: [{ role: 'system', parts: [] }] }, 'contents[0].role'],
    [{ contents: ['hello'] }, 'contents[0]'],
    [{ contents: [{ role: 'user', parts: 'hello' }] }, 'contents[0].parts'],
    [{ contents: [user({ text: 7 })] }, 'contents[0].parts[0].text'],
    [{ contents: [user({ inlineData: { data: 'AAAA' } })] }, 'contents[0].parts[0].inlineData'],
    [{ contents: [user({ file_data: {} })] }, 'contents[0].parts[0].file_data'],
    [{ contents: [user({ functionCall: { name: 'f' } })] }, 'contents[0].parts[0]'],
    [{ contents: [user({ functionResponse: { name: 'f', response: {} } })] }, 'contents[0].parts[0].functionResponse'],
    [
      { contents: [{ role: 'model', parts: [{ functionCall: { name: 'f', args: 'x' } }] }] },
      'contents[0].parts[0].functionCall.args',
    ],
    [{ tools: [{ functionDeclarations: [{ description: 'nameless' }] }] }, 'tools[0].functionDeclarations[0].name'],
    [{ toolConfig: { functionCallingConfig: { mode: 'SOMETIMES' } } }, 'toolConfig.functionCallingConfig.mode'],
    [{ generation_config: { top_k: '40' } }, 'generation_config.top_k'],
    [{ generationConfig: { stopSequences: [1] } }, 'generationConfig.stopSequences'],
    [{ generationConfig: { logprobs: 3 } }, 'generationConfig.logprobs'],
    [{ generationConfig: { responseSchema: {} } }, 'generationConfig.responseMimeType'],
    [
      { generationConfig: { thinkingConfig: { thinkingLevel: 'EXTREME' } } },
      'generationConfig.thinkingConfig.thinkingLevel',
    ],
  ])('%j is refused by name', (body, param) => {
    const refused = surface.decodeRequest({ contents: [HELLO], ...body });
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ code: 'invalid_parameter', param });
  });
});

describe('tools', () => {
  const declare = (...functionDeclarations: object[]): object => ({ tools: [{ functionDeclarations }] });
  const choose = (functionCallingConfig: object): object => ({
    ...declare({ name: 'f' }, { name: 'g' }),
    toolConfig: { functionCallingConfig },
  });

  it('take a JSON Schema or an OpenAPI one', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } } };
    const { tools } = decode(
      declare(
        { name: 'f', description: 'does', parametersJsonSchema: schema, behavior: 'BLOCKING' },
        { name: 'g', parameters: { type: 'OBJECT', properties: { a: { type: 'STRING' } } } },
        { name: 'h' },
      ),
    );
    expect(tools).toEqual([
      { name: 'f', description: 'does', parameters: schema, strict: null },
      { name: 'g', description: null, parameters: schema, strict: null },
      { name: 'h', description: null, parameters: null, strict: null },
    ]);
  });

  it.each<[object, object | null, string[]]>([
    [{ mode: 'AUTO' }, { kind: 'auto' }, []],
    [{ mode: 'NONE' }, { kind: 'none' }, []],
    [{ mode: 'ANY' }, { kind: 'required' }, []],
    [{ mode: 'ANY', allowedFunctionNames: ['g'] }, { kind: 'tool', name: 'g' }, []],
    [{ mode: 'ANY', allowedFunctionNames: ['f', 'g'] }, { kind: 'required' }, []],
    [{ mode: 'VALIDATED' }, { kind: 'auto' }, []],
    [{}, null, []],
    [
      { mode: 'VALIDATED', allowedFunctionNames: ['g'] },
      { kind: 'auto' },
      ['meaning toolConfig.functionCallingConfig.allowedFunctionNames'],
    ],
    [
      { mode: 'AUTO', streamFunctionCallArguments: true },
      { kind: 'auto' },
      ['meaning toolConfig.functionCallingConfig.streamFunctionCallArguments'],
    ],
  ])('%j', (config, choice, left) => {
    expect(decode(choose(config)).toolChoice).toEqual(choice);
    expect(foreign(choose(config))).toEqual(left);
  });

  it('are strict where they are validated', () => {
    expect(decode(choose({ mode: 'VALIDATED' })).tools.map(({ strict }) => strict)).toEqual([true, true]);
  });
});

describe('generationConfig', () => {
  it('in camel case, and in snake case', () => {
    const config = {
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stopSequences: ['x'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      candidateCount: 2,
      responseLogprobs: true,
      logprobs: 3,
    };
    const expected = {
      maxOutputTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      stop: ['x'],
      seed: 7,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      choices: 2,
      logprobs: 3,
      foreign: [],
    };
    const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const other = Object.fromEntries(Object.entries(config).map(([name, value]) => [snake(name), value]));
    expect(decode({ generationConfig: config })).toMatchObject(expected);
    const decoded = decode({ generation_config: other });
    expect(decoded).toMatchObject(expected);
    expect(decoded.paths).toMatchObject({
      maxOutputTokens: 'generation_config.max_output_tokens',
      stop: 'generation_config.stop_sequences',
      messages: 'contents',
    });
  });

  it.each<[object, object | null]>([
    [{}, null],
    [{ responseMimeType: 'text/plain' }, { kind: 'text' }],
    [{ responseMimeType: 'application/json' }, { kind: 'json' }],
    [
      { responseMimeType: 'application/json', responseSchema: { type: 'STRING' } },
      { kind: 'schema', name: 'response', description: null, schema: { type: 'string' }, strict: true },
    ],
    [
      { responseMimeType: 'application/json', responseJsonSchema: { type: ['string', 'null'] } },
      { kind: 'schema', name: 'response', description: null, schema: { type: ['string', 'null'] }, strict: true },
    ],
  ])('%j', (config, format) => {
    expect(decode({ generationConfig: config }).responseFormat).toEqual(format);
  });

  it.each<[object, object | null]>([
    [{}, null],
    [{ includeThoughts: false }, null],
    [{ includeThoughts: true }, { enabled: true, effort: null, budgetTokens: null, visible: true }],
    [{ thinkingBudget: 0 }, { enabled: false, effort: null, budgetTokens: null, visible: null }],
    [{ thinkingBudget: -1 }, { enabled: true, effort: null, budgetTokens: null, visible: null }],
    [{ thinkingBudget: 512 }, { enabled: true, effort: null, budgetTokens: 512, visible: null }],
    [{ thinkingLevel: 'LOW' }, { enabled: true, effort: 'low', budgetTokens: null, visible: null }],
  ])('thinks as %j says', (thinkingConfig, reasoning) => {
    expect(decode({ generationConfig: { thinkingConfig } }).reasoning).toEqual(reasoning);
  });

  it('looks at all pictures as closely as it says', () => {
    const contents = [user({ inlineData: { mimeType: 'image/png', data: 'AAAA' } })];
    const { messages } = decode({ contents, generationConfig: { mediaResolution: 'MEDIA_RESOLUTION_LOW' } });
    expect(messages[0]?.parts).toMatchObject([{ kind: 'image', detail: 'low' }]);
  });
});

test.each<[object, string[]]>([
  [{ safetySettings: [{ category: 'X', threshold: 'BLOCK_NONE' }] }, ['meaning safetySettings']],
  [{ cached_content: 'cachedContents/x' }, ['meaning cached_content']],
  [
    { model: 'models/x', serviceTier: 'flex', labels: { a: 'b' }, store: true },
    ['hint labels', 'hint serviceTier', 'hint store'],
  ],
  [{ tools: [{ googleSearch: {} }] }, ['meaning tools[0].googleSearch']],
  [{ toolConfig: { retrievalConfig: {} } }, ['meaning toolConfig.retrievalConfig']],
  [{ generationConfig: { speechConfig: {}, responseModalities: ['TEXT'] } }, ['meaning generationConfig.speechConfig']],
  [{ generationConfig: { responseModalities: ['IMAGE'] } }, ['meaning generationConfig.responseModalities']],
  [
    { generationConfig: { responseMimeType: 'text/x.enum', responseSchema: {} } },
    ['meaning generationConfig.responseMimeType'],
  ],
  [{ generationConfig: { mediaResolution: 'MEDIA_RESOLUTION_MEDIUM' } }, ['meaning generationConfig.mediaResolution']],
  [{ contents: [user({ fileData: { fileUri: 'gs://b/o.png' } })] }, ['meaning contents[0].parts[0].fileData.fileUri']],
  [{ contents: [user({ text: 'x', partMetadata: {} })] }, ['hint contents[0].parts[0].partMetadata']],
  [{ contents: [user({ executableCode: {} })] }, ['meaning contents[0].parts[0].executableCode']],
  [{ 'odd\r\nname': 1 }, ['meaning odd??name']],
])('%j has no place elsewhere', (body, left) => {
  expect(foreign(body)).toEqual(left);
});

test('a stream is asked for by another surface of the same bodies', () => {
  expect(streamSurface.decodeRequest({ contents: [HELLO] })).toMatchObject({ stream: true });
});

test('never throws, whatever the body', () => {
  const word = fc.constantFrom(
    ...['contents', 'parts', 'role', 'text', 'functionCall', 'functionResponse', 'name', 'args', 'id', 'response'],
    ...['tools', 'functionDeclarations', 'parameters', 'type', 'items', 'generationConfig', 'thinkingConfig'],
    ...['systemInstruction', 'inlineData', 'mimeType', 'data', 'fileData', 'fileUri', 'toolConfig', '__proto__'],
    ...['functionCallingConfig', 'mode', 'allowedFunctionNames', 'stopSequences', 'responseSchema', 'thought'],
  );
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 7 },
      fc.constantFrom('user', 'model', 'ANY', 'x', 'image/png', 'https://e.com/a.png', 1, true, null),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(word, tie('node'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(word, node), (body) => {
      const decoded = surface.decodeRequest(body);
      expect(decoded instanceof ApiError || decoded.from === 'gemini').toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('a hundred thousand parts take no more than their time', () => {
  const call = { functionCall: { name: 'f', args: {} } };
  const result = { functionResponse: { name: 'f', response: {} } };
  const many = 50_000;
  const { messages } = decode({
    contents: [
      { role: 'model', parts: Array.from({ length: many }, () => call) },
      { role: 'user', parts: Array.from({ length: many }, () => result) },
    ],
  });
  expect(messages.map(({ parts }) => parts.length)).toEqual([many, many]);
});
