/** Vectors as an answer brings them, and how they compare. */

export interface Embedding {
  values: readonly number[];
  /** Euclidean length. */
  norm: number;
}

/** Reads `data[].embedding`, in the order of the texts; throws over what is no answer of embeddings. */
export async function readEmbeddings(answer: Response): Promise<Embedding[]> {
  const { data } = (await answer.json()) as { data: { index: number; embedding: number[] }[] };
  return data
    .toSorted((a, b) => a.index - b.index)
    .map(({ embedding }) => ({ values: embedding, norm: normOf(embedding) }));
}

/** The cosine of the angle between two: 1 for the same direction; 0 where one has no length. */
export function similarity(a: Embedding, b: Embedding): number {
  const lengths = a.norm * b.norm;
  return lengths === 0 ? 0 : a.values.reduce((sum, value, index) => sum + value * (b.values[index] ?? 0), 0) / lengths;
}

function normOf(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
