/** The middle form of reranking, and what a wire has to offer for it. */
import type { Usage } from '@turnpike/domain/usage';
import type { ForeignField } from './conversation.js';
import type { JsonObject, Untranslatable } from './dialect.js';
import { dropForeignFields, type UnarySurface, type UnaryVoice } from './unary.js';

/** A wire of reranking: Cohere's, and the one that others made after it. */
export type RerankDialect = 'cohere-rerank' | 'jina-rerank';

/** One request. A field is null where the caller said nothing. */
export interface RerankRequest {
  /** The wire it came by. */
  readonly from: RerankDialect;
  readonly query: string;
  /** One at least. */
  readonly documents: readonly string[];
  /** How many results are wanted. */
  readonly topN: number | null;
  /** Whether results carry their documents: a matter of the surface alone, which has them. */
  readonly returnsDocuments: boolean;
  /** Longer documents are cut to so many tokens. */
  readonly maxTokensPerDocument: number | null;
  /** Fields with no place above. Whoever translates drops the hints and refuses the others. */
  readonly foreign: readonly ForeignField[];
}

/** A document's place. */
export interface RerankResult {
  /** Among the request's documents. */
  readonly index: number;
  /** As the provider gave it; the higher the closer. */
  readonly score: number;
}

/** A whole answer. */
export interface RerankAnswer {
  /** The provider's own; null where it gives none. */
  readonly id: string | null;
  /** Closest first. */
  readonly results: readonly RerankResult[];
  /** Null when the provider reported none that can be billed from. */
  readonly usage: Usage | null;
}

/** The callers' side. */
export type RerankSurface = UnarySurface<RerankDialect, RerankRequest, RerankAnswer>;

/** The providers' side; an answer ranks documents of the request. */
export type RerankVoice = UnaryVoice<RerankDialect, RerankRequest, RerankAnswer>;

/** Paths of the hints, or the first field that is none and has no place with another provider. */
export function dropForeignOfRerank(request: RerankRequest): string[] | Untranslatable {
  return dropForeignFields(request.foreign);
}

/** Results out of a provider's answer, in its order; null unless each is a score of another document of the request. */
export function readRerankResults(items: readonly JsonObject[], request: RerankRequest): RerankResult[] | null {
  const seen = new Set<unknown>();
  const results: RerankResult[] = [];
  for (const { index, relevance_score: score } of items) {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= request.documents.length)
      return null;
    if (typeof score !== 'number' || !Number.isFinite(score) || seen.has(index)) return null;
    seen.add(index);
    results.push({ index, score });
  }
  return results;
}
