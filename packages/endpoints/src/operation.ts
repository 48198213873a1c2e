/**
 * What the corridor needs to know of a public operation. An operation is data plus small pure functions over a parsed
 * body: wire format in, bounds for the hold, and an estimate for a provider that reports no usage.
 */
import type { IncomingHttpHeaders } from 'node:http';
import type { Surface } from '@turnpike/dialects/dialect';
import type { UnaryQuestion } from '@turnpike/dialects/ask-unary';
import type { ApiError } from '@turnpike/errors/api-error';
import type { ErrorStyle } from '@turnpike/errors/error-styles';
import type { PriceUnit } from '@turnpike/domain/rating';
import type { Tokenizer } from '@turnpike/domain/tokenizer';
import type { MediaSpec, Pricing } from './media.js';
import type { SessionSpec } from './session.js';

/** A JSON object as the caller sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a request says beside its body. */
export interface CallFacts {
  /** Of the path. */
  readonly params: Readonly<Record<string, string>>;
  /** As it was sent, without its mark. */
  readonly query: string;
  /** Lower-case. */
  readonly headers: IncomingHttpHeaders;
}

/** What a valid body asks for. */
export interface InferenceRequest {
  model: string;
  stream: boolean;
  /** Whether the caller asked for the usage event of a stream. */
  wantsUsageEvent: boolean;
  /** The caller's own user, for limits and records; at most 256 characters are kept. */
  endUser: string | null;
  /** Most output tokens the call can produce, over all choices; null when the caller set no bound. */
  maxOutputTokens: number | null;
  /** What the caller calls that bound; `max_tokens` when left out. */
  outputBoundParam?: string;
  /** Answers asked for at once. */
  choices: number;
  body: JsonObject;
}

/** How a stream is written where that isn't server-sent events. */
export interface StreamFraming {
  readonly contentType: string;
  /** The bytes for whole events. */
  elements(events: string): string;
  /** What closes the stream. */
  end(): string;
}

/** An operation that a provider's model serves. */
export interface InferenceOperation {
  readonly kind: 'inference';
  /** Its key in catalogue, events and records. */
  readonly key: string;
  /** `GET` for a session, which begins with a handshake. */
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
  /** Units a price table must cover for a call to be admitted. */
  readonly units: readonly PriceUnit[];
  readonly producesOutput: boolean;
  /** What a product offers it as, where that isn't its own key: a conversation is offered once, for every wire. */
  readonly offeredAs?: string;
  /** Its answers are kept, for later calls to stand on. */
  readonly remembers?: boolean;
  /** The wire of a conversation, by which it can be served by providers of any wire; null for other operations. */
  readonly surface: Surface | null;
  /** How its callers expect to hear of errors. */
  readonly errors: ErrorStyle;
  /** Headers that no provider is told of, as names of hints that were dropped. */
  hintsIn?(headers: IncomingHttpHeaders): readonly string[];
  /** The framing a call asks for; null for server-sent events, as everywhere when left out. */
  createFraming?(call: CallFacts): StreamFraming | null;
  /** A question with one whole answer that providers of other wires can be asked too. */
  readonly question?: UnaryQuestion;
  /** Where its body or its answer isn't JSON, or its price isn't of tokens alone. */
  readonly media?: MediaSpec;
  /** Where it goes on in both directions, over a WebSocket. Its body is the handshake's query. */
  readonly session?: SessionSpec;
  /** Validates; the error names the parameter at fault. */
  parse(body: JsonObject, call: CallFacts): InferenceRequest | ApiError;
  /** Input tokens of a body, counted; only for a provider that reports no usage. */
  countInputTokens(body: JsonObject, tokenizer?: Tokenizer): number;
  /** Output tokens of a whole answer, counted; only for a provider that reports no usage. */
  countOutputTokens(answer: Buffer, tokenizer?: Tokenizer): number;
}

/** What is asked about a model without asking it; of none where `model` is null. */
export interface ModelQuestion {
  readonly model: string | null;
  readonly body: JsonObject;
}

/**
 * An operation answered from memory or a store, admitted as a peek: no money, no slot. One that is posted changes what is
 * looked up and takes no body, unless it has a `parse`.
 */
export interface LookupOperation {
  readonly kind: 'lookup';
  readonly key: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly summary: string;
  /** OpenAI's when left out; of a path that several vendors have, as the caller's headers say. */
  readonly errors?: ErrorStyle | 'by_headers';
  /** It is about the caller itself: it needs no subscription and no scope, and takes nothing of any limit. */
  readonly isAboutCaller?: boolean;
  /** Validates the body of one that has a body; the error names the parameter at fault. */
  parse?(body: JsonObject, call: CallFacts): ModelQuestion | ApiError;
}

/** A call of another operation, to be made in the background. */
export interface DeferredCall {
  readonly operation: InferenceOperation;
  readonly body: JsonObject;
  /** Told when it has ended. */
  readonly callbackUrl: string | null;
  readonly metadata: Readonly<Record<string, string>> | null;
}

/** An operation that puts a call of another one off. */
export interface DeferralOperation {
  readonly kind: 'deferral';
  readonly key: string;
  readonly method: 'POST';
  readonly path: string;
  readonly summary: string;
  /** OpenAI's when left out. */
  readonly errors?: ErrorStyle;
  /** Validates all but the body of the call; the error names the parameter at fault. */
  parse(body: JsonObject): DeferredCall | ApiError;
}

export type Operation = InferenceOperation | LookupOperation | DeferralOperation;

/** How an operation is priced whose price isn't of tokens alone; null for the others. */
export function pricingOf({ media, session }: Pick<InferenceOperation, 'media' | 'session'>): Pricing | null {
  return media ?? session ?? null;
}
