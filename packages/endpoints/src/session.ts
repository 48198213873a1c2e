/**
 * What the corridor needs to know of operations that go on in both directions for a while, in messages of text. Such a
 * one is an inference operation with a {@link SessionSpec} beside it: its body is the query of its handshake, and it is
 * billed once, when it ends.
 */
import type { JsonObject } from '@turnpike/dialects/dialect';
import type { Usage } from '@turnpike/domain/usage';
import type { ApiError } from '@turnpike/errors/api-error';
import type { Pricing } from './media.js';

/**
 * What one message of the provider is. `other` and `metered` pass as they are; after `metered` the usage is another one.
 * `failure` is the provider's error, to be judged before anyone sees it; `garbage` is none of this wire's messages.
 */
export type SessionEvent =
  { readonly kind: 'other' | 'metered' | 'garbage' } | { readonly kind: 'failure'; readonly event: JsonObject };

/** A passive meter of one session: it is shown every message of the provider, in order, and changes none. Never throws. */
export interface SessionMeter {
  /** An answer has begun whose usage wasn't reported yet. */
  readonly isAnswering: boolean;
  /** Whether {@link usage} is the provider's own report throughout. */
  readonly isReported: boolean;
  onEvent(event: Buffer): SessionEvent;
  /** What was reported so far, and rather less than what was delivered since; without the time. */
  usage(): Usage;
}

/** How a session is priced, metered and ended. */
export interface SessionSpec extends Pricing {
  /** The longest it may last. */
  readonly longestMs: number;
  /** Asks the provider to end the answer it is giving, so that its usage is reported. */
  readonly stopEvent: string;
  createMeter(): SessionMeter;
  /** An error as its callers expect to hear of it. `requestId` is the prefixed id. */
  errorEvent(error: ApiError, requestId: string): string;
}
