/** Everything the corridor stands on. Built once at boot by the process that binds it. */
import type { CallRecord } from '@turnpike/contracts/call-record';
import type { JsonObject } from '@turnpike/dialects/dialect';
import type { Breaker } from '@turnpike/egress/breaker';
import type { Egress } from '@turnpike/egress/egress';
import type { OpenWebSocket } from '@turnpike/egress/web-socket';
import type { ApiError } from '@turnpike/errors/api-error';
import type { ProviderAdapter, SigningServices } from '@turnpike/providers/provider-adapter';
import type { Admissions } from './admissions.js';
import type { Caller } from './caller.js';
import type { Catalogue } from './catalogue.js';
import type { CredentialsInTurn } from './credentials-in-turn.js';
import type { Presence } from './presence/presence.js';
import type { SettlementLane } from './settlement/settlement-lane.js';
import type { Admitted } from './tickets.js';

/** Sizes in bytes, times in ms. */
export interface PipelineOptions {
  /** Prefix of our own headers, such as `x-turnpike`. */
  readonly headerPrefix: string;
  readonly bodyLimitBytes: number;
  /** Largest unary answer a provider may give. */
  readonly answerLimitBytes: number;
  /** Longest a stream is read on after its caller left. */
  readonly drainLimitMs: number;
  /** Stable id of this process: confirmations of its events come back to it. */
  readonly processId: string;
}

/** Finds callers: from memory at once, on a miss from Postgres. */
export interface CallerStore {
  /** Null for a key that doesn't exist. Rejects when the store can't be reached and the caller isn't known. */
  find(credential: string): Caller | null | Promise<Caller | null>;
  /** Loads anew, past the cache. */
  reload(credential: string): Promise<Caller | null>;
  /** Loads the caller of a key by the key's id, past the cache. */
  findById(keyId: string): Promise<Caller | null>;
}

export interface CatalogueStore {
  /** Null before the first snapshot. */
  current(): Catalogue | null;
  /** Looks for changes now, bounded in rate. Resolves to whether callers or catalogue may be others since. */
  refresh(): Promise<boolean>;
}

/** The telemetry lane: may drop, never blocks. */
export interface CallRecorder {
  record(record: CallRecord): void;
}

/** An answer that was given, to be kept. */
export interface KeptAnswer {
  /** Bare id of the request. */
  readonly requestId: string;
  readonly caller: Caller;
  /** As the caller sent it. */
  readonly body: JsonObject;
  /** As the caller was given it. */
  readonly response: JsonObject;
}

/** What earlier calls left for later ones. */
export interface ConversationStore {
  /** A body with what it stands on put into it; null for one that stands on nothing, for which no store is asked. */
  recall(caller: Caller, body: JsonObject): Promise<{ readonly body: JsonObject } | ApiError | null>;
  /** Keeps an answer unless its caller said no. Never waits, never throws. */
  remember(answer: KeptAnswer): void;
}

export interface PipelineServices {
  readonly options: PipelineOptions;
  readonly callers: CallerStore;
  readonly catalogue: CatalogueStore;
  readonly admissions: Pick<Admissions, 'admit'>;
  readonly egress: Egress;
  readonly openWebSocket: OpenWebSocket;
  /** The adapter of a provider's kind, if it is loaded; then by itself, for the first call. */
  readonly findAdapter: (kind: string) => ProviderAdapter | null;
  readonly loadAdapter: (kind: string) => Promise<ProviderAdapter | null>;
  /** What adapters ask tokens with. */
  readonly signing: SigningServices;
  /** Which of a provider's credentials is used. */
  readonly credentials: Pick<CredentialsInTurn, 'pick' | 'next'>;
  /** The breaker of a target. */
  readonly breakerOf: (targetId: string) => Breaker;
  readonly presence: Pick<Presence, 'incarnation' | 'open' | 'close'>;
  readonly settlements: Pick<SettlementLane, 'submit'>;
  /** Raises a call's hold to a total in base units; false when the balance can't carry it. */
  readonly extendHold: (ticket: Admitted, total: bigint) => Promise<boolean>;
  /** Null where nothing is kept. */
  readonly conversations: ConversationStore | null;
  readonly recorder: CallRecorder;
  /** A fault of ours: to be logged with the request id, never shown. */
  readonly onFault: (cause: unknown, requestId: string) => void;
}
