/**
 * Reads one upstream stream by event. Before it is attached it reads only up to the first content, so that an answer
 * which fails before anything was said can still be retried elsewhere; then it waits for its consumer. The end mark is
 * held back: settlement comes before the last byte.
 */
import type { EgressCall, EgressHeaders, EgressSink } from '@turnpike/egress/egress';
import { EgressError } from '@turnpike/egress/egress-error';
import type { StreamEncoder } from '@turnpike/dialects/dialect';
import { parseObject } from '@turnpike/dialects/json';
import type {
  EventSplitter,
  ProviderAdapter,
  StreamTap,
  UpstreamAnswer,
  UpstreamFailure,
} from '@turnpike/providers/provider-adapter';
import { isEventStream, SseEvent, SseSplitter } from '@turnpike/providers/sse';
import { isEncoded } from './is-encoded.js';

/** What came before the first content. */
export type StreamStart =
  | { kind: 'content' }
  | { kind: 'refused'; answer: UpstreamAnswer }
  | { kind: 'provider_error'; failure: UpstreamFailure | null }
  | { kind: 'failed'; error: EgressError };

/** How a stream ended. `aborted`: by our own doing, the reason given to {@link StreamReader.abort}. */
export type StreamEnd =
  | { kind: 'complete' }
  | { kind: 'cut' }
  | { kind: 'timeout' }
  | { kind: 'provider_error' }
  | { kind: 'aborted'; reason: string };

export interface StreamConsumer {
  /** Asked before each event. False holds it back, neither metered nor relayed, until `resume`. */
  mayTake(): boolean;
  /** Bytes to relay, whole events. False stops reading until `resume`. */
  onBytes(bytes: Buffer): boolean;
  /** Called once, after the last bytes. */
  onEnd(end: StreamEnd): void;
}

/** Whoever waits for the first content. */
export interface SilenceListener {
  /** Something came, but no content yet. */
  heard(): void;
}

export interface StreamReaderOptions {
  tap: StreamTap;
  /** Whether the caller asked for the usage event. */
  forwardUsage: boolean;
  /** Writes the caller's wire from what the tap reads; null: the provider's bytes pass. */
  encoder: StreamEncoder | null;
  /** The provider's framing where it isn't server-sent events. */
  createSplitter: ProviderAdapter['createSplitter'];
  /** Hears of faults of ours in reading or translating: to the caller they are the provider's. */
  onFault: (cause: unknown) => void;
  /** Where events are large, or an answer that is no stream may be one nevertheless. */
  limits?: StreamLimits;
}

export interface StreamLimits {
  /** Of one event: a larger one ends the call. */
  readonly maxEventBytes: number;
  /** Of what comes in a stream's place; of a success, a larger one ends the call, of anything else it is cut off. */
  readonly maxWholeBytes: number;
}

const LIMITS: StreamLimits = { maxEventBytes: 4 * 1024 * 1024, maxWholeBytes: 64 * 1024 };

export class StreamReader implements EgressSink {
  /** Settles once: with the first content, or with what came instead. Never rejects. */
  readonly start: Promise<StreamStart>;
  readonly tap: StreamTap;
  /** Events since the first content, itself included, that were let through. */
  contentEvents = 0;
  /** The provider's own end mark, held back to follow settlement; null while there is none. */
  endMark: Buffer | null = null;
  /** Writes the rest of the caller's stream; null where the provider's bytes pass. */
  readonly encoder: StreamEncoder | null;
  private readonly forwardUsage: boolean;
  private readonly createSplitter: ProviderAdapter['createSplitter'];
  private readonly limits: StreamLimits;
  private readonly onFault: (cause: unknown) => void;
  private splitter: EventSplitter | null = null;
  private settleStart: (start: StreamStart) => void = () => undefined;
  private call: EgressCall | null = null;
  private listener: SilenceListener | null = null;
  private consumer: StreamConsumer | null = null;
  private end: StreamEnd | null = null;
  private refusal: { status: number; headers: EgressHeaders; chunks: Buffer[]; bytes: number } | null = null;
  /** Events that nobody may take yet: at most those of one chunk, as reading stops. */
  private heldBack: SseEvent[] = [];
  /** The upstream's end, while events before it are held back. */
  private heldBackEnd: (() => void) | null = null;
  /** Bytes to relay that no consumer has taken yet. */
  private waiting: Buffer[] = [];
  private run: Buffer | null = null;
  private started = false;

