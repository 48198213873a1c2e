/** The contract of the one way out. Implemented by `egress-client`; tests of other packages may implement it too. */
import type { Breaker } from './breaker.js';
import type { EgressError } from './egress-error.js';

/** One request to one origin. Redirects are not followed: a 3xx is an answer like any other. */
export interface EgressRequest {
  /** `https://host[:port]`, no path. */
  origin: string;
  /** From the slash on, query included. */
  path: string;
  method: string;
  /** Name, value, name, value …, or a record. `content-length` is set from the body. */
  headers: string[] | Record<string, string>;
  body: Buffer | string | null;
  /** Bound on getting a connection, waiting for a free one included. */
  connectTimeoutMs?: number;
  /** Bound on silence between the sent request and the answer's headers. Coarse: up to half a second late. 0: none. */
  headersTimeoutMs?: number;
  /** Bound on silence between two pieces of the body; stands still while the call is paused. */
  bodyTimeoutMs?: number;
  /** Asked before the call, told after it. */
  breaker?: Breaker;
  /** Told of the answer's first byte, once, before the sink is. */
  witness?: FirstByteWitness;
}

/** Whoever wants to know when an answer begins. */
export interface FirstByteWitness {
  firstByte(status: number): void;
}

/** Header names in lower case; several values of one name as an array. */
export type EgressHeaders = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Receives an answer piece by piece. Never called before `request()` has returned. After at most one `onHeaders` and
 * any number of `onData` comes exactly one of `onEnd` and `onError`, once, after an abort too. What a sink throws from
 * `onHeaders` or `onData` aborts the call (`aborted`, code `sink_threw`); from `onEnd` or `onError` it is thrown on
 * as an uncaught exception.
 */
export interface EgressSink {
  /** The final status: informational answers are passed over. */
  onHeaders(status: number, headers: EgressHeaders): void;
  /** A piece of the body, to be kept or copied at will. False pauses the call until `resume()`. */
  onData(chunk: Buffer): boolean;
  onEnd(trailers: EgressHeaders): void;
  onError(error: EgressError): void;
}

/** A call under way. Every method is harmless once it has ended. */
export interface EgressCall {
  /** Ends it: the sink's `onError` (kind `aborted`, this reason as code) has been called when this returns. */
  abort(reason: string): void;
  /** Ends it for the peer's silence, as egress's own timeouts do, which its breaker is told. */
  timeOut(code: string): void;
  /** Stops reading from the peer; one more piece may still come. */
  pause(): void;
  resume(): void;
}

export interface Egress {
  request(request: EgressRequest, sink: EgressSink): EgressCall;
  /** Refuses new calls and waits for those under way, however long they take. */
  close(): Promise<void>;
  /** Ends every call with `aborted` and closes every connection. */
  destroy(): Promise<void>;
}
