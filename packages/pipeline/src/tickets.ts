/**
 * The tickets of the corridor. Each stage takes one and returns the next; a ticket carries the one before it, so that
 * no stage can run before its predecessor and none can change what an earlier one decided.
 */
import type { UploadedFile } from '@turnpike/endpoints/media';
import type { InferenceOperation, InferenceRequest, JsonObject, Operation } from '@turnpike/endpoints/operation';
import type { SessionSpec } from '@turnpike/endpoints/session';
import type { RatedPart } from '@turnpike/domain/rating';
import type { EndReason, Usage, UsageSource } from '@turnpike/domain/usage';
import type { MessageLink } from '@turnpike/egress/message-link';
import type { AttackFinding, Attempt } from '@turnpike/contracts/call-record';
import type { MediaTap } from '@turnpike/providers/provider-adapter';
import type { AdmissionReply } from '@turnpike/limits/admission';
import type { Claim } from '@turnpike/limits/claims';
import type { Flight, RoutePlan } from '@turnpike/routing/route-plan';
import type { ApiError } from '@turnpike/errors/api-error';
import type { Caller, CallerSubscription } from './caller.js';
import type { CatalogueModel, CataloguePlanVersion, CatalogueProduct, CatalogueTarget } from './catalogue.js';
import type { Exchange } from './exchange.js';
import type { CallLimits } from './limits/call-limits.js';
import type { OpenCall } from './presence/presence.js';
import type { ArrivedSignature } from './signature/arrived-signature.js';
import type { StageTimer } from './stage-timer.js';
import type { StreamReader } from './relay/stream-reader.js';

/** What the headers say. */
export interface Arrival<O extends Operation = Operation> {
  readonly exchange: Exchange;
  readonly operation: O;
  /** UUIDv7 of the request, and its public form. */
  readonly requestId: string;
  readonly publicRequestId: string;
  readonly clientRequestId: string | null;
  readonly traceId: string;
  readonly credential: string | null;
  /** The signature it came with, or what is wrong with how it is written; null without one. */
  readonly signature: ArrivedSignature | ApiError | null;
  readonly declaredBytes: number | null;
  readonly startedAtMs: number;
  readonly timer: StageTimer;
}

export interface Identified<O extends Operation = Operation> {
  readonly arrival: Arrival<O>;
  readonly caller: Caller;
  /** Whose signature stands beside the caller's own credential; left out where none does. */
  readonly signer?: Caller;
}

/** A subscription that covers the operation, with its product and the plan version in force. */
export interface Entitlement {
  readonly subscription: CallerSubscription;
  readonly product: CatalogueProduct;
  readonly planVersion: CataloguePlanVersion;
}

export interface Granted<O extends Operation = Operation> extends Identified<O> {
  readonly entitlements: readonly Entitlement[];
}

/** The body, read and understood: which model, under which subscription. */
export interface Understood extends Granted<InferenceOperation> {
  readonly raw: Buffer;
  readonly request: InferenceRequest;
  /** The body as the caller sent it: without what it stands on. */
  readonly asked: JsonObject;
  /** Files of a form; none elsewhere. */
  readonly files: readonly UploadedFile[];
  readonly model: CatalogueModel;
  readonly entitlement: Entitlement;
}

/** A request the model may be asked. */
export interface Guarded extends Understood {
  readonly guarded: true;
  /** What looked like an attack and was let through all the same. */
  readonly attack?: AttackFinding;
}

export type AdmittedReply = Extract<AdmissionReply, { kind: 'admitted' }>;

/** Limits as they stood when a call was let in. */
export interface LimitState {
  readonly limits: CallLimits;
  readonly reply: AdmittedReply;
}

/** A hold is taken: from here on every way out settles. Amounts in base units. */
export interface Admitted extends Guarded {
  readonly hold: bigint;
  /** Output tokens the hold covers; null when the caller set a bound that it covers whole. */
  readonly heldOutputTokens: number | null;
  readonly reply: AdmittedReply;
  readonly limits: CallLimits;
  readonly openCall: OpenCall;
  /** What it is made under once only; null without an idempotency key. */
  readonly claim: Claim | null;
  /** What the response cache had to do with it so far; left out where the product keeps nothing. */
  readonly cache?: 'miss' | 'bypass';
}

/** A call that was made before under the same idempotency key. Nothing is held for it. */
export interface Repeated extends Guarded {
  readonly claim: Claim;
  /** Bare id of the call that was made. */
  readonly firstRequestId: string;
  /** What is said when its answer isn't kept. */
  readonly otherwise: ApiError;
}

export interface Routed extends Admitted {
  readonly plan: RoutePlan<CatalogueTarget>;
}

/** An answer whole in memory, a stream read up to its first content, or a session up to its first message. */
export type UpstreamAnswer =
  | {
      readonly kind: 'unary';
      readonly status: number;
      readonly body: Buffer;
      readonly contentType: string;
      /** What the bytes say, for an answer that may be kept; null elsewhere. */
      readonly json: JsonObject | null;
      /** Null when the provider reported nothing to bill from. */
      readonly usage: Usage | null;
      /** Whose word `usage` is. */
      readonly source: 'provider' | 'estimated';
    }
  | {
      readonly kind: 'stream';
      readonly reader: StreamReader;
      /** The reader's tap, where the operation has more to measure than tokens. */
      readonly mediaTap: MediaTap | null;
      /** Of a stream that is sound and nothing else; null for events. */
      readonly soundType: string | null;
    }
  /** The provider's side of a session, its first message still to be read. */
  | { readonly kind: 'session'; readonly link: MessageLink; readonly session: SessionSpec };

export interface Dispatched extends Routed {
  readonly target: CatalogueTarget;
  /** The model whose target that is, where it stood in for the one asked for; null elsewhere. */
  readonly fallbackModel: CatalogueModel | null;
  /** The try that answered; ends with the answer's last byte. */
  readonly flight: Flight;
  readonly answer: UpstreamAnswer;
  readonly attempts: readonly Attempt[];
  readonly droppedHints: readonly string[];
}

/** How a call ended and what it used: what settlement bills. */
export interface UsageReading {
  readonly usage: Usage;
  readonly source: UsageSource;
  readonly endReason: EndReason;
  /** HTTP status the caller was, or would have been, given. */
  readonly status: number;
}

/** A reading with its price. Amounts are decimal strings. */
export interface Bill {
  readonly charge: string;
  readonly parts: readonly RatedPart[];
  readonly cost: string;
  readonly costCurrency: string | null;
}