  constructor(options: StreamReaderOptions) {
    this.tap = options.tap;
    this.encoder = options.encoder;
    this.forwardUsage = options.forwardUsage;
    this.createSplitter = options.createSplitter;
    this.limits = options.limits ?? LIMITS;
    this.onFault = options.onFault;
    this.start = new Promise((resolve) => (this.settleStart = resolve));
  }

  /** The call this reads from; given as soon as it exists. */
  bind(call: EgressCall, listener: SilenceListener | null = null): void {
    this.call = call;
    this.listener = listener;
  }

  /** Hands over what was read so far, and everything that comes. */
  attach(consumer: StreamConsumer): void {
    this.consumer = consumer;
    if (this.end === null) {
      this.resume();
      return;
    }
    this.flush();
    consumer.onEnd(this.end);
  }

  resume(): void {
    if (this.takeHeldBack()) this.call?.resume();
  }

  /** Ends the stream from our side. */
  abort(reason: string): void {
    if (this.heldBackEnd === null) this.call?.abort(reason);
    else this.finish({ kind: 'aborted', reason });
  }

  onHeaders(status: number, headers: EgressHeaders): void {
    this.splitter = status < 200 || status > 299 || isEncoded(headers) ? null : this.splitterFor(headers);
    if (this.splitter === null) this.refusal = { status, headers, chunks: [], bytes: 0 };
  }

  onData(chunk: Buffer): boolean {
    if (!this.started) this.listener?.heard();
    if (this.refusal !== null) return this.keepRefusal(chunk);
    if (this.splitter?.push(chunk) === 'event_too_large') {
      this.call?.abort('event_too_large');
      return true;
    }
    return this.flush() && this.heldBack.length === 0;
  }

  onEnd(): void {
    if (this.refusal !== null) {
      const { status, headers, chunks } = this.refusal;
      this.begin({ kind: 'refused', answer: { status, headers, body: Buffer.concat(chunks) } });
      return;
    }
    const rest = this.splitter?.finish() ?? null;
    if (rest !== null && isWhole(rest)) this.onEvent(closed(rest));
    this.afterHeldBack(() => {
      const whole = this.tap.doneSeen || this.tap.finishReasonSeen() || this.tap.usage() !== null;
      this.finish({ kind: whole ? 'complete' : 'cut' });
    });
  }

  onError(error: EgressError): void {
    if (error.code === 'sink_threw') this.onFault(error.cause);
    if (!this.started && this.end === null) this.begin({ kind: 'failed', error });
    // What is held back when we end it ourselves is never delivered, and never billed.
    if (error.kind === 'aborted') this.finish({ kind: 'aborted', reason: error.code });
    else this.afterHeldBack(() => this.finish({ kind: error.kind === 'timeout_body' ? 'timeout' : 'cut' }));
  }

  private splitterFor(headers: EgressHeaders): EventSplitter | null {
    const given = headers['content-type'];
    const contentType = Array.isArray(given) ? given[0] : given;
    const onEvent = (event: SseEvent) => this.onEvent(event);
    if (this.createSplitter !== undefined) return this.createSplitter(contentType, onEvent, this.limits);
    return isEventStream(contentType) ? new SseSplitter(onEvent, this.limits) : null;
  }

  private onEvent(event: SseEvent): void {
    if (this.end !== null) return;
    const mayTake = this.consumer === null ? !this.started : this.consumer.mayTake();
    if (this.heldBack.length > 0 || !mayTake) this.heldBack.push(event);
    else this.take(event);
  }

