/** What was used, as views show it: every bucket apart, so that the numbers of a charge's parts are found here. */
import { z } from 'zod';
import { AmountViewSchema } from './fields.js';

const count = z.number().int();

/** Tokens in disjoint buckets: cached is not inside input, reasoning is not inside output. */
export const TokenCountsSchema = z.object({
  input: count,
  cachedInput: count,
  cacheWrite: count,
  audioInput: count,
  imageInput: count,
  output: count,
  reasoning: count,
  audioOutput: count,
  imageOutput: count,
});

/** The same in one level, with what isn't counted in tokens. */
export const UsageCountsSchema = z.object({
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: count,
  audioInputTokens: count,
  imageInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  audioOutputTokens: count,
  imageOutputTokens: count,
  images: count,
  characters: count,
  searches: count,
  seconds: AmountViewSchema,
});

export type TokenCounts = z.infer<typeof TokenCountsSchema>;
export type UsageCounts = z.infer<typeof UsageCountsSchema>;
