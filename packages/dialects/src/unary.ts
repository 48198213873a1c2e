/**
 * What a wire has to offer for questions with one whole answer, embeddings and rankings: as with conversations, what
 * callers say becomes a middle form, and that what a provider hears.
 */
import type { Usage } from '@turnpike/domain/usage';
import type { ApiError } from '@turnpike/errors/api-error';
import type { ForeignField } from './conversation.js';
import { type EncodedRequest, type JsonObject, Untranslatable } from './dialect.js';

/** What a surface may say of an answer beside what is in it. */
export interface AskedQuestion<Request> {
  readonly request: Request;
  /** Our request's public id. */
  readonly requestId: string;
  /** The name the caller asked for. */
  readonly model: string;
  /** What is billed. */
  readonly usage: Usage;
}

/** The callers' side. */
export interface UnarySurface<Dialect extends string, Request, Answer> {
  readonly dialect: Dialect;
  /** A body that its operation accepted, in the middle form; a refusal where no other wire could be told it. */
  decodeRequest(body: JsonObject): Request | Untranslatable | ApiError;
  encodeAnswer(answer: Answer, asked: AskedQuestion<Request>): JsonObject;
}

/** The providers' side. `Answer` has a `usage`: null when the provider reported none that can be billed from. */
export interface UnaryVoice<Dialect extends string, Request, Answer extends { readonly usage: Usage | null }> {
  readonly dialect: Dialect;
  encodeRequest(request: Request, upstreamModel: string): EncodedRequest | Untranslatable;
  /** Null: it isn't an answer of this wire to this request. Never throws. */
  decodeAnswer(body: JsonObject, request: Request): Answer | null;
}

/** Paths of the hints, or the first field that is none and has no place with another provider. */
export function dropForeignFields(foreign: readonly ForeignField[]): string[] | Untranslatable {
  const meaningful = foreign.find(({ isHint }) => !isHint);
  if (meaningful !== undefined)
    return new Untranslatable(meaningful.path, 'the provider of this model has no such field');
  return foreign.map(({ path }) => path);
}
