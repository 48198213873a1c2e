/** Cohere's `POST /v2/rerank`. */
import { readMetaUsage } from '../cohere-chat/usage.js';
import { Untranslatable } from '../dialect.js';
import { textOf } from '../json.js';
import { recordsIn } from '../reading.js';
import { dropForeignOfRerank, readRerankResults, type RerankVoice } from '../rerank.js';

export const voice: RerankVoice = {
  dialect: 'cohere-rerank',

  encodeRequest(request, upstreamModel) {
    const dropped = dropForeignOfRerank(request);
    if (dropped instanceof Untranslatable) return dropped;
    const { query, documents, topN, maxTokensPerDocument } = request;
    return {
      body: {
        model: upstreamModel,
        query,
        documents,
        ...(topN === null ? {} : { top_n: topN }),
        ...(maxTokensPerDocument === null ? {} : { max_tokens_per_doc: maxTokensPerDocument }),
      },
      dropped,
    };
  },

  decodeAnswer(body, request) {
    if (!Array.isArray(body.results)) return null;
    const results = readRerankResults(recordsIn(body.results), request);
    return results === null ? null : { id: textOf(body.id), results, usage: readMetaUsage(body.meta) };
  },
};
