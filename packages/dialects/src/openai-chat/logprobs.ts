/** Log probabilities, which the middle form keeps in OpenAI's terms. */
import type { TokenLogprob } from '../answer.js';
import type { JsonObject } from '../dialect.js';
import { isRecord, listOf, numberOf, textOf } from '../json.js';

type Alternative = TokenLogprob['alternatives'][number];

/** Those of a choice, its refusal's included; null where there are none. */
export function readLogprobs(json: unknown): TokenLogprob[] | null {
  if (!isRecord(json)) return null;
  const tokens = [...listOf(json.content), ...listOf(json.refusal)].flatMap((entry) => {
    const token = readToken(entry);
    if (token === null || !isRecord(entry)) return [];
    const alternatives = listOf(entry.top_logprobs).flatMap((other) => readToken(other) ?? []);
    return [{ ...token, alternatives }];
  });
  return tokens.length === 0 ? null : tokens;
}

/** As a choice carries them. */
export function writeLogprobs(tokens: readonly TokenLogprob[] | null): JsonObject | null {
  if (tokens === null) return null;
  const content = tokens.map(({ token, logprob, bytes, alternatives }) => {
    return { token, logprob, bytes, top_logprobs: alternatives };
  });
  return { content, refusal: null };
}

function readToken(json: unknown): Alternative | null {
  if (!isRecord(json)) return null;
  const token = textOf(json.token);
  const logprob = numberOf(json.logprob);
  if (token === null || logprob === null) return null;
  const bytes = Array.isArray(json.bytes) ? json.bytes.filter((byte) => Number.isInteger(byte)) : null;
  return { token, logprob, bytes: bytes as number[] | null };
}
