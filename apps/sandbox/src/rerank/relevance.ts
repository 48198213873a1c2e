/** One document's place in the answer: where it stood in the request, and how near it is to the query, 0 to 1. */
export interface Ranked {
  index: number;
  relevance: number;
}

/** Documents, most relevant first; equal ones in the order they came in. At most `topN`. */
export function rank(query: string, documents: readonly string[], topN: number): Ranked[] {
  const asked = wordsOf(query);
  const ranked = documents.map((document, index) => ({ index, relevance: relevance(asked, wordsOf(document)) }));
  return ranked.sort((a, b) => b.relevance - a.relevance || a.index - b.index).slice(0, topN);
}

/** The share of the query's words in the document, and a little less for words of its own that it has besides. */
function relevance(asked: ReadonlySet<string>, said: ReadonlySet<string>): number {
  if (asked.size === 0 || said.size === 0) return 0;
  let common = 0;
  for (const word of asked) if (said.has(word)) common += 1;
  const recall = common / asked.size;
  const precision = common / said.size;
  return round(0.9 * recall + 0.1 * precision);
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}

function round(value: number): number {
  return Math.round(value * 1e8) / 1e8;
}
