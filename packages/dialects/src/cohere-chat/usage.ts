/**
 * Cohere's usage as disjoint buckets. Billed are its `billed_units`, not its `tokens`: those count what Cohere itself
 * adds to a prompt and takes out of an answer, which nobody pays ("How Does Cohere's Pricing Work?"). Thoughts are
 * inside the output's and nowhere counted by themselves.
 */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import type { JsonObject } from '../dialect.js';
import { isRecord } from '../json.js';
import { countOf, recordOf } from '../reading.js';

/** Of a chat. Null when it can't be billed from. Zero reported is zero. Never throws. */
export function readChatUsage(json: unknown): Usage | null {
  if (!isRecord(json)) return null;
  const said = isRecord(json.billed_units) ? json.billed_units : recordOf(json.tokens);
  const input = countOf(said.input_tokens);
  const outputTokens = countOf(said.output_tokens);
  if (input === null || outputTokens === null) return null;
  const cachedInputTokens = cachedOf(json, input);
  return { ...NO_USAGE, inputTokens: input - cachedInputTokens, cachedInputTokens, outputTokens };
}

/**
 * Of the `meta` of what is no chat: an embedding's tokens, a ranking's searches. Null when none of them is there, or one
 * is absurd. Never throws.
 */
export function readMetaUsage(meta: unknown): Usage | null {
  const { billed_units: billed } = recordOf(meta);
  if (!isRecord(billed)) return null;
  const { input_tokens: tokens, image_tokens: imageTokens, search_units: searchUnits } = billed;
  if ((tokens ?? imageTokens ?? searchUnits ?? null) === null) return null;
  const inputTokens = countOf(tokens ?? 0);
  const imageInputTokens = countOf(imageTokens ?? 0);
  const searches = countOf(searchUnits ?? 0);
  if (inputTokens === null || imageInputTokens === null || searches === null) return null;
  return { ...NO_USAGE, inputTokens, imageInputTokens, searches };
}

/**
 * Billed tokens that came out of the cache for certain. What is cached is counted in the model's terms, with Cohere's
 * own additions, and so many of them may be all that hit.
 */
function cachedOf({ cached_tokens: cached, tokens }: JsonObject, billed: number): number {
  const added = Math.max(0, (countOf(recordOf(tokens).input_tokens) ?? billed) - billed);
  return Math.min(billed, Math.max(0, (countOf(cached) ?? 0) - added));
}
