/**
 * Everything the corridor stands on, put together for one process, started and ended. Gateway and worker run the same
 * one; what differs is where callers come from and where answers go.
 */
import { createEgress, type EgressOptions } from '@turnpike/egress/egress-client';
import { openWebSocket } from '@turnpike/egress/web-socket';
import { ModelCapacities } from '@turnpike/limits/fair-share/model-capacities';
import type { KeySpace } from '@turnpike/limits/keys';
import { findAdapter, loadAdapter } from '@turnpike/providers/adapter-registry';
import type { Redis } from 'ioredis';
import { Admissions, type TenantMoneyStore } from './admissions.js';
import { BufferedCallRecorder } from './call-recorder.js';
import { type AnswerCacheOptions, assembleCache } from './assemble-cache.js';
import { assembleRouting, type Routing } from './assemble-routing.js';
import { embedQuestion } from './cache/semantic/embed-question.js';
import { CredentialsInTurn } from './credentials-in-turn.js';
import { createSigningServices } from './signing-services.js';
import { IdempotentCalls } from './idempotency/idempotent-calls.js';
import { raiseHold } from './hold-extension.js';
import { Presence } from './presence/presence.js';
import { ShardRebuilds } from './presence/shard-rebuilds.js';
import type { CallerStore, CatalogueStore, ConversationStore, PipelineServices } from './services.js';
import { ComparisonRecorder } from './shadow/comparison-recorder.js';
import { ShadowCalls } from './shadow/shadow-calls.js';
import { SettlementLane } from './settlement/settlement-lane.js';
import { Spool } from './settlement/spool.js';

