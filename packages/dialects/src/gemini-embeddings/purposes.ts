/** `taskType`, both ways. */
import type { EmbeddingPurpose } from '../embeddings.js';

const TASK_TYPES: Readonly<Record<EmbeddingPurpose, string>> = {
  query: 'RETRIEVAL_QUERY',
  document: 'RETRIEVAL_DOCUMENT',
  similarity: 'SEMANTIC_SIMILARITY',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
  question_answering: 'QUESTION_ANSWERING',
  fact_verification: 'FACT_VERIFICATION',
  code_query: 'CODE_RETRIEVAL_QUERY',
};

const PURPOSES: ReadonlyMap<string, EmbeddingPurpose> = new Map(
  Object.entries(TASK_TYPES).map(([purpose, taskType]) => [taskType, purpose as EmbeddingPurpose]),
);

export function taskTypeOf(purpose: EmbeddingPurpose): string {
  return TASK_TYPES[purpose];
}

/** Null for a task of no known type. */
export function purposeOf(taskType: string): EmbeddingPurpose | null {
  return PURPOSES.get(taskType) ?? null;
}
