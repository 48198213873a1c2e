/**
 * What the corridor needs to know of a public operation. An operation is data plus small pure functions over a parsed
 * body: wire format in, bounds for the hold, and an estimate for a provider that reports no usage.
 */
import type { ApiError } from '@turnpike/errors/api-error';
import type { PriceUnit } from '@turnpike/domain/rating';

/** A JSON object as the caller sent it. */
export type JsonObject = Readonly<Record<string, unknown>>;

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
  /** Answers asked for at once. */
  choices: number;
  body: JsonObject;
}

/** An operation that a provider's model serves. */
export interface InferenceOperation {
  readonly kind: 'inference';
  /** Its key in catalogue, events and records. */
  readonly key: string;
  readonly method: 'POST';
  readonly path: string;
  readonly summary: string;
  /** Units a price table must cover for a call to be admitted. */
  readonly units: readonly PriceUnit[];
  readonly producesOutput: boolean;
  /** Validates; the error names the parameter at fault. */
  parse(body: JsonObject): InferenceRequest | ApiError;
  /** Input tokens of a body, counted; only for a provider that reports no usage. */
  countInputTokens(body: JsonObject): number;
  /** Output tokens of a whole answer, counted; only for a provider that reports no usage. */
  countOutputTokens(answer: Buffer): number;
}

/**
 * An operation answered from memory or a store, admitted as a peek: no money, no slot. One that is posted changes what is
 * looked up and takes no body.
 */
export interface LookupOperation {
  readonly kind: 'lookup';
  readonly key: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly summary: string;
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
  /** Validates all but the body of the call; the error names the parameter at fault. */
  parse(body: JsonObject): DeferredCall | ApiError;
}

export type Operation = InferenceOperation | LookupOperation | DeferralOperation;
