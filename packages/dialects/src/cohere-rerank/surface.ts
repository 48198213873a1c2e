/** `POST /v1/rerank` as Cohere's callers say it, in the shape of both versions of its API. */
import { inputTokensOf } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import { Untranslatable } from '../dialect.js';
import { FieldFindings } from '../field-findings.js';
import { isRecord, textOf } from '../json.js';
import type { RerankSurface } from '../rerank.js';

const KNOWN = {
  read: new Set(['model', 'query', 'documents', 'top_n', 'return_documents', 'max_tokens_per_doc']),
  hints: new Set(['priority', 'user', 'metadata']),
};

export const surface: RerankSurface = {
  dialect: 'cohere-rerank',

  decodeRequest(body) {
    const documents = (Array.isArray(body.documents) ? body.documents : []).map(documentText);
    const wrong = documents.indexOf(null);
    if (wrong !== -1)
      return new Untranslatable(
        `documents[${wrong}]`,
        'the provider of this model ranks texts, not objects of other fields',
      );
    const query = textOf(body.query);
    if (query === null)
      return new ApiError('invalid_parameter', { message: `Invalid value: 'query' must be a string.`, param: 'query' });
    const findings = new FieldFindings();
    findings.rest(body, '', KNOWN);
    return {
      from: 'cohere-rerank',
      query,
      documents: documents as string[],
      topN: typeof body.top_n === 'number' ? body.top_n : null,
      returnsDocuments: body.return_documents === true,
      maxTokensPerDocument: typeof body.max_tokens_per_doc === 'number' ? body.max_tokens_per_doc : null,
      foreign: findings.foreign,
    };
  },

  encodeAnswer({ id, results }, { request, requestId, usage }) {
    const tokens = inputTokensOf(usage);
    const shown = request.topN === null ? results : results.slice(0, request.topN);
    return {
      id: id ?? requestId,
      results: shown.map(({ index, score }) => ({
        index,
        relevance_score: score,
        ...(request.returnsDocuments ? { document: { text: request.documents[index] } } : {}),
      })),
      meta: {
        api_version: { version: '2' },
        billed_units: { search_units: usage.searches },
        ...(tokens > 0 ? { tokens: { input_tokens: tokens } } : {}),
      },
    };
  },
};

/** A document is a text, or in the older version an object with one. An object that says more was to be ranked by it. */
function documentText(document: unknown): string | null {
  if (typeof document === 'string') return document;
  if (!isRecord(document) || Object.keys(document).length !== 1) return null;
  return textOf(document.text);
}
