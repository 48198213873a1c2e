/** How a call out failed, in words that routing, retries and billing can decide on. */

/**
 * - `connect`: no connection in time, or none at all: refused, DNS, TLS, too many calls waiting. Nothing was sent.
 * - `timeout_headers`, `timeout_body`: the peer fell silent before its headers, or between two pieces of its body.
 * - `reset`: the connection was lost after the request was sent and before the headers came.
 * - `cut`: the connection was lost inside the body; what came before was delivered to the sink.
 * - `aborted`: the caller's own doing, {@link EgressError.code} says why; or the client was shut down.
 * - `breaker_open`: refused without trying.
 * - `protocol`: the answer is no HTTP that we accept (oversized headers and bodies too), or the request none to send.
 */
export type EgressErrorKind =
  'connect' | 'timeout_headers' | 'timeout_body' | 'reset' | 'cut' | 'aborted' | 'breaker_open' | 'protocol';

/** What an {@link EgressError} says beside its kind. */
export interface EgressErrorFacts {
  kind: EgressErrorKind;
  code: string;
  beforeHeaders: boolean;
  requestSent: boolean;
  cause?: unknown;
}

/** The one error of this package. Its message names kind and code, never an address or a header. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly kind: EgressErrorKind;
  /** Detail for logs: an errno (`ECONNREFUSED`), an undici code, or the reason given to `abort`. */
  readonly code: string;
  /** No final status line had been read: the caller of the gateway can't have seen anything of this attempt. */
  readonly beforeHeaders: boolean;
  /** Bytes of the request may have reached the peer. False: asking again, here or elsewhere, can't do the work twice. */
  readonly requestSent: boolean;

  constructor(facts: EgressErrorFacts) {
    super(
      `call out failed: ${facts.kind} (${facts.code})`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.kind = facts.kind;
    this.code = facts.code;
    this.beforeHeaders = facts.beforeHeaders;
    this.requestSent = facts.requestSent;
  }
}

const KIND_OF_CODE: Readonly<Record<string, EgressErrorKind>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect',
  UND_ERR_MAX_ORIGINS_REACHED: 'connect',
  UND_ERR_HEADERS_TIMEOUT: 'timeout_headers',
  UND_ERR_BODY_TIMEOUT: 'timeout_body',
  UND_ERR_HEADERS_OVERFLOW: 'protocol',
  UND_ERR_INVALID_ARG: 'protocol',
  UND_ERR_NOT_SUPPORTED: 'protocol',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'protocol',
  UND_ERR_ABORTED: 'aborted',
  UND_ERR_CLOSED: 'aborted',
  UND_ERR_DESTROYED: 'aborted',
};

/** Where a call stood when it failed. */
export interface CallProgress {
  beforeHeaders: boolean;
  requestSent: boolean;
}

/** Names what undici or the socket reported. `requestSent` false means that no connection was ever ours. */
export function fromTransportError(cause: Error, progress: CallProgress): EgressError {
  const reported = (cause as { code?: unknown }).code;
  const code = typeof reported === 'string' ? reported : cause.name;
  const kind = KIND_OF_CODE[code] ?? kindOfLoss(cause, code, progress);
  // A parser's error carries the bytes it stumbled over, which belong in no log.
  const facts = { kind, code, ...progress };
  return new EgressError(isParserError(cause) ? facts : { ...facts, cause });
}

function kindOfLoss(cause: Error, code: string, progress: CallProgress): EgressErrorKind {
  if (!progress.requestSent) return 'connect';
  // undici 8.12 names these by their text alone: it gives them no code of their own.
  const isNonsense = isParserError(cause) && !cause.message.includes('EOF');
  const spokeOutOfTurn = code === 'UND_ERR_SOCKET' && cause.message.startsWith('bad ');
  if (isNonsense || spokeOutOfTurn) return 'protocol';
  return progress.beforeHeaders ? 'reset' : 'cut';
}

function isParserError(cause: Error): boolean {
  return cause.name === 'HTTPParserError';
}