/** This process in Postgres, where the others find it: who may hold money must be there before it does. */
export interface Registration {
  start(): Promise<void>;
  /** Ids of all processes that may hold money. */
  living(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Sizes in bytes, times in ms. */
export interface CorridorOptions {
  redis: Redis;
  /** How long it may be silent before it counts as away; 50 ms when omitted. */
  patienceMs?: number;
  keys: KeySpace;
  callers: CallerStore;
  catalogue: CatalogueStore;
  tenants: TenantMoneyStore;
  registry: Registration;
  processId: string;
  /** Wakes the worker's ingest; may drop. */
  notifyShards: (shards: number[]) => void;
  /** Redis for caches, which may forget what it is told. */
  cacheRedis?: Redis;
  /** How long, and up to which size, answers are kept for idempotency keys; keys mean nothing when omitted. */
  idempotency?: { ttlMs: number; answerLimitBytes: number };
  /** Where answers are kept to be given again; nowhere when omitted. */
  answerCache?: AnswerCacheOptions;
  /** Where answers are kept for later calls; nowhere when omitted. */
  conversations?: ConversationStore;
  spoolDirectory: string;
  headerPrefix: string;
  bodyLimitBytes: number;
  answerLimitBytes: number;
  /** Bounds on what providers may take; egress's own when omitted. */
  egress?: EgressOptions;
  /** How long a call is read on for a caller who left; five minutes when omitted. */
  drainLimitMs?: number;
  onError: (error: unknown, context: string) => void;
}

/** What a process runs calls with. */
export interface Corridor {
  services: PipelineServices;
  admissions: Pick<Admissions, 'stats'>;
  capacities: Pick<ModelCapacities, 'waiting'>;
  presence: Presence;
  settlements: SettlementLane;
  recorder: BufferedCallRecorder;
  routing: Routing;
  shadows: ShadowCalls;
  /** Begins heartbeats and sends what dead processes left behind. Rejects without Postgres; may then be asked again. */
  start(): Promise<void>;
  /** Sends or spools what is unsent, then leaves. Calls must have ended before. */
  close(): Promise<void>;
}

const DRAIN_LIMIT_MS = 300_000;
const CLOSE_WAIT_MS = 3_000;

/** Nothing is asked of any store before `start`. */
export function assembleCorridor(options: CorridorOptions): Corridor {
  const { redis, keys, registry, onError } = options;
  const { presence, settlements, admissions } = assembleMoneyLane(options);
  const recorder = new BufferedCallRecorder(redis, keys);
  const egress = createEgress(options.egress);
  const shadows: ShadowCalls = new ShadowCalls(() => services, new ComparisonRecorder(redis, keys));
  const routing = assembleRouting(options);
  const capacities = createCapacities(options);
  const answers =
    options.answerCache === undefined ? null : assembleCache(options.answerCache, (error) => onError(error, 'cache'));
  const services: PipelineServices = {
    options: settingsOf(options),
    callers: options.callers,
    catalogue: options.catalogue,
    admissions,
    egress,
    openWebSocket,
    findAdapter,
    loadAdapter,
    signing: createSigningServices(egress),
    credentials: new CredentialsInTurn(),
    router: routing.router,
    capacities,
    presence,
    settlements,
    extendHold: (ticket, total) => raiseHold(admissions, ticket, total),
    shadows,
    idempotency: createIdempotentCalls(options),
    cache: answers?.cache ?? null,
    embed: (ticket, question) => embedQuestion(services, ticket, question),
    conversations: options.conversations ?? null,
    recorder,
    onFault: (cause, requestId) => onError(cause, requestId),
  };
  let settling: Promise<void> | null = null;
  const running = { admissions, capacities, presence, settlements, recorder, routing, shadows };
  return {
    services,
    ...running,
    async start() {
      await presence.start();
      await registry.start();
      await (settling ??= settlements.start());
      await routing.start();
      await answers?.start();
    },
    close: () => closeAll(options, { services, answers, ...running }),
  };
}

/** In the order in which each can still do what it has to. */
async function closeAll({ registry, onError }: CorridorOptions, parts: Parts): Promise<void> {
  const leave = (error: unknown) => onError(error, 'leave');
  await parts.shadows.close();
  await parts.settlements.close(CLOSE_WAIT_MS);
  parts.admissions.close();
  await parts.capacities.close();
  await parts.recorder.close();
  await parts.routing.close();
  parts.answers?.close();
  await parts.presence.stop().catch(leave);
  await registry.stop().catch(leave);
  await parts.services.egress.destroy();
}

interface Parts extends Pick<Corridor, 'services' | 'shadows' | 'settlements' | 'recorder' | 'routing' | 'presence'> {
  readonly admissions: Admissions;
  readonly capacities: ModelCapacities;
  readonly answers: ReturnType<typeof assembleCache> | null;
}

function createCapacities({ redis, keys, processId, onError }: CorridorOptions): ModelCapacities {
  return new ModelCapacities({ redis, keys, processId, onError: (error) => onError(error, 'capacities') });
}

function settingsOf({ headerPrefix, bodyLimitBytes, answerLimitBytes, drainLimitMs, processId }: CorridorOptions) {
  return { headerPrefix, bodyLimitBytes, answerLimitBytes, drainLimitMs: drainLimitMs ?? DRAIN_LIMIT_MS, processId };
}

function createIdempotentCalls({ redis, keys, cacheRedis, idempotency, onError }: CorridorOptions) {
  if (idempotency === undefined || cacheRedis === undefined) return null;
  const report = (error: unknown) => onError(error, 'idempotency');
  return new IdempotentCalls({ redis, keys, cache: cacheRedis, ...idempotency, onError: report });
}

/** Admission, holds, their settlement, and what becomes of them when Redis loses its data. */
function assembleMoneyLane({ redis, keys, processId, registry, ...options }: CorridorOptions) {
  const { onError } = options;
  const presence: Presence = new Presence({
    redis,
    keys,
    onRebuilds: (shards) => rebuilds.join(shards),
    onError: (error) => onError(error, 'heartbeat'),
  });
  const settlements: SettlementLane = new SettlementLane({
    redis,
    keys,
    processId,
    spool: new Spool({ directory: options.spoolDirectory, processId }),
    onEnded: (requestId) => admissions.ended(requestId),
    onSettled: (requestId) => presence.close(requestId),
    notifyShards: options.notifyShards,
    onError: (error) => onError(error, 'settlement'),
  });
  const rebuilds: ShardRebuilds = new ShardRebuilds({
    redis,
    keys,
    processId,
    holdsOf: (shard) => presence.holdsOf(shard),
    livingProcesses: () => registry.living(),
    resendPending: (shard) => settlements.resendShard(shard),
    onError: (error) => onError(error, 'rebuild'),
  });
  const admissions: Admissions = new Admissions({
    redis,
    keys,
    tenants: options.tenants,
    ...(options.patienceMs !== undefined && { patienceMs: options.patienceMs }),
    rebuilds,
    processes: () => presence.processes,
    onError: (error) => onError(error, 'admission'),
  });
  return { presence, settlements, admissions };
}
