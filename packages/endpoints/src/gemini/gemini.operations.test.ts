import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import { describe, expect, it, test } from 'vitest';
import type { CallFacts } from '../operation.js';
import { OUTPUT_TOKENS_CEILING } from '../validation.js';
import { countContentTokens } from './count-content-tokens.operation.js';
import { countedTokens } from './count-tokens.js';
import { batchEmbedContents, embedContent } from './embed-content.operations.js';
import { generateContent, streamGenerateContent } from './generate-content.operations.js';

const call = (model?: string): CallFacts => ({ params: model === undefined ? {} : { model }, query: '', headers: {} });
const CONTENTS = [{ role: 'user', parts: [{ text: 'hello' }] }];

describe('generateContent', () => {
  it.each<[object, object]>([
    [{}, { model: 'm', stream: false, maxOutputTokens: null, choices: 1, endUser: null, wantsUsageEvent: true }],
    [{ generationConfig: { maxOutputTokens: 5 } }, { maxOutputTokens: 5 }],
    [{ generation_config: { max_output_tokens: 5, candidate_count: 3 } }, { maxOutputTokens: 15, choices: 3 }],
    [
      { generationConfig: null, tools: [{ functionDeclarations: [] }, { codeExecution: {} }] },
      { maxOutputTokens: null },
    ],
    [{ safetySettings: [], anything: { else: true } }, { model: 'm' }],
    [{ contents: [{ parts: [{ fileData: { fileUri: 'https://e.com/a.png' } }] }] }, { model: 'm' }],
    [
      { contents: [{ parts: [{ fileData: { fileUri: 'https://storage.googleapis.com/b/a.png?sig=x' } }] }] },
      { model: 'm' },
    ],
  ])('%j', (more, expected) => {
    expect(generateContent.parse({ contents: CONTENTS, ...more }, call('m'))).toMatchObject(expected);
  });

  it.each<[object, string]>([
    [{ contents: undefined }, 'contents'],
    [{ contents: [] }, 'contents'],
    [{ contents: ['hello'] }, 'contents'],
    [{ generationConfig: 7 }, 'generationConfig'],
    [{ generationConfig: { maxOutputTokens: 0 } }, 'generationConfig.maxOutputTokens'],
    [{ generationConfig: { maxOutputTokens: OUTPUT_TOKENS_CEILING + 1 } }, 'generationConfig.maxOutputTokens'],
    [{ generationConfig: { maxOutputTokens: '5' } }, 'generationConfig.maxOutputTokens'],
    [{ generation_config: { candidate_count: 9 } }, 'generationConfig.candidateCount'],
  ])('%j is refused by name', (more, param) => {
    const refused = generateContent.parse({ contents: CONTENTS, ...more }, call('m'));
    expect(refused).toBeInstanceOf(ApiError);
    expect(refused).toMatchObject({ code: 'invalid_parameter', param });
  });

  it.each<[object, string]>([
    [{ generationConfig: {}, generation_config: { maxOutputTokens: 9 } }, 'generationConfig'],
    [{ generationConfig: { maxOutputTokens: 1, max_output_tokens: 9 } }, 'generationConfig.maxOutputTokens'],
    [{ generationConfig: { candidateCount: null, candidate_count: 8 } }, 'generationConfig.candidateCount'],
  ])('a bound can’t be evaded by another spelling: %j', (more, param) => {
    expect(generateContent.parse({ contents: CONTENTS, ...more }, call('m'))).toMatchObject({ param });
  });

  const file = (fileData: object): object => ({ contents: [...CONTENTS, { parts: [{ text: 'x' }, { fileData }] }] });
  it.each<[object, string]>([
    [{ cachedContent: 'cachedContents/x' }, 'cachedContent'],
    [{ cached_content: 'cachedContents/x' }, 'cachedContent'],
    [file({ fileUri: 'gs://bucket/secret.pdf' }), 'contents[1].parts[1].fileData.fileUri'],
    [file({ fileUri: 'https://ok.com/a', file_uri: 'gs://bucket/secret' }), 'contents[1].parts[1].fileData.fileUri'],
    [
      file({ file_uri: 'https://generativelanguage.googleapis.com/v1beta/files/x' }),
      'contents[1].parts[1].fileData.fileUri',
    ],
    [
      { contents: [{ parts: [{ function_response: { parts: [{ file_data: { file_uri: 'gs://b/o' } }] } }] }] },
      'contents[0].parts[0].functionResponse.parts[0].fileData.fileUri',
    ],
    [{ tools: [{ functionDeclarations: [] }, { googleSearch: {} }] }, 'tools[1].googleSearch'],
    [{ tools: [{ retrieval: { vertexAiSearch: {} } }] }, 'tools[0].retrieval'],
  ])('the platform’s account is out of reach: %j', (more, param) => {
    const refused = generateContent.parse({ contents: CONTENTS, ...more }, call('m'));
    expect(refused).toMatchObject({ code: 'unsupported_parameter', param });
  });

  it('takes its model from the path, else from the body, as in a job', () => {
    expect(generateContent.parse({ contents: CONTENTS, model: 'models/other' }, call('m'))).toMatchObject({
      model: 'm',
    });
    expect(generateContent.parse({ contents: CONTENTS, model: 'models/other' }, call())).toMatchObject({
      model: 'other',
    });
    for (const model of [undefined, 7, '', 'm'.repeat(201)])
      expect(generateContent.parse({ contents: CONTENTS, model }, call())).toMatchObject({ param: 'model' });
  });

  it('streams on its other route', () => {
    expect(streamGenerateContent.parse({ contents: CONTENTS }, call('m'))).toMatchObject({ stream: true });
    expect(streamGenerateContent.surface?.decodeRequest({ contents: CONTENTS })).toMatchObject({ stream: true });
    expect(generateContent.surface?.decodeRequest({ contents: CONTENTS })).toMatchObject({ stream: false });
  });
});

