/** `finishReason`, both ways. */
import type { Finish, FinishReason } from '../answer.js';
import type { JsonObject } from '../dialect.js';

const REASONS: Readonly<Record<FinishReason, string>> = {
  stop: 'STOP',
  stop_sequence: 'STOP',
  length: 'MAX_TOKENS',
  tool_calls: 'STOP',
  filtered: 'SAFETY',
  // The nearest word for an answer that was withheld; what the model said about it stands beside it.
  refusal: 'SAFETY',
  paused: 'CONTINUATION',
};

/** The arguments of a function call are no JSON object: the wire has a reason of its own for it. */
export const MALFORMED_CALL = 'MALFORMED_FUNCTION_CALL';

export function writeFinishReason(finish: Finish): string {
  return REASONS[finish.reason];
}

/**
 * Null where none is given. All but three of Google's many reasons say that something was withheld: content by a filter,
 * or a call of a function that wasn't one. Its own OpenAI-compatible endpoint calls the latter a filter's doing too.
 */
export function readFinishReason(reason: unknown, calledTools: boolean): Finish | null {
  if (typeof reason !== 'string' || reason === '' || reason === 'FINISH_REASON_UNSPECIFIED') return null;
  if (reason === 'STOP') return { reason: calledTools ? 'tool_calls' : 'stop', sequence: null };
  return { reason: NAMED.get(reason) ?? 'filtered', sequence: null };
}

const NAMED: ReadonlyMap<string, FinishReason> = new Map([
  ['MAX_TOKENS', 'length'],
  ['CONTINUATION', 'paused'],
]);

/** A filter's words about what it withheld; null where there are none. About a broken call they are no answer. */
export function readFilterMessage({ finishReason, finishMessage }: JsonObject): string | null {
  if (typeof finishMessage !== 'string' || finishMessage === '' || !FILTERS.has(finishReason)) return null;
  return finishMessage;
}

const FILTERS: ReadonlySet<unknown> = new Set([
  'SAFETY',
  'RECITATION',
  'LANGUAGE',
  'BLOCKLIST',
  'PROHIBITED_CONTENT',
  'SPII',
  'IMAGE_SAFETY',
  'IMAGE_PROHIBITED_CONTENT',
  'IMAGE_RECITATION',
]);
