/** Sums of disjoint token buckets; safe in a browser. */
import type { TokenCounts } from './usage-counts.js';

/** Tokens read, of every kind. */
export function tokensRead(tokens: TokenCounts): number {
  return tokens.input + tokens.cachedInput + tokens.cacheWrite + tokens.audioInput + tokens.imageInput;
}

/** Tokens written, of every kind. */
export function tokensWritten(tokens: TokenCounts): number {
  return tokens.output + tokens.reasoning + tokens.audioOutput + tokens.imageOutput;
}
