/** Counts what a stream delivered, by our own count: for a provider that never said how much it was. */
import { countTextTokens } from '@turnpike/domain/token-count';
import { tokenizerFor } from '@turnpike/domain/tokenizer';
import type { FailureContext } from './provider-adapter.js';

/** Text that counts by itself: one choice's content, its refusal, its reasoning, each of its tool calls. */
export type Lanes = Map<string, string>;

/** A model's names say whose tokens it speaks in. */
export type ModelNames = Pick<FailureContext, 'upstreamModel' | 'publicModel'>;

/** Tokens of all lanes. */
export function countLanes(lanes: Lanes, { upstreamModel, publicModel }: ModelNames): number {
  const tokenizer = tokenizerFor(upstreamModel, publicModel);
  let tokens = 0;
  for (const text of lanes.values()) tokens += countTextTokens(text, tokenizer);
  return tokens;
}
