/** Embeddings as OpenAI and those who speak its wire are asked for them. */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { Untranslatable } from '../dialect.js';
import { dropForeignOfEmbedding, type EmbeddingVoice, readVector } from '../embeddings.js';
import { isRecord } from '../json.js';
import { countOf, recordOf, recordsIn } from '../reading.js';

export const voice: EmbeddingVoice = {
  dialect: 'openai-embeddings',

  encodeRequest(request, upstreamModel) {
    const dropped = dropForeignOfEmbedding(request);
    if (dropped instanceof Untranslatable) return dropped;
    // Its models know no purpose: the same text has one place.
    if (request.inputType !== null)
      return new Untranslatable(
        request.paths.inputType,
        'the provider of this model makes one vector for every purpose',
      );
    return {
      body: {
        model: upstreamModel,
        input: request.inputs,
        encoding_format: 'float',
        ...(request.dimensions === null ? {} : { dimensions: request.dimensions }),
        ...(request.endUser === null ? {} : { user: request.endUser }),
      },
      dropped,
    };
  },

  decodeAnswer(body, request) {
    const items = recordsIn(body.data);
    if (items.length !== request.inputs.length) return null;
    const vectors: (readonly number[])[] = [];
    for (const [position, item] of items.entries()) {
      const vector = readVector(item.embedding);
      const index = countOf(item.index ?? position);
      if (vector === null || index === null || index >= items.length || vectors[index] !== undefined) return null;
      vectors[index] = vector;
    }
    return { vectors, usage: isRecord(body.usage) ? readUsage(recordOf(body.usage)) : null };
  },
};

function readUsage(usage: Readonly<Record<string, unknown>>): Usage | null {
  const inputTokens = countOf(usage.prompt_tokens ?? usage.total_tokens);
  return inputTokens === null ? null : { ...NO_USAGE, inputTokens };
}
