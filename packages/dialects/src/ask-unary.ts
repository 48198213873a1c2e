/** One question with one whole answer, from what a caller said to what it hears, over whichever provider's wire. Pure. */
import type { Usage } from '@turnpike/domain/usage';
import { ApiError } from '@turnpike/errors/api-error';
import { type EncodedRequest, type JsonObject, Untranslatable } from './dialect.js';
import type { EmbeddingSurface, EmbeddingVoice } from './embeddings.js';
import type { RerankSurface, RerankVoice } from './rerank.js';
import type { AskedQuestion, UnarySurface, UnaryVoice } from './unary.js';

/** What is asked, with its callers' side. */
export type UnaryQuestion =
  | { readonly kind: 'embedding'; readonly surface: EmbeddingSurface }
  | { readonly kind: 'rerank'; readonly surface: RerankSurface };

/** What a provider can be asked; null: not this. */
export interface UnaryVoices {
  readonly embedding: EmbeddingVoice | null;
  readonly rerank: RerankVoice | null;
}

/** A provider's answer, understood. */
export interface UnaryAnswer {
  /** Null when the provider reported none that can be billed from. */
  readonly usage: Usage | null;
  /** The body for the caller. */
  encode(asked: Omit<AskedQuestion<unknown>, 'request'>): JsonObject;
}

/** A question as a provider is asked it. */
export interface AskedUnary extends EncodedRequest {
  /** Null: it isn't an answer to this. Never throws. */
  decode(body: JsonObject): UnaryAnswer | null;
}

/** Asks for a provider. Null: it can't be asked such a thing at all. */
export function askUnary(
  question: UnaryQuestion,
  { voices, body, upstreamModel }: { voices: UnaryVoices; body: JsonObject; upstreamModel: string },
): AskedUnary | Untranslatable | ApiError | null {
  const asked = { body, upstreamModel };
  if (question.kind === 'embedding')
    return voices.embedding === null ? null : ask(question.surface, voices.embedding, asked);
  return voices.rerank === null ? null : ask(question.surface, voices.rerank, asked);
}

function ask<Request, Answer extends { readonly usage: Usage | null }>(
  surface: UnarySurface<string, Request, Answer>,
  voice: UnaryVoice<string, Request, Answer>,
  { body, upstreamModel }: { body: JsonObject; upstreamModel: string },
): AskedUnary | Untranslatable | ApiError {
  const request = surface.decodeRequest(body);
  if (request instanceof ApiError || request instanceof Untranslatable) return request;
  const encoded = voice.encodeRequest(request, upstreamModel);
  if (encoded instanceof Untranslatable) return encoded;
  return {
    ...encoded,
    decode(answered) {
      const answer = voice.decodeAnswer(answered, request);
      if (answer === null) return null;
      return { usage: answer.usage, encode: (asked) => surface.encodeAnswer(answer, { ...asked, request }) };
    },
  };
}
