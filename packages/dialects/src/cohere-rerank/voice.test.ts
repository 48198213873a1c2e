import fc from 'fast-check';
import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, it } from 'vitest';
import { Untranslatable } from '../dialect.js';
import type { RerankRequest } from '../rerank.js';
import { voice } from './voice.js';

const request: RerankRequest = {
  from: 'cohere-rerank',
  query: 'rain',
  documents: ['sun', 'rain'],
  topN: null,
  returnsDocuments: true,
  maxTokensPerDocument: null,
  foreign: [],
};

describe('a request', () => {
  it('says what the caller said', () => {
    const plain = { model: 'rerank-v4.0-pro', query: 'rain', documents: ['sun', 'rain'] };
    expect(voice.encodeRequest(request, 'rerank-v4.0-pro')).toEqual({ body: plain, dropped: [] });
    expect(voice.encodeRequest({ ...request, topN: 1, maxTokensPerDocument: 9 }, 'rerank-v4.0-pro')).toEqual({
      body: { ...plain, top_n: 1, max_tokens_per_doc: 9 },
      dropped: [],
    });
  });

  it('refuses what Cohere has no word for', () => {
    const encoded = voice.encodeRequest({ ...request, foreign: [{ path: 'rank_fields', isHint: false }] }, 'm');
    expect(encoded).toBeInstanceOf(Untranslatable);
  });
});

describe('an answer', () => {
  const results = [
    { index: 1, relevance_score: 0.9 },
    { index: 0, relevance_score: 0.1 },
  ];

  it('is read with the searches that were billed', () => {
    expect(voice.decodeAnswer({ id: 'r1', results, meta: { billed_units: { search_units: 1 } } }, request)).toEqual({
      id: 'r1',
      results: [
        { index: 1, score: 0.9 },
        { index: 0, score: 0.1 },
      ],
      usage: { ...NO_USAGE, searches: 1 },
    });
  });

  it.each([[{}], [{ results: [{ index: 2, relevance_score: 1 }] }], [{ results: [results[0], results[0]] }]])(
    'is none: %j',
    (body) => expect(voice.decodeAnswer(body, request)).toBeNull(),
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (given, meta) => {
        const answer = voice.decodeAnswer({ results: given, meta }, request);
        expect(answer === null).toBe(
          !Array.isArray(given) || given.some((one) => typeof one === 'object' && one !== null && !Array.isArray(one)),
        );
      }),
    );
  });
});
