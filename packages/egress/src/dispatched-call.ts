/**
 * One call: what undici tells its handler becomes what the sink is promised. Handler and call are one object, so that
 * a call costs one allocation.
 */
import type { Dispatcher } from 'undici';
import { REFUSED } from './breaker.js';
import type { BreakerOutcome } from './breaker.js';
import type { EgressCall, EgressHeaders, EgressRequest, EgressSink } from './egress.js';
import { EgressError, fromTransportError } from './egress-error.js';

/** Who decides when a call may have a connection. */
export interface CallOwner {
  /** A call ended before it was given to undici. */
  onGaveUp(call: DispatchedCall): void;
  /** undici has let go of a call: its connection may serve another. Once for each call given to undici. */
  onReleased(call: DispatchedCall): void;
}

export class DispatchedCall implements EgressCall, Dispatcher.DispatchHandler {
  readonly request: EgressRequest;
  private readonly sink: EgressSink;
  private readonly owner: CallOwner;
  private controller: Dispatcher.DispatchController | null = null;
  private connectTimer: NodeJS.Timeout | undefined;
  private permit: number = REFUSED;
  /** Monotonic ms; 0 where nobody wants to know. */
  private enteredAtMs = 0;
  private dispatched = false;
  private handedOver = false;
  private requestSent = false;
  private headersSeen = false;
  private paused = false;
  private settled = false;
  private released = false;

  constructor(request: EgressRequest, sink: EgressSink, owner: CallOwner) {
    this.request = request;
    this.sink = sink;
    this.owner = owner;
  }

  /** Takes the breaker's permit; false when it refuses. */
  enter(): boolean {
    const { breaker } = this.request;
    if (breaker === undefined) return true;
    this.permit = breaker.tryEnter();
    if (breaker.timesCalls) this.enteredAtMs = performance.now();
    if (this.permit !== REFUSED) return true;
    this.fail('breaker_open', 'breaker_open');
    return false;
  }

  /** Starts the clock on connecting, unless a kept connection took the call at once, as it mostly does. */
  boundConnecting(connectTimeoutMs: number): void {
    if (connectTimeoutMs <= 0 || this.requestSent || this.settled) return;
    this.connectTimer = setTimeout(() => {
      this.fail('connect', this.dispatched ? 'connect_timeout' : 'queue_timeout');
    }, connectTimeoutMs);
  }

  /** From now on undici has it, and will end it. */
  markDispatched(): void {
    this.dispatched = true;
  }

  /** From now on the sink may be called synchronously: whoever made the call holds it. */
  handOver(): void {
    this.handedOver = true;
  }

  /** Ends a call that undici has nothing to say about. */
  fail(kind: EgressError['kind'], code: string, cause?: unknown): void {
    if (this.settled) return;
    this.settle(
      new EgressError({ kind, code, cause, beforeHeaders: !this.headersSeen, requestSent: this.requestSent }),
    );
  }

  abort(reason: string): void {
    this.fail('aborted', reason);
  }

  timeOut(code: string): void {
    if (!this.requestSent) this.fail('connect', code);
    else this.fail(this.headersSeen ? 'timeout_body' : 'timeout_headers', code);
  }

  pause(): void {
    this.paused = true;
    this.controller?.pause();
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    // Never inside another call's data event: undici's parser can't be entered twice on one stack.
    queueMicrotask(() => {
      if (!this.paused && !this.settled) this.controller?.resume();
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    clearTimeout(this.connectTimer);
    // Thrown, not aborted: to undici an abort costs the connection, which is still good for the next call.
    if (this.settled) throw new Error('ended before it was sent');
    this.controller = controller;
    this.requestSent = true;
    if (this.paused) controller.pause();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: EgressHeaders): void {
    if (this.settled || status < 200) return;
    this.headersSeen = true;
    // Said at the headers, not at the end: a probe that turns into a long stream must not keep a target closed off.
    this.tellBreaker(status >= 500 ? 'failure' : 'success');
    this.request.witness?.firstByte(status);
    try {
      this.sink.onHeaders(status, headers);
    } catch (cause) {
      this.fail('aborted', 'sink_threw', cause);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.settled) return;
    try {
      if (!this.sink.onData(chunk)) this.pause();
    } catch (cause) {
      this.fail('aborted', 'sink_threw', cause);
    }
  }

  onResponseEnd(_controller: Dispatcher.DispatchController, trailers: EgressHeaders): void {
    this.release();
    if (this.settled) return;
    this.settled = true;
    try {
      this.sink.onEnd(trailers);
    } catch (fault) {
      // undici would swallow it, and the caller would wait for ever.
      throwUncaught(fault);
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    if (!this.settled) {
      this.settle(fromTransportError(error, { beforeHeaders: !this.headersSeen, requestSent: this.requestSent }));
    }
    this.release();
  }

  private settle(error: EgressError): void {
    this.settled = true;
    clearTimeout(this.connectTimer);
    this.tellBreaker(this.isPeersFault(error) ? 'failure' : 'unknown');
    if (!this.dispatched) this.owner.onGaveUp(this);
    this.controller?.abort(error);
    if (this.handedOver) this.tellSink(error);
    else queueMicrotask(() => this.tellSink(error));
  }

  /** A call that we ended, never sent or kept waiting says nothing about the peer. */
  private isPeersFault(error: EgressError): boolean {
    if (!this.dispatched || error.kind === 'aborted') return false;
    return error.requestSent || error.kind === 'connect';
  }

  private tellSink(error: EgressError): void {
    try {
      this.sink.onError(error);
    } catch (fault) {
      throwUncaught(fault);
    }
  }

  private tellBreaker(outcome: BreakerOutcome): void {
    if (this.permit === REFUSED) return;
    const tookMs = this.enteredAtMs === 0 ? 0 : performance.now() - this.enteredAtMs;
    this.request.breaker?.record(this.permit, outcome, tookMs);
  }

  private release(): void {
    clearTimeout(this.connectTimer);
    if (this.released) return;
    this.released = true;
    this.owner.onReleased(this);
  }
}

function throwUncaught(fault: unknown): void {
  queueMicrotask(() => {
    throw fault;
  });
}
