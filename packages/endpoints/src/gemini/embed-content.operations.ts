/**
 * `POST /v1beta/models/{model}:embedContent` and `:batchEmbedContents`, Gemini's wire: contents in, vectors out. Priced by
 * input alone.
 */
import { isRecord, listOf } from '@turnpike/dialects/json';
import { batchSurface, surface } from '@turnpike/dialects/gemini-embeddings/surface';
import { ApiError } from '@turnpike/errors/api-error';
import type { CallFacts, InferenceOperation, InferenceRequest, JsonObject } from '../operation.js';
import { invalid, modelOf } from './body.js';
import { countEmbeddingInputTokens } from './count-tokens.js';
import { modelActionPath } from './model-path.js';

/** As many as OpenAI's callers may send at once. */
const MOST_REQUESTS = 2_048;

const shared = {
  kind: 'inference',
  method: 'POST',
  offeredAs: 'embeddings',
  units: ['input_token'],
  producesOutput: false,
  surface: null,
  errors: 'gemini',
  countInputTokens: countEmbeddingInputTokens,
  countOutputTokens: () => 0,
} as const satisfies Partial<InferenceOperation>;

export const embedContent: InferenceOperation = {
  ...shared,
  key: 'models.embedContent',
  path: modelActionPath('embedContent'),
  summary: 'Create an embedding of a content',
  question: { kind: 'embedding', surface },
  parse: (body, call) => findBadContent(body, '') ?? requestFor(body, call),
};

export const batchEmbedContents: InferenceOperation = {
  ...shared,
  key: 'models.batchEmbedContents',
  path: modelActionPath('batchEmbedContents'),
  summary: 'Create embeddings of contents',
  question: { kind: 'embedding', surface: batchSurface },

  parse(body, call) {
    const requests = listOf(body.requests);
    if (requests.length === 0 || requests.length > MOST_REQUESTS)
      return invalid('requests', `must be an array of 1 to ${MOST_REQUESTS} requests`);
    for (const [index, request] of requests.entries()) {
      const refusal = findBadContent(request, `requests[${index}].`);
      if (refusal !== null) return refusal;
    }
    return requestFor(body, call);
  },
};

function findBadContent(request: unknown, at: string): ApiError | null {
  const content = isRecord(request) ? request.content : undefined;
  const parts = isRecord(content) ? listOf(content.parts) : [];
  return parts.length > 0 && parts.every(isRecord) ? null : invalid(`${at}content`, 'must have parts');
}

function requestFor(body: JsonObject, call: CallFacts): InferenceRequest | ApiError {
  const model = modelOf(body, call);
  if (model instanceof ApiError) return model;
  return { model, stream: false, wantsUsageEvent: false, endUser: null, maxOutputTokens: 0, choices: 1, body };
}
