/** `logprobsResult`, both ways. */
import type { TokenLogprob } from '../answer.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf } from '../json.js';
import { recordOf, recordsIn } from '../reading.js';

/** Null where there are none. */
export function readLogprobs(result: unknown): TokenLogprob[] | null {
  if (!isRecord(result)) return null;
  const alternatives = listOf(result.topCandidates);
  return recordsIn(result.chosenCandidates).flatMap((chosen, index) => {
    const token = readToken(chosen);
    if (token === null) return [];
    const others = recordsIn(recordOf(alternatives[index]).candidates).flatMap((one) => readToken(one) ?? []);
    return { ...token, alternatives: others };
  });
}

function readToken(candidate: JsonObject): { token: string; logprob: number; bytes: number[] } | null {
  const { token, logProbability } = candidate;
  if (typeof token !== 'string' || typeof logProbability !== 'number') return null;
  return { token, logprob: logProbability, bytes: [...Buffer.from(token)] };
}

export function writeLogprobs(tokens: readonly TokenLogprob[]): JsonObject {
  const write = ({ token, logprob }: { token: string; logprob: number }): JsonObject => ({
    token,
    logProbability: logprob,
  });
  return {
    chosenCandidates: tokens.map(write),
    topCandidates: tokens.map(({ alternatives }) => ({ candidates: alternatives.map(write) })),
  };
}
