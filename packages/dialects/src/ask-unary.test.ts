import { NO_USAGE } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { askUnary, type AskedUnary } from './ask-unary.js';
import { surface as rerankSurface } from './cohere-rerank/surface.js';
import { voice as cohereRerank } from './cohere-rerank/voice.js';
import { Untranslatable } from './dialect.js';
import { readVector, vectorToBase64 } from './embeddings.js';
import { voice as jinaRerank } from './jina-rerank/voice.js';
import { surface as embeddingSurface } from './openai-embeddings/surface.js';
import { voice as openAiEmbeddings } from './openai-embeddings/voice.js';

const EMBEDDING = { kind: 'embedding', surface: embeddingSurface } as const;
const RERANK = { kind: 'rerank', surface: rerankSurface } as const;
const asked = { requestId: 'req_1', model: 'public-1', usage: { ...NO_USAGE, inputTokens: 7, searches: 2 } };

function ask(
  question: Parameters<typeof askUnary>[0],
  body: object,
  voices = { embedding: openAiEmbeddings, rerank: jinaRerank },
) {
  return askUnary(question, { voices, body: { ...body }, upstreamModel: 'up-1' });
}

const sent = (question: Parameters<typeof askUnary>[0], body: object) => ask(question, body) as AskedUnary;

describe('embeddings', () => {
  test.each<[object, object]>([
    [
      { model: 'm', input: 'x' },
      { model: 'up-1', input: ['x'], encoding_format: 'float' },
    ],
    [
      { model: 'm', input: ['x', 'y'], dimensions: 3, user: 'ada', encoding_format: 'base64' },
      { model: 'up-1', input: ['x', 'y'], encoding_format: 'float', dimensions: 3, user: 'ada' },
    ],
  ])('%o is asked as %o', (body, expected) => {
    expect(sent(EMBEDDING, body).body).toEqual(expected);
  });

  test('hints are dropped by name, what means something is refused by name', () => {
    expect(sent(EMBEDDING, { input: 'x', metadata: { a: 1 } }).dropped).toEqual(['metadata']);
    expect(ask(EMBEDDING, { input: 'x', rotate: true })).toMatchObject({ path: 'rotate' });
    expect(ask(EMBEDDING, { input: [1, 2] })).toMatchObject({ path: 'input' });
    expect(ask(EMBEDDING, { input: ['x', 1] })).toBeInstanceOf(Untranslatable);
  });

  const answered = { data: [{ index: 1, embedding: [3, 4] }, { index: 0, embedding: [1, 2] }], usage: { prompt_tokens: 5, total_tokens: 5 } }; // prettier-ignore

  test('vectors come in the order of the inputs, as floats or as base64 of them', () => {
    const answer = sent(EMBEDDING, { input: ['x', 'y'] }).decode(answered);
    expect(answer?.usage).toEqual({ ...NO_USAGE, inputTokens: 5 });
    expect(answer?.encode(asked)).toEqual({
      object: 'list',
      data: [
        { object: 'embedding', index: 0, embedding: [1, 2] },
        { object: 'embedding', index: 1, embedding: [3, 4] },
      ],
      model: 'public-1',
      usage: { prompt_tokens: 7, total_tokens: 7 },
    });
    const packed = sent(EMBEDDING, { input: ['x', 'y'], encoding_format: 'base64' })
      .decode(answered)
      ?.encode(asked);
    expect(packed).toMatchObject({
      data: [{ embedding: vectorToBase64([1, 2]) }, { embedding: vectorToBase64([3, 4]) }],
    });
  });

  test('base64 is what the SDK reads: little-endian 32-bit floats', () => {
    const floats = [1, -0.5, 0.25];
    expect([...new Float32Array(Uint8Array.from(Buffer.from(vectorToBase64(floats), 'base64')).buffer)]).toEqual(
      floats,
    );
    expect(readVector(vectorToBase64(floats))).toEqual(floats);
  });

  test.each<[string, object]>([
    ['fewer vectors than inputs', { data: [{ embedding: [1] }] }],
    [
      'a vector twice',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 0, embedding: [1] },
        ],
      },
    ],
    [
      'a place that is none',
      {
        data: [
          { index: 0, embedding: [1] },
          { index: 7, embedding: [1] },
        ],
      },
    ],
    [
      'no numbers',
      {
        data: [
          { index: 0, embedding: ['1'] },
          { index: 1, embedding: [1] },
        ],
      },
    ],
    ['nothing', {}],
  ])('%s is no answer', (_, body) => {
    expect(sent(EMBEDDING, { input: ['x', 'y'] }).decode({ ...body })).toBeNull();
  });

  test('an answer without usage, or with an absurd one, has none', () => {
    const usageOf = (usage: unknown) =>
      sent(EMBEDDING, { input: 'x' }).decode({ data: [{ embedding: [1] }], usage })?.usage;
    expect([undefined, {}, { prompt_tokens: -1 }, { prompt_tokens: 'x' }, 7].map(usageOf)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(usageOf({ prompt_tokens: 0 })).toEqual(NO_USAGE);
  });
});

