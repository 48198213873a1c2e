/**
 * `POST /v1/messages`, Anthropic's wire. Only what decides model, money and streaming is validated here; every other
 * field is the provider's to judge and passes through untouched.
 */
import { surface } from '@turnpike/dialects/anthropic-messages/surface';
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import type { InferenceOperation } from '../operation.js';
import { endUserOf, OUTPUT_TOKENS_CEILING, parameterError } from '../validation.js';
import { betasIn } from './betas.js';
import { countAnswerTokens, countInputTokens } from './count-tokens.js';

const content = z.union(
  [z.string(), z.array(z.looseObject({ type: z.string('must be a string') }, 'must be an object'))],
  'must be a string or an array of blocks',
);

/** What a call and a count of its tokens have in common. */
export const messageFields = {
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  messages: z
    .array(
      z.looseObject({ role: z.string('must be a string'), content }, 'must be an object'),
      'must be an array of messages',
    )
    .min(1, 'must have at least one message')
    .max(100_000, 'must have at most 100000 messages'),
};

const MessagesBody = z.looseObject({
  ...messageFields,
  // None fills the provider's prompt cache and answers nothing.
  max_tokens: z
    .int('must be an integer')
    .min(0, 'must be at least 0')
    .max(OUTPUT_TOKENS_CEILING, `must be at most ${OUTPUT_TOKENS_CEILING}`),
  stream: z.boolean('must be true or false').nullish(),
});

/** What the version of October 2026 takes no more, on the vendor's side as here. */
const REMOVED = ['temperature', 'top_p', 'top_k'];

export const messages: InferenceOperation = {
  kind: 'inference',
  key: 'messages',
  method: 'POST',
  path: '/v1/messages',
  summary: 'Create a message',
  units: ['input_token', 'output_token'],
  producesOutput: true,
  offeredAs: 'chat.completions',
  surface,
  errors: 'anthropic',
  hintsIn: betasIn,

  parse(body, { headers }) {
    const parsed = MessagesBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    if (isGiven(body.inference_geo)) return notTheCallers('inference_geo');
    const removed =
      headers['anthropic-version'] === '2026-10-21' ? REMOVED.find((name) => isGiven(body[name])) : undefined;
    if (removed !== undefined) return noLongerTaken(removed);
    const { model, stream, max_tokens: maxOutputTokens } = parsed.data;
    const { user_id: user } = (body.metadata ?? {}) as { user_id?: unknown };
    return {
      model,
      stream: stream === true,
      // Its streams always end with their usage.
      wantsUsageEvent: true,
      endUser: endUserOf({ user }),
      maxOutputTokens,
      choices: 1,
      body,
    };
  },

  countInputTokens,
  countOutputTokens: countAnswerTokens,
};

/** Where a call is served is decided by targets and residency, and has its own price at the provider. */
function notTheCallers(param: string): ApiError {
  const message = `'${param}' is not supported here: where a call is served is set for your organisation.`;
  return new ApiError('unsupported_parameter', { message, param });
}

function noLongerTaken(param: string): ApiError {
  const message = `'${param}' is no parameter of version 2026-10-21 of this API.`;
  return new ApiError('unsupported_parameter', { message, param });
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
