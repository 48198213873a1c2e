/** What a text was found to hold. */
export interface Judgement {
  isFlagged: boolean;
  /** Highest score first. */
  categories: readonly { name: string; score: number; isFlagged: boolean }[];
}

/** Reads the first of `results[]`; throws over what is no judgement. */
export async function readJudgement(answer: Response): Promise<Judgement> {
  const { results } = (await answer.json()) as {
    results: { flagged: boolean; categories: Record<string, boolean>; category_scores: Record<string, number> }[];
  };
  const [result] = results;
  if (result === undefined) throw new Error('an answer without a result');
  const categories = Object.entries(result.category_scores).map(([name, score]) => ({
    name,
    score,
    isFlagged: result.categories[name] === true,
  }));
  return { isFlagged: result.flagged, categories: categories.toSorted((a, b) => b.score - a.score) };
}
