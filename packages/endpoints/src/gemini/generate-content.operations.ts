/**
 * `POST /v1beta/models/{model}:generateContent` and `:streamGenerateContent`, Gemini's wire. Only what decides model, money
 * and streaming is validated here, and what would reach into the platform's account there; every other field is the
 * provider's to judge and passes through untouched.
 */
import { isRecord } from '@turnpike/dialects/json';
import { JsonArrayFraming } from '@turnpike/dialects/gemini/json-array-framing';
import { streamSurface, surface } from '@turnpike/dialects/gemini/surface';
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import type { CallFacts, InferenceOperation, InferenceRequest, JsonObject } from '../operation.js';
import { OUTPUT_TOKENS_CEILING, parameterError } from '../validation.js';
import { findAccountAccess } from './account-guard.js';
import { fieldOf, findDoubledField, invalid, modelOf } from './body.js';
import { countAnswerTokens, countInputTokens } from './count-tokens.js';
import { modelActionPath, streamFramingOf } from './model-path.js';

const MOST_CONTENTS = 100_000;
const BOUND = 'generationConfig.maxOutputTokens';

const Config = z.object({
  generationConfig: z.object({
    maxOutputTokens: z
      .int('must be an integer')
      .min(1, 'must be at least 1')
      .max(OUTPUT_TOKENS_CEILING, `must be at most ${OUTPUT_TOKENS_CEILING}`)
      .optional(),
    candidateCount: z.int('must be an integer').min(1, 'must be at least 1').max(8, 'must be at most 8').optional(),
  }),
});

const shared = {
  kind: 'inference',
  method: 'POST',
  offeredAs: 'chat.completions',
  units: ['input_token', 'output_token'],
  producesOutput: true,
  errors: 'gemini',
  countInputTokens,
  countOutputTokens: countAnswerTokens,
} as const satisfies Partial<InferenceOperation>;

export const generateContent: InferenceOperation = {
  ...shared,
  key: 'models.generateContent',
  path: modelActionPath('generateContent'),
  summary: 'Generate content',
  surface,
  parse: (body, call) => parse(body, call, false),
};

export const streamGenerateContent: InferenceOperation = {
  ...shared,
  key: 'models.streamGenerateContent',
  path: modelActionPath('streamGenerateContent'),
  summary: 'Generate content as a stream',
  surface: streamSurface,
  createFraming: ({ query }) => (streamFramingOf(query) === 'sse' ? null : new JsonArrayFraming()),
  parse: (body, call) => parse(body, call, true),
};

function parse(body: JsonObject, call: CallFacts, stream: boolean): InferenceRequest | ApiError {
  const model = modelOf(body, call);
  if (model instanceof ApiError) return model;
  const { contents } = body;
  if (!Array.isArray(contents) || contents.length === 0 || contents.length > MOST_CONTENTS || !contents.every(isRecord))
    return invalid('contents', `must be an array of 1 to ${MOST_CONTENTS} contents`);
  const refusal = findDoubledField(body, ['generationConfig', 'cachedContent']) ?? findAccountAccess(body);
  if (refusal !== null) return refusal;
  const bounds = readBounds(fieldOf(body, 'generationConfig') ?? {});
  if (bounds instanceof ApiError) return bounds;
  const { maxOutputTokens, candidateCount: choices = 1 } = bounds;
  return {
    model,
    stream,
    // Its streams always end with their usage.
    wantsUsageEvent: true,
    // The wire has no word for the caller's own user.
    endUser: null,
    maxOutputTokens: maxOutputTokens === undefined ? null : maxOutputTokens * choices,
    outputBoundParam: BOUND,
    choices,
    body,
  };
}

function readBounds(config: unknown): z.infer<typeof Config>['generationConfig'] | ApiError {
  if (!isRecord(config)) return invalid('generationConfig', 'must be an object');
  const doubled = findDoubledField(config, ['maxOutputTokens', 'candidateCount'], 'generationConfig.');
  if (doubled !== null) return doubled;
  const parsed = Config.safeParse({
    generationConfig: {
      maxOutputTokens: fieldOf(config, 'maxOutputTokens'),
      candidateCount: fieldOf(config, 'candidateCount'),
    },
  });
  return parsed.success ? parsed.data.generationConfig : parameterError(parsed.error);
}
