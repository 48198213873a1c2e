import { NO_USAGE } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { Untranslatable } from '../dialect.js';
import type { EmbeddingRequest } from '../embeddings.js';
import { batchSurface, surface } from './surface.js';
import { voice as vertexVoice } from './vertex-voice.js';
import { voice } from './voice.js';

const content = (...texts: string[]): object => ({ parts: texts.map((text) => ({ text })) });

function decode(body: object, from = surface): EmbeddingRequest {
  const decoded = from.decodeRequest(body as Record<string, unknown>);
  if (decoded instanceof ApiError || decoded instanceof Untranslatable) throw new Error('refused');
  return decoded;
}

const REQUEST: EmbeddingRequest = {
  from: 'openai-embeddings',
  inputs: ['one', 'two'],
  dimensions: 3,
  format: 'float',
  inputType: 'query',
  endUser: 'ada',
  foreign: [{ path: 'metadata', isHint: true }],
  paths: { inputs: 'input', dimensions: 'dimensions', inputType: 'input_type' },
};

describe('callers', () => {
  it('of one content', () => {
    const body = {
      model: 'models/x',
      content: content('a', 'b'),
      task_type: 'RETRIEVAL_QUERY',
      outputDimensionality: 3,
    };
    expect(decode(body)).toMatchObject({
      from: 'gemini-embeddings',
      inputs: ['a\nb'],
      dimensions: 3,
      inputType: 'query',
      format: 'float',
      foreign: [],
      paths: { inputType: 'task_type' },
    });
  });

  it('of a batch', () => {
    const requests = [{ model: 'models/x', content: content('a') }, { content: content('b') }];
    expect(decode({ requests }, batchSurface)).toMatchObject({ inputs: ['a', 'b'], dimensions: null, foreign: [] });
  });

  it.each<[object, string]>([
    [{ content: content('a'), title: 't' }, 'title'],
    [{ content: { parts: [{ text: 'a' }, { inlineData: {} }] } }, 'content.parts[1].inlineData'],
    [{ content: content('a'), taskType: 'SOMETHING' }, 'taskType'],
    [
      { requests: [{ content: content('a') }, { content: content('b'), outputDimensionality: 3 }] },
      'requests[1].outputDimensionality',
    ],
    [
      { requests: [{ content: content('a') }, { content: content('b'), taskType: 'CLUSTERING' }] },
      'requests[1].taskType',
    ],
  ])('%j has no place elsewhere', (body, path) => {
    expect(decode(body, 'requests' in body ? batchSurface : surface).foreign).toEqual([{ path, isHint: false }]);
  });

  it.each([
    {},
    { content: {} },
    { content: 'a' },
    { content: { parts: [7] } },
    { content: content('a'), outputDimensionality: 'x' },
  ])('%j is refused', (body) => {
    expect(surface.decodeRequest(body)).toBeInstanceOf(ApiError);
    expect(batchSurface.decodeRequest({ requests: [body] })).toBeInstanceOf(ApiError);
  });

  it('are answered with vectors and what they cost', () => {
    const answer = { vectors: [[1, 2]], usage: null };
    const usageMetadata = { promptTokenCount: 3, promptTokensDetails: [{ modality: 'TEXT', tokenCount: 3 }] };
    const usage = { ...NO_USAGE, inputTokens: 3 };
    const asked = { request: REQUEST, requestId: 'req_1', model: 'm', usage };
    expect(surface.encodeAnswer(answer, asked)).toEqual({ embedding: { values: [1, 2] }, usageMetadata });
    expect(batchSurface.encodeAnswer(answer, asked)).toEqual({ embeddings: [{ values: [1, 2] }], usageMetadata });
  });
});

describe('the Gemini API', () => {
  it('is asked for a batch', () => {
    const common = { model: 'models/e', taskType: 'RETRIEVAL_QUERY', outputDimensionality: 3 };
    expect(voice.encodeRequest(REQUEST, 'e')).toEqual({
      body: {
        requests: [
          { ...common, content: content('one') },
          { ...common, content: content('two') },
        ],
      },
      dropped: ['metadata'],
    });
  });

  it('answers with a vector for each', () => {
    const embeddings = [{ values: [1, 2] }, { values: [3, 4] }];
    expect(voice.decodeAnswer({ embeddings, usageMetadata: { promptTokenCount: 7 } }, REQUEST)).toEqual({
      vectors: [
        [1, 2],
        [3, 4],
      ],
      usage: { ...NO_USAGE, inputTokens: 7 },
    });
    expect(voice.decodeAnswer({ embeddings }, REQUEST)?.usage).toBeNull();
    expect(voice.decodeAnswer({ embeddings: embeddings.slice(1) }, REQUEST)).toBeNull();
    expect(voice.decodeAnswer({ embeddings: [{ values: [1] }, { values: ['x'] }] }, REQUEST)).toBeNull();
  });
});

describe('Vertex AI', () => {
  it('is asked for predictions', () => {
    expect(vertexVoice.encodeRequest(REQUEST, 'e')).toEqual({
      body: {
        instances: [
          { content: 'one', task_type: 'RETRIEVAL_QUERY' },
          { content: 'two', task_type: 'RETRIEVAL_QUERY' },
        ],
        parameters: { autoTruncate: false, outputDimensionality: 3 },
      },
      dropped: ['metadata'],
    });
  });

  it('answers with a vector for each, and the tokens of each', () => {
    const one = (values: unknown, tokens?: unknown) => ({
      embeddings: { values, statistics: { token_count: tokens } },
    });
    expect(vertexVoice.decodeAnswer({ predictions: [one([1], 2), one([2], 3)] }, REQUEST)).toEqual({
      vectors: [[1], [2]],
      usage: { ...NO_USAGE, inputTokens: 5 },
    });
    expect(vertexVoice.decodeAnswer({ predictions: [one([1], 2), one([2])] }, REQUEST)?.usage).toBeNull();
    expect(vertexVoice.decodeAnswer({ predictions: [one([1], 2)] }, REQUEST)).toBeNull();
  });
});

test.each([voice, vertexVoice])('what changes the vectors and has no place there is refused', (one) => {
  const foreign = [{ path: 'title', isHint: false }];
  expect(one.encodeRequest({ ...REQUEST, foreign }, 'e')).toMatchObject({ path: 'title' });
});

test('no body and no answer makes anything throw', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('content', 'requests', 'embeddings', 'predictions'), fc.jsonValue()),
      (body) => {
        expect(surface.decodeRequest(body)).toBeDefined();
        expect(batchSurface.decodeRequest(body)).toBeDefined();
        expect(voice.decodeAnswer(body, REQUEST)).toBeNull();
        expect(vertexVoice.decodeAnswer(body, REQUEST)).toBeNull();
      },
    ),
  );
});