describe('rankings', () => {
  const BODY = { model: 'm', query: 'q', documents: ['a', { text: 'b' }, 'c'] };
  const results = [
    { index: 2, relevance_score: 0.9 },
    { index: 0, relevance_score: 0.1 },
  ];

  test('are asked with texts alone', () => {
    expect(sent(RERANK, { ...BODY, top_n: 2, return_documents: true, priority: 3 })).toMatchObject({
      body: { model: 'up-1', query: 'q', documents: ['a', 'b', 'c'], top_n: 2, return_documents: false },
      dropped: ['priority'],
    });
    expect(ask(RERANK, { ...BODY, documents: ['a', { title: 'x', text: 'y' }] })).toMatchObject({
      path: 'documents[1]',
    });
    expect(ask(RERANK, { ...BODY, rank_fields: ['title'] })).toMatchObject({ path: 'rank_fields' });
    expect(ask(RERANK, { ...BODY, max_tokens_per_doc: 5 })).toMatchObject({ path: 'max_tokens_per_doc' });
    expect(ask(RERANK, { ...BODY, query: 7 })).toBeInstanceOf(ApiError);
  });

  test('come back in Cohere’s shape, with their documents where they were asked for', () => {
    const answer = sent(RERANK, { ...BODY, return_documents: true }).decode({ results, usage: { total_tokens: 9 } });
    expect(answer?.usage).toEqual({ ...NO_USAGE, inputTokens: 9 });
    expect(answer?.encode(asked)).toEqual({
      id: 'req_1',
      results: [
        { index: 2, relevance_score: 0.9, document: { text: 'c' } },
        { index: 0, relevance_score: 0.1, document: { text: 'a' } },
      ],
      meta: { api_version: { version: '2' }, billed_units: { search_units: 2 }, tokens: { input_tokens: 7 } },
    });
  });

  test('of Cohere are counted in searches', () => {
    const voices = { embedding: openAiEmbeddings, rerank: cohereRerank };
    const answer = (ask(RERANK, BODY, voices) as AskedUnary).decode({
      id: 'r-1',
      results,
      meta: { billed_units: { search_units: 1 } },
    });
    expect(answer?.usage).toMatchObject({ searches: 1 });
    expect(answer?.encode(asked)).toMatchObject({ id: 'r-1', results: [{ index: 2 }, { index: 0 }] });
  });

  test.each<[string, unknown[]]>([
    ['a document that was not asked about', [{ index: 3, relevance_score: 1 }]],
    ['a document twice', [results[0], results[0]]],
    ['half a document', [{ index: 0.5, relevance_score: 1 }]],
    ['no score', [{ index: 0 }]],
  ])('with %s are no answer', (_, wrong) => {
    expect(sent(RERANK, BODY).decode({ results: wrong })).toBeNull();
  });
});

test('who can’t be asked says so', () => {
  expect(askUnary(RERANK, { voices: { embedding: null, rerank: null }, body: {}, upstreamModel: 'm' })).toBeNull();
  expect(
    askUnary(EMBEDDING, { voices: { embedding: null, rerank: jinaRerank }, body: {}, upstreamModel: 'm' }),
  ).toBeNull();
});

test('whatever a caller sends or a provider answers, nothing throws', () => {
  const body = fc.dictionary(
    fc.constantFrom(
      'input',
      'query',
      'documents',
      'dimensions',
      'user',
      'data',
      'results',
      'usage',
      'meta',
      '__proto__',
    ),
    fc.jsonValue(),
  );
  fc.assert(
    fc.property(body, body, (request, answer) => {
      for (const question of [EMBEDDING, RERANK]) {
        const translated = ask(question, request);
        if (translated === null || translated instanceof Untranslatable || translated instanceof ApiError) continue;
        translated.decode({ ...answer })?.encode(asked);
      }
      sent(EMBEDDING, { input: 'x' })
        .decode({ ...answer })
        ?.encode(asked);
      sent(RERANK, { query: 'q', documents: ['a'] })
        .decode({ ...answer })
        ?.encode(asked);
    }),
  );
});
