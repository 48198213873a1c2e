/**
 * What the corridor needs to know of operations whose body isn't JSON, whose answer isn't, or whose price isn't of tokens
 * alone. Each is an inference operation with a {@link MediaSpec} beside it: pure functions over a body in memory.
 */
import type { JsonObject } from '@turnpike/dialects/dialect';
import type { DeliveredMedia } from '@turnpike/domain/delivered-media';
import type { Measure, PricingWays } from '@turnpike/domain/pricing';
import type { UsageBounds } from '@turnpike/domain/rating';
import { COUNT_BUCKETS, inputTokensOf, outputTokensOf, type Usage } from '@turnpike/domain/usage';
import type { ApiError } from '@turnpike/errors/api-error';

/** A file of a multipart body, in the pieces it came in. */
export interface UploadedFile {
  /** Name of its part, such as `file` or `image[]`. */
  readonly field: string;
  readonly fileName: string;
  readonly mediaType: string;
  readonly chunks: readonly Buffer[];
  readonly bytes: number;
}

/** A call's body: of a multipart one the fields by the names they were sent under, as texts or lists of texts, and its files. */
export interface MediaCall {
  readonly body: JsonObject;
  readonly files: readonly UploadedFile[];
}

/** What was delivered, as far as it is known. `json` is null for an answer that is none. */
export interface MediaAnswer {
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly json: JsonObject | null;
  /** How long the sound is of which `bytes` are the beginning; left out where they are all. */
  readonly soundBytes?: number;
}

/** Usage as it is billed. `estimated` where the provider didn't report what the price is of. */
export interface MediaReading {
  readonly usage: Usage;
  readonly source: 'provider' | 'estimated';
}

/** What is known of a call once it is answered. */
export interface MediaEvidence {
  readonly answer: MediaAnswer;
  /** What the adapter read of the provider's report; null when there was none. */
  readonly reported: Usage | null;
  /** What prices and costs are of: the rest need not be found out. */
  readonly measures: ReadonlySet<Measure>;
}

/** How an operation is priced whose price isn't of tokens alone. */
export interface Pricing {
  /** Ways it may be priced, in the place of the operation's `units`. */
  readonly ways: PricingWays;
  /** What its hold has to cover: the most a call can use, of a session the most it uses before it is looked at again. */
  boundsOf(call: MediaCall): UsageBounds;
}

export interface MediaSpec extends Pricing {
  /** How the body comes. */
  readonly takes: 'json' | 'multipart';
  /** Refuses files that are missing or too many; the error names the part at fault. */
  checkFiles(files: readonly UploadedFile[]): ApiError | null;
  /** Whether a whole answer that isn't JSON is one nevertheless. */
  isAnswer(contentType: string): boolean;
  /** What a whole answer is billed by: the report, with what it leaves out measured or counted here. */
  readUsage(call: MediaCall, evidence: MediaEvidence): Promise<MediaReading>;
  /** An answer that isn't JSON is passed on as it comes, unasked. */
  readonly isRelayed?: boolean;
  /**
   * What a stream that didn't come to its end is billed by, never more than was delivered. Cheap: it is asked of every
   * open stream each second. Left out where there are no streams.
   */
  partUsage?(call: MediaCall, delivered: DeliveredMedia): Usage;
}

/** What a stream delivered, as a whole answer would have said it. */
export function answerOfStream(delivered: DeliveredMedia, reported: Usage | null): MediaAnswer {
  const { images, quality, size, text, soundHead, soundBytes } = delivered;
  const usage =
    reported === null ? null : { input_tokens: inputTokensOf(reported), output_tokens: outputTokensOf(reported) };
  const json = {
    data: Array.from({ length: images }, () => ({})),
    text,
    usage,
    ...(quality === null ? {} : { quality }),
    ...(size === null ? {} : { size }),
  };
  return { contentType: 'application/octet-stream', bytes: Buffer.concat(soundHead), soundBytes, json };
}

/** No operation but those that ask for files has any. */
export function takesNoFiles(): null {
  return null;
}

/** Only JSON is an answer. */
export function answersJsonOnly(): boolean {
  return false;
}

/**
 * Whether a report says nothing of one measure, so that it has to be found out. A report of nothing at all is one: zero
 * reported is zero.
 */
export function lacksMeasure(reported: Usage | null, amount: number): boolean {
  if (reported === null) return true;
  return amount === 0 && (reported.seconds !== '0' || COUNT_BUCKETS.some((bucket) => reported[bucket] > 0));
}

/** A body's text, or the first of several under one name; null where there is none. */
export function textField(body: JsonObject, name: string): string | null {
  const value = body[name];
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : null;
}
