import fc from 'fast-check';
import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, it } from 'vitest';
import { Untranslatable } from '../dialect.js';
import type { EmbeddingRequest } from '../embeddings.js';
import { voice } from './voice.js';

const request: EmbeddingRequest = {
  from: 'openai-embeddings',
  inputs: ['one', 'two'],
  dimensions: null,
  format: 'float',
  inputType: null,
  endUser: null,
  foreign: [],
  paths: { inputs: 'input', dimensions: 'dimensions', inputType: 'input_type' },
};

describe('a request', () => {
  it.each([
    [{}, { input_type: 'search_document' }],
    [
      { inputType: 'query', dimensions: 256 },
      { input_type: 'search_query', output_dimension: 256 },
    ],
  ] as const)('%j becomes %j', (more, expected) => {
    const encoded = voice.encodeRequest({ ...request, ...more }, 'embed-v4.0');
    const plain = { model: 'embed-v4.0', texts: ['one', 'two'], embedding_types: ['float'], truncate: 'NONE' };
    expect(encoded).toEqual({ body: { ...plain, ...expected }, dropped: [] });
  });

  it.each([
    ['input', { inputs: Array.from({ length: 97 }, () => 'x') }],
    ['input_type', { inputType: 'code_query' }],
    ['title', { foreign: [{ path: 'title', isHint: false }] }],
  ] as const)('refuses %s', (path, more) => {
    const encoded = voice.encodeRequest({ ...request, ...more }, 'embed-v4.0');
    expect(encoded).toBeInstanceOf(Untranslatable);
    expect(encoded).toMatchObject({ path });
  });
});

describe('an answer', () => {
  const embeddings = {
    float: [
      [0.5, 1],
      [0, -1],
    ],
  };

  it('is read with what was billed', () => {
    expect(voice.decodeAnswer({ embeddings, meta: { billed_units: { input_tokens: 4 } } }, request)).toEqual({
      vectors: embeddings.float,
      usage: { ...NO_USAGE, inputTokens: 4 },
    });
    expect(voice.decodeAnswer({ embeddings }, request)?.usage).toBeNull();
  });

  it.each([
    [{ embeddings: { float: [[1]] } }],
    [{ embeddings: { float: [[1], ['x']] } }],
    [{ embeddings: { float: [[1], []] } }],
    [{ embeddings: [[1], [2]] }],
    [{}],
  ])('is none: %j', (body) => {
    expect(voice.decodeAnswer(body, request)).toBeNull();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (float, meta) => {
        const answer = voice.decodeAnswer({ embeddings: { float }, meta }, request);
        expect(answer === null || answer.vectors.length === 2).toBe(true);
      }),
    );
  });
});
