/** Log probabilities in the older form: lists side by side. */
import type { TokenLogprob } from '../answer.js';
import type { JsonObject } from '../dialect.js';

/** `textOffset`: characters of the answer before these; the prompt isn't counted, as no provider says its length. */
export function writeLogprobs(tokens: readonly TokenLogprob[], textOffset: number): JsonObject {
  let offset = textOffset;
  const offsets = tokens.map(({ token }) => {
    const at = offset;
    offset += token.length;
    return at;
  });
  return {
    tokens: tokens.map(({ token }) => token),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    // Entries, not assignment: a token may be __proto__.
    top_logprobs: tokens.map(({ alternatives }) =>
      Object.fromEntries(alternatives.map(({ token, logprob }) => [token, logprob])),
    ),
    text_offset: offsets,
  };
}
