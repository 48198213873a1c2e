/** `POST /v1/rerank`, Cohere's wire: a query and documents in, the documents' order out. Priced by searches or by tokens. */
import { surface } from '@turnpike/dialects/cohere-rerank/surface';
import { countTextTokens } from '@turnpike/domain/token-count';
import type { Tokenizer } from '@turnpike/domain/tokenizer';
import { inputTokensOf, NO_USAGE } from '@turnpike/domain/usage';
import { z } from 'zod';
import {
  answersJsonOnly,
  lacksMeasure,
  type MediaCall,
  type MediaEvidence,
  type MediaReading,
  type MediaSpec,
  takesNoFiles,
} from '../media.js';
import type { InferenceOperation, JsonObject } from '../operation.js';
import { endUserOf, parameterError } from '../validation.js';

const MOST_DOCUMENTS = 1000;
/** Cohere: a search is a query with up to 100 documents. */
const DOCUMENTS_PER_SEARCH = 100;
/**
 * Cohere: of a document of more than 500 tokens, its query included, each piece of that length counts as a document. The
 * query takes at most half of it, and a token is a byte at least.
 */
const FEWEST_BYTES_PER_PIECE = 250;

const text = z.string('must be a string').min(1, 'must not be empty');
const RerankBody = z.looseObject({
  model: text.max(200, 'must have at most 200 characters'),
  query: text,
  documents: z
    .array(z.union([z.string(), z.looseObject({})], 'must be a text or an object'), 'must be an array of documents')
    .min(1, 'must have at least one document')
    .max(MOST_DOCUMENTS, `must have at most ${MOST_DOCUMENTS} documents`),
  top_n: z.int('must be an integer').min(1, 'must be at least 1').nullish(),
  max_tokens_per_doc: z.int('must be an integer').min(1, 'must be at least 1').nullish(),
  return_documents: z.boolean('must be true or false').nullish(),
});

const media: MediaSpec = {
  takes: 'json',
  ways: [['search'], ['input_token']],
  checkFiles: takesNoFiles,
  boundsOf,
  isAnswer: answersJsonOnly,
  readUsage,
};

export const rerank: InferenceOperation & { readonly media: MediaSpec } = {
  kind: 'inference',
  key: 'rerank',
  method: 'POST',
  path: '/v1/rerank',
  summary: 'Order documents by how well they answer a query',
  units: ['search'],
  producesOutput: false,
  surface: null,
  errors: 'openai',
  media,
  question: { kind: 'rerank', surface },

  parse(body) {
    const parsed = RerankBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    const { model } = parsed.data;
    return {
      model,
      stream: false,
      wantsUsageEvent: false,
      endUser: endUserOf(body),
      maxOutputTokens: 0,
      choices: 1,
      body,
    };
  },

  countInputTokens: countTokens,

  countOutputTokens() {
    return 0;
  },
};

/** The query is read with each document. */
function countTokens(body: JsonObject, tokenizer?: Tokenizer): number {
  const documents = documentTexts(body);
  const query = countTextTokens(typeof body.query === 'string' ? body.query : '', tokenizer);
  return documents.length * query + countTextTokens(documents.join('\n'), tokenizer);
}

function boundsOf({ body }: MediaCall) {
  const query = Buffer.byteLength(typeof body.query === 'string' ? body.query : '');
  const sizes = documentTexts(body).map((document) => Buffer.byteLength(document));
  const pieces = sizes.reduce((sum, size) => sum + Math.max(1, Math.ceil(size / FEWEST_BYTES_PER_PIECE)), 0);
  return {
    inputTokens: sizes.reduce((sum, size) => sum + size + query, 0),
    outputTokens: 0,
    searches: Math.ceil(pieces / DOCUMENTS_PER_SEARCH),
  };
}

/** Those who don't count searches: one for each hundred documents. */
function readUsage({ body }: MediaCall, { reported, measures }: MediaEvidence): Promise<MediaReading> {
  const known = reported ?? NO_USAGE;
  const lacksSearches = measures.has('search') && lacksMeasure(reported, known.searches);
  const lacksTokens = measures.has('token') && lacksMeasure(reported, inputTokensOf(known));
  if (!lacksSearches && !lacksTokens) return Promise.resolve({ usage: known, source: 'provider' });
  const usage = {
    ...known,
    ...(lacksSearches ? { searches: Math.ceil(documentTexts(body).length / DOCUMENTS_PER_SEARCH) } : {}),
    ...(lacksTokens ? { inputTokens: countTokens(body) } : {}),
  };
  return Promise.resolve({ usage, source: 'estimated' });
}

/** An object is ranked by what is in it. */
function documentTexts({ documents }: JsonObject): string[] {
  const items: unknown[] = Array.isArray(documents) ? documents : [];
  return items.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
}