  /** False when reading must not go on. */
  private takeHeldBack(): boolean {
    while (this.heldBack.length > 0 && this.end === null && this.consumer?.mayTake() === true) {
      this.take(this.heldBack.shift() as SseEvent);
    }
    if (this.end !== null) return false;
    const flowing = this.flush();
    if (this.heldBack.length > 0) return false;
    this.heldBackEnd?.();
    return flowing;
  }

  private afterHeldBack(end: () => void): void {
    if (this.heldBack.length === 0) end();
    else this.heldBackEnd = end;
  }

  private take(event: SseEvent): void {
    const verdict = this.tap.onEvent(event);
    if (verdict === 'forward' && this.tap.contentSeen) this.contentEvents += 1;
    if (this.encoder !== null) this.translate(this.encoder);
    else if (verdict === 'forward' || (verdict === 'usage_only' && this.forwardUsage)) this.queue(event.raw);
    else if (verdict === 'done') this.endMark = event.raw;
    if (verdict === 'error') {
      if (!this.tap.contentSeen) this.begin({ kind: 'provider_error', failure: this.tap.failure() });
      this.finish({ kind: 'provider_error' });
      this.call?.abort('provider_error');
      return;
    }
    if (this.tap.contentSeen || this.tap.doneSeen) this.begin({ kind: 'content' });
  }

  private translate(encoder: StreamEncoder): void {
    let text = '';
    for (const delta of this.tap.deltas)
      if (delta.kind !== 'end' && delta.kind !== 'error') text += encoder.encode(delta);
    if (text !== '') this.queue(Buffer.from(text));
  }

  /** Neighbouring events of one chunk leave as one piece, without a copy. */
  private queue(raw: Buffer): void {
    const { run } = this;
    const follows = run !== null && run.buffer === raw.buffer && run.byteOffset + run.length === raw.byteOffset;
    if (follows) {
      this.run = Buffer.from(raw.buffer, run.byteOffset, run.length + raw.length);
      this.waiting[this.waiting.length - 1] = this.run;
    } else {
      this.run = raw;
      this.waiting.push(raw);
    }
  }

  /** Gives the consumer what waits; false when reading must stop. */
  private flush(): boolean {
    this.run = null;
    if (this.consumer === null) return !this.started;
    const bytes = this.waiting;
    this.waiting = [];
    let keepReading = true;
    for (const piece of bytes) keepReading = this.consumer.onBytes(piece) && keepReading;
    return keepReading;
  }

  private keepRefusal(chunk: Buffer): boolean {
    const { refusal, limits } = this;
    if (refusal === null || refusal.bytes >= limits.maxWholeBytes) return true;
    refusal.chunks.push(chunk.subarray(0, limits.maxWholeBytes - refusal.bytes));
    refusal.bytes += chunk.length;
    const isCutOff = refusal.bytes > limits.maxWholeBytes && limits !== LIMITS;
    if (isCutOff && refusal.status < 300) this.call?.abort('response_too_large');
    return true;
  }

  private begin(start: StreamStart): void {
    if (this.started) return;
    this.started = true;
    this.settleStart(start);
  }

  private finish(end: StreamEnd): void {
    if (this.end !== null) return;
    this.end = end;
    this.heldBack = [];
    if (end.kind === 'complete') this.begin({ kind: 'content' });
    else if (!this.started) {
      const error = new EgressError({ kind: 'cut', code: end.kind, beforeHeaders: false, requestSent: true });
      this.begin({ kind: 'failed', error });
    }
    if (this.consumer === null) return;
    this.flush();
    this.consumer.onEnd(end);
  }
}

/** Whether the last event lacks its blank line alone. Half of one is nobody's, and would run into what follows it. */
function isWhole(event: SseEvent): boolean {
  const data = event.data()?.toString() ?? '';
  return data.trim() === '[DONE]' || parseObject(data) !== null;
}

function closed(event: SseEvent): SseEvent {
  return new SseEvent(Buffer.concat([event.raw, Buffer.from('\n\n')]));
}
