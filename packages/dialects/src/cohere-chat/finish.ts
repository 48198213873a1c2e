import type { Finish, FinishReason, TokenLogprob } from '../answer.js';
import { listOf } from '../json.js';
import { recordOf } from '../reading.js';

const REASONS: ReadonlyMap<unknown, FinishReason> = new Map<unknown, FinishReason>([
  ['COMPLETE', 'stop'],
  ['STOP_SEQUENCE', 'stop_sequence'],
  ['MAX_TOKENS', 'length'],
  // Cut off by a limit of the provider's; what there is, is good.
  ['TIMEOUT', 'length'],
  ['TOOL_CALL', 'tool_calls'],
]);

/** What Cohere says of a generation that failed, in an answer that looks like a success. */
export const FAILED = 'ERROR';

/** A reason that isn't known is an ordinary stop; null: none was given. */
export function readFinish(reason: unknown): Finish | null {
  return typeof reason === 'string' ? { reason: REASONS.get(reason) ?? 'stop', sequence: null } : null;
}

/** Log probabilities are given by piece of text, for each token of it; a piece's is their sum. */
export function readLogprobs(items: readonly unknown[]): TokenLogprob[] {
  return items.flatMap((item) => {
    const { text, logprobs } = recordOf(item);
    const given = listOf(logprobs).filter((value) => typeof value === 'number');
    if (typeof text !== 'string' || given.length === 0) return [];
    return [{ token: text, logprob: given.reduce((sum, value) => sum + value, 0), bytes: null, alternatives: [] }];
  });
}
