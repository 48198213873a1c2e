/** A token and how likely it was, as natural logarithm. */
export interface TokenOdds {
  token: string;
  logprob: number;
}

const LEAST_ODDS = 0.000_1;

/** How likely the text was, piece by piece: invented, and the same for the same piece. */
export function oddsOf(piece: string): TokenOdds {
  const probability = Math.max(LEAST_ODDS, (hash(piece) % 9_000) / 10_000 + 0.1);
  return { token: piece, logprob: round(Math.log(probability)) };
}

/** What might have stood there, the likeliest first; the piece itself is the first of them. */
export function alternativesTo(piece: string, count: number): TokenOdds[] {
  const first = oddsOf(piece);
  return Array.from({ length: count }, (_, index) =>
    index === 0 ? first : { token: `${piece}~${index}`, logprob: round(first.logprob - index) },
  );
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}
