/** "Test it": what a provider, or each place that serves a model, answers right now. Nothing is charged or recorded as use. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, TextSchema } from './fields.js';

/** `prompt` is sent as the one message, or as the text to embed; the answer is bounded to 16 tokens. */
export const TestModelSchema = z.object({
  operation: z.enum(['chat.completions', 'embeddings']).default('chat.completions'),
  prompt: TextSchema.max(500).default('Say hello in one word.'),
});

const TestErrorSchema = z.object({
  code: z.string().meta({ description: 'Code of the error in the catalogue', example: 'upstream_rejected_credential' }),
  reason: z.string().meta({ description: 'The provider’s own words without secrets, or how the connection failed' }),
});

const Outcome = {
  ok: z.boolean(),
  status: z.number().int().nullable().meta({ description: 'HTTP status of the provider; null when none came' }),
  latencyMs: z.number(),
  error: TestErrorSchema.nullable(),
};

/** `models` are up to 200 of the names the provider lists; `modelCount` says how many there are. */
export const ProviderTestViewSchema = z.object({
  ...Outcome,
  models: z.array(z.string()),
  modelCount: z.number().int(),
  testedAt: InstantViewSchema,
});

/** `text` is the beginning of the answer, without secrets; null for embeddings and failures. */
export const TargetTestViewSchema = z.object({
  ...Outcome,
  targetId: IdSchema,
  provider: z.string(),
  upstreamModel: z.string(),
  targetStatus: z.enum(['active', 'disabled']),
  tokens: z.object({ input: z.number().int(), output: z.number().int() }).nullable(),
  text: z.string().nullable(),
});

/** `ok` when every active target answered. */
export const ModelTestViewSchema = z.object({
  ok: z.boolean(),
  targets: z.array(TargetTestViewSchema),
  testedAt: InstantViewSchema,
});

export type TestModelInput = z.output<typeof TestModelSchema>;
export type ProviderTestView = z.infer<typeof ProviderTestViewSchema>;
export type TargetTestView = z.infer<typeof TargetTestViewSchema>;
export type ModelTestView = z.infer<typeof ModelTestViewSchema>;
