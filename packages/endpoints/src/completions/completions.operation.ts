/**
 * `POST /v1/completions`, OpenAI's legacy wire. Only what decides model, money and streaming is validated here; every
 * other field is the provider's to judge and passes through untouched.
 */
import { surface } from '@turnpike/dialects/openai-completions/surface';
import { countEmbeddingTokens, countTextTokens } from '@turnpike/domain/token-count';
import { ApiError } from '@turnpike/errors/api-error';
import { z } from 'zod';
import type { InferenceOperation } from '../operation.js';
import { endUserOf, OUTPUT_TOKENS_CEILING, parameterError, parseJsonObject } from '../validation.js';

const MOST_PROMPTS = 2048;
const tokens = z.array(z.int().nonnegative()).min(1);
const count = z.int('must be an integer').min(1, 'must be at least 1').max(128, 'must be at most 128').nullish();

const CompletionsBody = z.looseObject({
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  // Without one a model begins a document of its own.
  prompt: z
    .union(
      [z.string(), z.array(z.string()).min(1).max(MOST_PROMPTS), tokens, z.array(tokens).min(1).max(MOST_PROMPTS)],
      'must be a text, an array of texts, or tokens',
    )
    .nullish(),
  stream: z.boolean('must be true or false').nullish(),
  stream_options: z
    .looseObject({ include_usage: z.boolean('must be true or false').nullish() }, 'must be an object')
    .nullish(),
  n: count,
  best_of: count,
  max_tokens: z
    .int('must be an integer')
    .min(0, 'must be at least 0')
    .max(OUTPUT_TOKENS_CEILING, `must be at most ${OUTPUT_TOKENS_CEILING}`)
    .nullish(),
});

export const completions: InferenceOperation = {
  kind: 'inference',
  key: 'completions',
  method: 'POST',
  path: '/v1/completions',
  summary: 'Create a text completion (legacy)',
  units: ['input_token', 'output_token'],
  producesOutput: true,
  offeredAs: 'chat.completions',
  surface,
  errors: 'openai',

  parse(body) {
    const parsed = CompletionsBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    const { model, prompt, stream, stream_options, n, best_of, max_tokens } = parsed.data;
    // All that are made are paid for, whether they are shown or not.
    const choices = promptsIn(prompt) * Math.max(n ?? 1, best_of ?? 1);
    return {
      model,
      stream: stream === true,
      wantsUsageEvent: stream_options?.include_usage === true,
      endUser: endUserOf(body),
      // OpenAI's own default is 16, but others who speak this wire fill the context.
      maxOutputTokens: max_tokens === undefined || max_tokens === null ? null : max_tokens * choices,
      choices,
      body,
    };
  },

  countInputTokens(body, tokenizer) {
    return countEmbeddingTokens(body.prompt, tokenizer);
  },

  countOutputTokens(answer, tokenizer) {
    const parsed = parseJsonObject(answer);
    if (parsed instanceof ApiError || !Array.isArray(parsed.choices)) return 0;
    return parsed.choices.reduce((sum: number, choice: unknown) => {
      const text = (choice as { text?: unknown } | null)?.text;
      return sum + (typeof text === 'string' ? countTextTokens(text, tokenizer) : 0);
    }, 0);
  },
};

function promptsIn(prompt: unknown): number {
  return Array.isArray(prompt) && typeof prompt[0] !== 'number' ? prompt.length : 1;
}
