/** Embeddings as Vertex AI is asked for them: a prediction of a model, one instance for each text. */
import { NO_USAGE } from '@turnpike/domain/usage';
import type { Usage } from '@turnpike/domain/usage';
import { Untranslatable } from '../dialect.js';
import { dropForeignOfEmbedding, readVector } from '../embeddings.js';
import type { EmbeddingVoice } from '../embeddings.js';
import { countOf, recordOf, recordsIn } from '../reading.js';
import { taskTypeOf } from './purposes.js';

/** `predict`. */
export const voice: EmbeddingVoice = {
  dialect: 'gemini-embeddings',

  encodeRequest(request) {
    const dropped = dropForeignOfEmbedding(request);
    if (dropped instanceof Untranslatable) return dropped;
    const { dimensions, inputType } = request;
    const task = inputType === null ? {} : { task_type: taskTypeOf(inputType) };
    const body = {
      instances: request.inputs.map((content) => ({ content, ...task })),
      // A text that is too long is an error, as elsewhere, and not cut in silence.
      parameters: { autoTruncate: false, ...(dimensions !== null && { outputDimensionality: dimensions }) },
    };
    return { body, dropped };
  },

  decodeAnswer(body, request) {
    const predictions = recordsIn(body.predictions).map(({ embeddings }) => recordOf(embeddings));
    const vectors = predictions.flatMap(({ values }) => {
      const vector = readVector(values);
      return vector === null ? [] : [vector];
    });
    if (vectors.length !== request.inputs.length || predictions.length !== vectors.length) return null;
    return { vectors, usage: readPredictionUsage(body.predictions) };
  },
};

/** Each vector says what its text came to; null where one doesn't. */
export function readPredictionUsage(predictions: unknown): Usage | null {
  let inputTokens = 0;
  const said = recordsIn(predictions);
  for (const { embeddings } of said) {
    const count = countOf(recordOf(recordOf(embeddings).statistics).token_count);
    if (count === null) return null;
    inputTokens += count;
  }
  return said.length === 0 ? null : { ...NO_USAGE, inputTokens };
}
