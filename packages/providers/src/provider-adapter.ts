/**
 * What a provider's wire format has to offer the corridor. A spec without behaviour: adapters implement it, one folder
 * per wire format, and vendors are data on top.
 */
import type { DeliveredMedia } from '@turnpike/domain/delivered-media';
import type { Usage } from '@turnpike/domain/usage';
import type { Delta, FinishReason } from '@turnpike/dialects/answer';
import type { UnaryVoices } from '@turnpike/dialects/ask-unary';
import type { DialectName } from '@turnpike/dialects/conversation';
import type { Voice } from '@turnpike/dialects/dialect';
import type { EgressHeaders } from '@turnpike/egress/egress';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { SseEvent } from './sse.js';

/** Operations an adapter may be asked for, by the public name of their endpoint. */
export type ProviderOperation =
  | 'chat.completions'
  | 'completions'
  | 'responses'
  | 'messages'
  | 'models.generateContent'
  | 'embeddings'
  | 'images.generations'
  | 'images.edits'
  | 'audio.speech'
  | 'audio.transcriptions'
  | 'audio.translations'
  | 'moderations'
  | 'rerank';

/** One place that serves a model. Immutable: adapters remember what they derived from it. */
export interface UpstreamTarget {
  /** `https://host[:port][/path]`, as {@link ProviderAdapter.isBaseUrl} accepts. */
  readonly baseUrl: string;
  readonly credential: string;
}

export interface BuildRequestInput {
  operation: ProviderOperation;
  /** The wire a conversation's body is in, one of {@link ProviderAdapter.speaks}; null for what is no conversation. */
  dialect: DialectName | null;
  /** The caller's body, parsed by `JSON.parse` from `raw`, or what a voice made of it. Not changed. */
  body: Readonly<Record<string, unknown>>;
  /** The bytes it came in; null when there are none, as for a job's stored body and for a translated one. */
  raw: Buffer | null;
  /** The provider's own name for the model. */
  upstreamModel: string;
  stream: boolean;
  target: UpstreamTarget;
  /** Our request id, prefixed; the provider gets it for its own log. */
  requestId: string;
}

/** Ready for `Egress.request`. Nothing of the caller's headers is in it. */
export interface UpstreamRequest {
  origin: string;
  path: string;
  method: 'POST';
  /** Name, value, name, value … */
  headers: string[];
  body: Buffer | string;
  /** Fields of the body that were left out because they are hints that this target isn't given. */
  droppedHints: string[];
}

/** Asks a provider which models it has. Ready for `Egress.request`. */
export interface ModelListRequest {
  origin: string;
  path: string;
  method: 'GET';
  /** Name, value, name, value … */
  headers: string[];
  body: null;
}

/** What was read of a provider's report. `usage` null: it can't be billed from, count what was delivered instead. */
export interface UsageReport {
  usage: Usage | null;
  /** What was missing or absurd, for the record; a usage beside it was mended by the most cautious reading. */
  fault: string | null;
}

/** What must not be seen by the caller, and what to say instead. */
export interface FailureContext {
  target: UpstreamTarget;
  upstreamModel: string;
  publicModel: string;
}

/** An answer that is no success, as far as it was read. */
export interface UpstreamAnswer {
  status: number;
  headers: EgressHeaders;
  body: Buffer;
}

/** What a failed attempt means for the caller, for the next attempt and for the record. */
export interface UpstreamFailure {
  /** The catalogue entry to answer with when no other attempt follows. */
  errorCode: ErrorCode;
  /** Who can mend it. */
  blame: 'caller' | 'platform' | 'provider';
  /** The same target may answer if asked again. */
  retryable: boolean;
  /** Another target may answer. */
  fallback: boolean;
  /** The provider's own words, redacted and bounded; null where the caller must not see them. */
  message: string | null;
  /** The field of the request that the provider names. */
  param: string | null;
  /** The provider's status; null when there was none. */
  upstreamStatus: number | null;
  /** The provider's own code or the transport's, for the record. */
  upstreamCode: string | null;
  /** How long the provider asks to be left alone. */
  retryAfterMs: number | null;
}

/**
 * What to do with an event of a stream. `usage_only`: it carries usage and no choice, as only those who asked for it
 * expect. `done`: the end mark. `error`: the provider failed in mid-stream; see {@link StreamTap.failure}.
 */
export type StreamVerdict = 'forward' | 'usage_only' | 'done' | 'error';

