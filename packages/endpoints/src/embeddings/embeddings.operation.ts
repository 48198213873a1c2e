/** `POST /v1/embeddings`, OpenAI's wire: texts or token arrays in, vectors out. Priced by input alone. */
import { surface } from '@turnpike/dialects/openai-embeddings/surface';
import { countEmbeddingTokens } from '@turnpike/domain/token-count';
import { z } from 'zod';
import type { InferenceOperation } from '../operation.js';
import { endUserOf, parameterError } from '../validation.js';

/** No model's vectors come near it. */
const MOST_DIMENSIONS = 65_536;

const tokens = z.array(z.int().nonnegative()).min(1);
const EmbeddingsBody = z.looseObject({
  model: z.string('must be a string').min(1, 'must not be empty').max(200, 'must have at most 200 characters'),
  input: z.union(
    [z.string().min(1), z.array(z.string().min(1)).min(1).max(2048), tokens, z.array(tokens).min(1).max(2048)],
    'must be a text, an array of texts, or tokens',
  ),
  dimensions: z
    .int('must be an integer')
    .min(1, 'must be at least 1')
    .max(MOST_DIMENSIONS, `must be at most ${MOST_DIMENSIONS}`)
    .nullish(),
  encoding_format: z.enum(['float', 'base64'], "must be 'float' or 'base64'").nullish(),
});

export const embeddings: InferenceOperation = {
  kind: 'inference',
  key: 'embeddings',
  method: 'POST',
  path: '/v1/embeddings',
  summary: 'Create embeddings',
  units: ['input_token'],
  producesOutput: false,
  surface: null,
  question: { kind: 'embedding', surface },
  errors: 'openai',

  parse(body) {
    const parsed = EmbeddingsBody.safeParse(body);
    if (!parsed.success) return parameterError(parsed.error);
    return {
      model: parsed.data.model,
      stream: false,
      wantsUsageEvent: false,
      endUser: endUserOf(body),
      maxOutputTokens: 0,
      choices: 1,
      body,
    };
  },

  countInputTokens(body, tokenizer) {
    return countEmbeddingTokens(body.input, tokenizer);
  },

  countOutputTokens() {
    return 0;
  },
};
