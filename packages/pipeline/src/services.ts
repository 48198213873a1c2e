/** Everything the corridor stands on. Built once at boot by the process that binds it. */
import type { CallRecord } from '@turnpike/contracts/call-record';
import type { JsonObject } from '@turnpike/dialects/dialect';
import type { Egress } from '@turnpike/egress/egress';
import type { OpenWebSocket } from '@turnpike/egress/web-socket';
import type { ApiError } from '@turnpike/errors/api-error';
import type { Router } from '@turnpike/routing/route-plan';
import type { IdempotentCalls } from './idempotency/idempotent-calls.js';
import type { ProviderAdapter, SigningServices } from '@turnpike/providers/provider-adapter';
import type { Admissions } from './admissions.js';
import type { ResponseCache } from './cache/response-cache.js';
import type { SemanticCache } from './cache/semantic/semantic-cache.js';
import type { Caller } from './caller.js';
import type { Catalogue, CatalogueModel, CatalogueTarget } from './catalogue.js';
import type { CredentialsInTurn } from './credentials-in-turn.js';
import type { Capacities } from './model-slot.js';
import type { Presence } from './presence/presence.js';
import type { SettlementLane } from './settlement/settlement-lane.js';
import type { Relayed } from './relay/relayed.js';
import type { Admitted, Dispatched } from './tickets.js';

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
  /** Whether that could be a credential, by its form alone: a typo is refused without a look-up. */
  recognises(credential: string): boolean;
  /**
   * Null for a credential that doesn't exist. Rejects when the store can't be reached and the caller isn't known; with an
   * ApiError of its own when it isn't asked at all.
   */
  find(credential: string): Caller | null | Promise<Caller | null>;
  /** Loads anew, past the cache. */
  reload(credential: string): Promise<Caller | null>;
  /** Loads the caller of a credential by its id, past the cache. */
  findById(keyId: string): Promise<Caller | null>;
  /** Told of every wrong credential, with the address that sent it. */
  refused?(address: string | null): void;
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

/** Answers that are kept: of the same requests, and of questions in other words. */
export interface AnswerCache {
  readonly exact: ResponseCache;
  readonly semantic: SemanticCache;
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
  /** Where calls go. */
  readonly router: Router<CatalogueTarget, CatalogueModel>;
  /** What this process may have under way of models whose capacity is bounded. */
  readonly capacities: Capacities;
  readonly presence: Pick<Presence, 'incarnation' | 'open' | 'close'>;
  readonly settlements: Pick<SettlementLane, 'submit'>;
  /** Raises a call's hold to a total in base units; false when the balance can't carry it. */
  readonly extendHold: (ticket: Admitted, total: bigint) => Promise<boolean>;
  /** Sends some calls to a second place too, after their answers. Never waits, never throws. */
  readonly shadows: { begin(ticket: Dispatched, relayed: Relayed): void };
  /** What a call under an idempotency key stands on; null where keys mean nothing. */
  readonly idempotency: Pick<IdempotentCalls, 'ttlMs' | 'begin' | 'find'> | null;
  /** Null where there is no response cache. */
  readonly cache: AnswerCache | null;
  /** Makes a vector of a text by a model of that public name; null when there is none in time. Never rejects. */
  readonly embed: (ticket: Admitted, question: { model: string; text: string }) => Promise<Float32Array | null>;
  /** Null where nothing is kept. */
  readonly conversations: ConversationStore | null;
  readonly recorder: CallRecorder;
  /** A fault of ours: to be logged with the request id, never shown. */
  readonly onFault: (cause: unknown, requestId: string) => void;
}
