/** Cohere's `POST /v2/embed`. */
import { Untranslatable } from '../dialect.js';
import { dropForeignOfEmbedding, type EmbeddingPurpose, type EmbeddingVoice, readVector } from '../embeddings.js';
import { readMetaUsage } from '../cohere-chat/usage.js';
import { listOf } from '../json.js';
import { recordOf } from '../reading.js';

const MOST_INPUTS = 96;

const PURPOSES: ReadonlyMap<EmbeddingPurpose, string> = new Map([
  ['query', 'search_query'],
  ['document', 'search_document'],
  ['classification', 'classification'],
  ['clustering', 'clustering'],
]);

/** Cohere wants a purpose; whoever says none embeds what is to be found. */
const UNSAID = 'search_document';

export const voice: EmbeddingVoice = {
  dialect: 'cohere-embed',

  encodeRequest(request, upstreamModel) {
    const dropped = dropForeignOfEmbedding(request);
    if (dropped instanceof Untranslatable) return dropped;
    const { inputs, dimensions, inputType, paths } = request;
    if (inputs.length > MOST_INPUTS)
      return new Untranslatable(paths.inputs, `it takes up to ${MOST_INPUTS} texts per call`);
    const purpose = inputType === null ? UNSAID : PURPOSES.get(inputType);
    if (purpose === undefined) return new Untranslatable(paths.inputType, 'it makes no vectors for this purpose');
    return {
      body: {
        model: upstreamModel,
        input_type: purpose,
        texts: inputs,
        embedding_types: ['float'],
        // A text that is too long is refused: a vector of a part of it wasn't asked for.
        truncate: 'NONE',
        ...(dimensions === null ? {} : { output_dimension: dimensions }),
      },
      dropped,
    };
  },

  decodeAnswer(body, request) {
    const vectors = listOf(recordOf(body.embeddings).float).map(readVector);
    if (vectors.length !== request.inputs.length) return null;
    const whole = vectors.filter((vector) => vector !== null);
    return whole.length === vectors.length ? { vectors: whole, usage: readMetaUsage(body.meta) } : null;
  },
};
