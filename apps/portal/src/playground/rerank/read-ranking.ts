/** A document's place in a ranking: where it stood in the request, and how near it is to the query. */
export interface Ranked {
  index: number;
  score: number;
}

/** Reads `results[]`, best first; throws over what is no ranking. */
export async function readRanking(answer: Response): Promise<Ranked[]> {
  const { results } = (await answer.json()) as { results: { index: number; relevance_score: number }[] };
  return results.map(({ index, relevance_score: score }) => ({ index, score })).toSorted((a, b) => b.score - a.score);
}
