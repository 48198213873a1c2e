/** Rankings as Jina is asked for them, and vLLM, SiliconFlow and others that took over its shape: priced by tokens. */
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { Untranslatable } from '../dialect.js';
import { textOf } from '../json.js';
import { countOf, recordOf, recordsIn } from '../reading.js';
import { dropForeignOfRerank, readRerankResults, type RerankVoice } from '../rerank.js';

export const voice: RerankVoice = {
  dialect: 'jina-rerank',

  encodeRequest(request, upstreamModel) {
    const dropped = dropForeignOfRerank(request);
    if (dropped instanceof Untranslatable) return dropped;
    if (request.maxTokensPerDocument !== null)
      return new Untranslatable('max_tokens_per_doc', 'the provider of this model reads documents whole');
    return {
      body: {
        model: upstreamModel,
        query: request.query,
        documents: request.documents,
        ...(request.topN === null ? {} : { top_n: request.topN }),
        // We have them: an answer need not carry them back.
        return_documents: false,
      },
      dropped,
    };
  },

  decodeAnswer(body, request) {
    if (!Array.isArray(body.results)) return null;
    const results = readRerankResults(recordsIn(body.results), request);
    if (results === null) return null;
    return { id: textOf(body.id), results, usage: readUsage(recordOf(body.usage)) };
  },
};

function readUsage(usage: Readonly<Record<string, unknown>>): Usage | null {
  const inputTokens = countOf(usage.total_tokens ?? usage.prompt_tokens);
  return inputTokens === null ? null : { ...NO_USAGE, inputTokens };
}