/** A passive meter of one stream: it is shown every event that is relayed, in order, and changes none. Never throws. */
export interface StreamTap {
  /** Whether any output was seen: from then on there is no retry and no fallback. */
  readonly contentSeen: boolean;
  /** What the last event came to, for a stream that is translated; empty where it isn't. */
  readonly deltas: readonly Delta[];
  /** Whether the end mark was seen. */
  readonly doneSeen: boolean;
  onEvent(event: SseEvent): StreamVerdict;
  /** The provider's report, the last one if it sent several; null when none could be read. */
  usage(): Usage | null;
  /** What was wrong with the provider's report. */
  usageFault(): string | null;
  /** Counts what was delivered. Costs a parse of the events kept and a run of the tokenizer: only without a report. */
  estimatedUsage(promptTokens: number): Usage;
  /** A cheap count of output units so far, rather too high than too low. */
  outputUnitsSoFar(): number;
  /** The output of all choices, one after the other; of an enormous answer, its end. */
  deliveredText(): string;
  /** Whether a choice has said why it ended: tells a whole answer without end mark from a cut one. */
  finishReasonSeen(): boolean;
  /** Why the last choice that said so ended; null while none has. Left out where nothing but tokens is read. */
  finishReason?(): FinishReason | null;
  /** What the provider's error event meant; null when there was none. */
  failure(): UpstreamFailure | null;
}

/** The meter of a stream that is measured in more than tokens. */
export interface MediaTap extends StreamTap {
  /** Cheap: it is asked of every open stream each second. */
  delivered(): DeliveredMedia;
}

/** What signing a request may need of the world. */
export interface SigningServices {
  /** Asks for a token; through the guarded way out, whole answers of a megabyte at most. Rejects with EgressError. */
  fetch(request: {
    url: string;
    method: 'GET' | 'POST';
    headers: string[];
    body: string | null;
  }): Promise<UpstreamAnswer>;
  nowMs(): number;
}

/** Splits an answer's bytes into events. After `event_too_large` it takes nothing more. */
export interface EventSplitter {
  push(chunk: Buffer): 'ok' | 'event_too_large';
  /** What came after the last whole event; null when nothing did. */
  finish(): SseEvent | null;
}

/** A WebSocket's handshake. Ready for `openWebSocket`. */
export type SessionHandshake = ModelListRequest;

/** How sessions in messages of text are begun, and what their errors mean. */
export interface SessionWire {
  /** @throws TypeError for a base URL that {@link ProviderAdapter.isBaseUrl} refuses. */
  buildHandshake(input: Pick<BuildRequestInput, 'target' | 'upstreamModel' | 'requestId'>): SessionHandshake;
  /** Judges the `error` of a message. Never throws. */
  readFailure(error: unknown, context: FailureContext): UpstreamFailure;
}

export interface ProviderAdapter {
  /** The wire format's name, as providers are registered with. */
  readonly kind: string;
  /** Wires of conversation it takes as they are: their bodies and streams pass as bytes. */
  readonly speaks: ReadonlySet<DialectName>;
  /** What conversations of other wires are translated by; null: it serves none. */
  readonly voice: Voice | null;
  /** What it serves beside conversations with the bodies that callers send: they pass as bytes. */
  readonly operations: ReadonlySet<ProviderOperation>;
  /** What it is asked beside conversations by translation: operations that aren't served as bytes. */
  readonly questions: UnaryVoices;
  /** Sessions on OpenAI's realtime wire; absent where there are none. */
  readonly sessions?: SessionWire;
  /** Whether a provider may be registered with this base URL. */
  isBaseUrl(baseUrl: string): boolean;
  /** @throws TypeError for a base URL that {@link isBaseUrl} refuses. */
  buildRequest(input: BuildRequestInput): UpstreamRequest;
  /** @throws TypeError for a base URL that {@link isBaseUrl} refuses. */
  buildModelListRequest(target: UpstreamTarget, requestId: string): ModelListRequest;
  /** The provider's own names of its models; null when the answer is no such list. Never throws. */
  readModelList(body: Buffer): string[] | null;
  /** Usage of a whole answer. Never throws. */
  readUnaryUsage(body: Buffer, operation: ProviderOperation): UsageReport;
  /** `dialect` is one of {@link speaks}, or the voice's where the stream is translated. */
  createStreamTap(context: FailureContext, stream: { dialect: DialectName; isTranslated: boolean }): StreamTap;
  /** Of a stream of pictures, of a transcript or of speech; left out where the wire has none. */
  createMediaTap?(context: FailureContext): MediaTap;
  /** Where a stream isn't server-sent events. Given the content type; null: it is no stream. */
  createSplitter?(
    contentType: string | undefined,
    onEvent: (event: SseEvent) => void,
    options: { maxEventBytes: number },
  ): EventSplitter | null;
  /**
   * Credentials that a request alone doesn't make: a token asked for and remembered, a signature over body and time.
   * Rejects with EgressError, or with {@link CredentialRefused}.
   */
  sign?<R extends UpstreamRequest | ModelListRequest>(
    request: R,
    target: UpstreamTarget,
    services: SigningServices,
  ): Promise<R>;
  /** What an answer with this status, or without one of success, means. Never throws. */
  classifyAnswer(answer: UpstreamAnswer, context: FailureContext): UpstreamFailure;
  /**
   * The provider's words whosever fault it is, redacted and bounded; null when it said none. For those who run the
   * platform, never for callers. Never throws.
   */
  explainAnswer(answer: UpstreamAnswer, context: FailureContext): string | null;
}

/** Whoever gives tokens for a target refused its credential. */
export class CredentialRefused extends Error {
  override readonly name = 'CredentialRefused';
}
