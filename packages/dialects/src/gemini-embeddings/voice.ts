/** Embeddings as the Gemini API is asked for them: always as a batch, which takes one text too. */
import { NO_USAGE } from '@turnpike/domain/usage';
import type { Usage } from '@turnpike/domain/usage';
import { Untranslatable } from '../dialect.js';
import { dropForeignOfEmbedding, readVector } from '../embeddings.js';
import type { EmbeddingVoice } from '../embeddings.js';
import { isRecord } from '../json.js';
import { countOf, recordsIn } from '../reading.js';
import { taskTypeOf } from './purposes.js';

/** `batchEmbedContents`. */
export const voice: EmbeddingVoice = {
  dialect: 'gemini-embeddings',

  encodeRequest(request, upstreamModel) {
    const dropped = dropForeignOfEmbedding(request);
    if (dropped instanceof Untranslatable) return dropped;
    const { dimensions, inputType } = request;
    const requests = request.inputs.map((text) => ({
      model: `models/${upstreamModel.replace(/^models\//, '')}`,
      content: { parts: [{ text }] },
      ...(inputType !== null && { taskType: taskTypeOf(inputType) }),
      ...(dimensions !== null && { outputDimensionality: dimensions }),
    }));
    return { body: { requests }, dropped };
  },

  decodeAnswer(body, request) {
    const embeddings = recordsIn(body.embeddings);
    const vectors = embeddings.flatMap(({ values }) => {
      const vector = readVector(values);
      return vector === null ? [] : [vector];
    });
    if (vectors.length !== request.inputs.length || embeddings.length !== vectors.length) return null;
    return { vectors, usage: readEmbeddingUsage(body.usageMetadata) };
  },
};

/** Of the prompt alone: nothing is written. Null where it isn't reported, as by older models. */
export function readEmbeddingUsage(metadata: unknown): Usage | null {
  const inputTokens = isRecord(metadata) ? countOf(metadata.promptTokenCount ?? metadata.totalTokenCount) : null;
  return inputTokens === null ? null : { ...NO_USAGE, inputTokens };
}
