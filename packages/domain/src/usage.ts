/** What a call used, in disjoint buckets: no token is in two of them, or it would be billed twice. */
export interface Usage {
  /** Text that was read, but for what the next ones say. */
  inputTokens: number;
  /** Read from the provider's prompt cache. */
  cachedInputTokens: number;
  /** Read, and written to the provider's prompt cache. */
  cacheWriteTokens: number;
  audioInputTokens: number;
  imageInputTokens: number;
  /** Text that was written, thoughts aside. */
  outputTokens: number;
  reasoningTokens: number;
  audioOutputTokens: number;
  imageOutputTokens: number;
  /** Pictures made. */
  images: number;
  /** Characters spoken. */
  characters: number;
  /** Searches, as those who rerank count them. */
  searches: number;
  /** Decimal string of seconds: of sound, or of a session's time. */
  seconds: string;
}

export const NO_USAGE: Usage = Object.freeze({
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  audioInputTokens: 0,
  imageInputTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  audioOutputTokens: 0,
  imageOutputTokens: 0,
  images: 0,
  characters: 0,
  searches: 0,
  seconds: '0',
});

/** What was read, and what was written, in tokens. */
export const INPUT_BUCKETS = [
  'inputTokens',
  'cachedInputTokens',
  'cacheWriteTokens',
  'audioInputTokens',
  'imageInputTokens',
] as const satisfies readonly (keyof Usage)[];
export const OUTPUT_BUCKETS = [
  'outputTokens',
  'reasoningTokens',
  'audioOutputTokens',
  'imageOutputTokens',
] as const satisfies readonly (keyof Usage)[];
export const TOKEN_BUCKETS = [...INPUT_BUCKETS, ...OUTPUT_BUCKETS] as const;
/** All that is counted in whole numbers; seconds are not. */
export const COUNT_BUCKETS = [...TOKEN_BUCKETS, 'images', 'characters', 'searches'] as const;
export type TokenBucket = (typeof TOKEN_BUCKETS)[number];
export type CountBucket = (typeof COUNT_BUCKETS)[number];

/** Tokens read, of every kind. */
export function inputTokensOf(usage: Readonly<Pick<Usage, (typeof INPUT_BUCKETS)[number]>>): number {
  return INPUT_BUCKETS.reduce((sum, bucket) => sum + usage[bucket], 0);
}

/** Tokens written, of every kind. */
export function outputTokensOf(usage: Readonly<Pick<Usage, (typeof OUTPUT_BUCKETS)[number]>>): number {
  return OUTPUT_BUCKETS.reduce((sum, bucket) => sum + usage[bucket], 0);
}

/** Tokens read and written, of every kind: what limits of tokens count. */
export function tokensOf(usage: Readonly<Pick<Usage, TokenBucket>>): number {
  return TOKEN_BUCKETS.reduce((sum, bucket) => sum + usage[bucket], 0);
}

/** The usage alone, of something that says more. */
export function pickUsage(source: Readonly<Usage>): Usage {
  const usage = { ...NO_USAGE, seconds: source.seconds };
  for (const bucket of COUNT_BUCKETS) usage[bucket] = source[bucket];
  return usage;
}

/**
 * Where a reading comes from: the provider's own report, our count of what was delivered, the report of an earlier call
 * whose answer was given again, or nothing used.
 */
export type UsageSource = 'provider' | 'estimated' | 'cache' | 'none';

/** Why a call ended. `interrupted` is the reaper's word for a call whose process died. */
export type EndReason =
  | 'complete'
  | 'client_gone'
  | 'upstream_cut'
  | 'upstream_error'
  | 'balance_exhausted'
  | 'timeout'
  | 'shutdown'
  | 'interrupted';