describe('embedContent', () => {
  const content = { parts: [{ text: 'one' }] };

  it('takes a content, or requests of one each', () => {
    const expected = { model: 'e', stream: false, maxOutputTokens: 0, choices: 1 };
    expect(embedContent.parse({ content }, call('e'))).toMatchObject(expected);
    expect(batchEmbedContents.parse({ requests: [{ content }, { content }] }, call('e'))).toMatchObject(expected);
  });

  it.each<[object, string]>([
    [{}, 'requests'],
    [{ requests: [] }, 'requests'],
    [{ requests: Array.from({ length: 2_049 }, () => ({ content })) }, 'requests'],
    [{ requests: [{ content }, { content: { parts: [] } }] }, 'requests[1].content'],
    [{ requests: [7] }, 'requests[0].content'],
  ])('refuses by name (%#)', (body, param) => {
    expect(batchEmbedContents.parse(body as Record<string, unknown>, call('e'))).toMatchObject({ param });
  });

  it('counts its texts', () => {
    const two = { requests: [{ content }, { content: { parts: [{ text: 'two' }] } }] };
    expect(embedContent.countInputTokens({ content })).toBe(countTextTokens('one'));
    expect(batchEmbedContents.countInputTokens(two)).toBe(countTextTokens('one') + countTextTokens('two'));
  });
});

describe('counting, for a provider that does not, and for who asks', () => {
  const body = {
    system_instruction: { parts: [{ text: 'be kind' }] },
    contents: [
      ...CONTENTS,
      { role: 'model', parts: [{ text: 'secret', thought: true }, { functionCall: { name: 'f', args: { a: 1 } } }] },
    ],
  };
  const expected = countChatPromptTokens([
    { role: 'system', content: [{ text: 'be kind' }] },
    { role: 'user', content: [{ text: 'hello' }] },
    { role: 'user', content: [{ text: 'f' }, { text: '{"a":1}' }] },
  ]);

  it('input by its texts', () => {
    expect(generateContent.countInputTokens(body)).toBe(expected);
    expect(countedTokens(body)).toEqual({
      totalTokens: expected,
      promptTokensDetails: [{ modality: 'TEXT', tokenCount: expected }],
    });
    expect(countedTokens({ generateContentRequest: body }).totalTokens).toBe(expected);
  });

  it('output by all that candidates say', () => {
    const said = {
      content: { parts: [{ text: 'hm', thought: true }, { text: ' one' }, { functionCall: { name: 'f' } }] },
    };
    const answer = { candidates: [said, null, {}] };
    expect(generateContent.countOutputTokens(Buffer.from(JSON.stringify(answer)))).toBe(countTextTokens('hm onef'));
    for (const odd of ['', 'x', '[]', '{}', '{"candidates":7}'])
      expect(generateContent.countOutputTokens(Buffer.from(odd))).toBe(0);
  });

  test('the question is validated', () => {
    expect(countContentTokens.parse?.({ contents: CONTENTS }, call('m'))).toMatchObject({ model: 'm' });
    expect(countContentTokens.parse?.({ generateContentRequest: { contents: CONTENTS } }, call('m'))).toMatchObject({
      model: 'm',
    });
    expect(countContentTokens.parse?.({ contents: 'x' }, call('m'))).toMatchObject({ param: 'contents' });
  });
});
