import type { TokenCounts } from '@turnpike/contracts/management/usage-counts';

/** Columns of token buckets, the same in usage events and in every table of sums. */
export const TOKEN_COLUMNS = [
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'audio_input_tokens',
  'image_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'audio_output_tokens',
  'image_output_tokens',
] as const;
export type TokenColumn = (typeof TOKEN_COLUMNS)[number];

/** Token buckets as views show them, of a row with those columns as `pg` reads them. */
export function tokenCounts(row: Readonly<Record<TokenColumn, string>>): TokenCounts {
  return {
    input: Number(row.input_tokens),
    cachedInput: Number(row.cached_input_tokens),
    cacheWrite: Number(row.cache_write_tokens),
    audioInput: Number(row.audio_input_tokens),
    imageInput: Number(row.image_input_tokens),
    output: Number(row.output_tokens),
    reasoning: Number(row.reasoning_tokens),
    audioOutput: Number(row.audio_output_tokens),
    imageOutput: Number(row.image_output_tokens),
  };
}
