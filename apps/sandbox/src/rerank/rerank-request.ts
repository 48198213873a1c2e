import { rank, type Ranked } from './relevance.js';

/** A request to put documents in order, in the shape that Cohere, Jina and those after them share. */
export interface RerankRequest {
  model: string;
  query: string;
  documents: string[];
  topN: number;
  returnDocuments: boolean;
}

const MAX_DOCUMENTS = 10_000;
/** Cohere's unit: a query with as many documents. */
const DOCUMENTS_PER_SEARCH = 100;

export type RerankChecked = { ok: true; request: RerankRequest } | { ok: false; problem: string; param: string };

/** Checks the request; documents are texts, or objects with one. */
export function parseRerank(body: unknown): RerankChecked {
  if (!isObject(body)) return { ok: false, problem: 'the body must be an object', param: 'body' };
  const { model, query, documents, top_n: topN, return_documents: returned } = body;
  if (typeof model !== 'string' || model === '') return wrong('model', 'is required');
  if (typeof query !== 'string' || query.trim() === '') return wrong('query', 'must be a non-empty string');
  if (!Array.isArray(documents) || documents.length === 0) return wrong('documents', 'must be a non-empty array');
  if (documents.length > MAX_DOCUMENTS) return wrong('documents', `must have at most ${MAX_DOCUMENTS} elements`);
  const texts = documents.map(textOf);
  if (texts.includes(undefined)) return wrong('documents', 'must be strings or objects with text');
  if (topN !== undefined && topN !== null && !(Number.isInteger(topN) && (topN as number) >= 1)) {
    return wrong('top_n', 'must be a whole number of at least 1');
  }
  return {
    ok: true,
    request: {
      model,
      query,
      documents: texts as string[],
      topN: Math.min((topN ?? documents.length) as number, documents.length),
      returnDocuments: returned === true,
    },
  };
}

/** The `results` of the answer. */
export function rerankResults({ query, documents, topN, returnDocuments }: RerankRequest): object[] {
  return rank(query, documents, topN).map(({ index, relevance }: Ranked) => ({
    index,
    relevance_score: relevance,
    ...(returnDocuments ? { document: { text: documents[index] } } : {}),
  }));
}

/** Searches a request is billed as. */
export function searchUnits({ documents }: RerankRequest): number {
  return Math.ceil(documents.length / DOCUMENTS_PER_SEARCH);
}

function textOf(document: unknown): string | undefined {
  const text = isObject(document) ? document.text : document;
  return typeof text === 'string' ? text : undefined;
}

function wrong(param: string, what: string): RerankChecked {
  return { ok: false, problem: `${param} ${what}`, param };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
