/** What a second target made of calls, beside the answers that were given. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema, ModelNameSchema } from './fields.js';

/** What a call's shadow was beside the answer that was given. Nothing of either text is kept. */
export const ShadowComparisonViewSchema = z.object({
  id: IdSchema,
  requestId: IdSchema,
  model: z.string(),
  targetId: IdSchema,
  shadowTargetId: IdSchema,
  provider: z.string(),
  shadowProvider: z.string(),
  status: z.number().int(),
  shadowStatus: z.number().int().nullable(),
  firstByteMs: z.number().int().nullable(),
  shadowFirstByteMs: z.number().int().nullable(),
  durationMs: z.number().int(),
  shadowDurationMs: z.number().int().nullable(),
  outputTokens: z.number().int(),
  shadowOutputTokens: z.number().int().nullable(),
  /** Of the two texts, 0 to 1; null where there is nothing to compare. */
  similarity: z.number().nullable(),
  sameFinish: z.boolean().nullable(),
  error: z.string().nullable(),
  startedAt: InstantViewSchema,
});

export const ListShadowComparisonsSchema = ListQuerySchema.extend({ model: ModelNameSchema.optional() });

export const SummariseShadowsSchema = ListShadowComparisonsSchema.pick({ model: true });

const SpreadSchema = z.object({ p50: z.number(), p95: z.number() }).nullable();

/** One model's answers beside one shadow's, over the last seven days. Times are of the shadows that answered. */
export const ShadowSummaryViewSchema = z.object({
  model: z.string(),
  shadowTargetId: IdSchema,
  shadowProvider: z.string(),
  shadowUpstreamModel: z.string(),
  count: z.number().int(),
  /** Shadows that came to nothing, or to half. */
  failed: z.number().int(),
  /** Of those that were given a status. */
  sameStatusPercent: z.number().nullable(),
  /** Of those where both said why they ended. */
  sameFinishPercent: z.number().nullable(),
  durationMs: SpreadSchema,
  shadowDurationMs: SpreadSchema,
  /** The mean. */
  similarity: z.number().nullable(),
  outputTokens: z.number(),
  shadowOutputTokens: z.number(),
});

export type ShadowSummaryView = z.infer<typeof ShadowSummaryViewSchema>;
export type ListShadowComparisonsInput = Partial<z.infer<typeof ListShadowComparisonsSchema>>;
export type ShadowComparisonView = z.infer<typeof ShadowComparisonViewSchema>;
