/**
 * Everything the corridor stands on, put together for one process, started and ended. Gateway and worker run the same
 * one; what differs is where callers come from and where answers go.
 */
import { Breaker } from '@turnpike/egress/breaker';
import { createEgress, type EgressOptions } from '@turnpike/egress/egress-client';
import { openWebSocket } from '@turnpike/egress/web-socket';
import type { KeySpace } from '@turnpike/limits/keys';
import { findAdapter, loadAdapter } from '@turnpike/providers/adapter-registry';
import type { Redis } from 'ioredis';
import { Admissions, type TenantMoneyStore } from './admissions.js';
import { BufferedCallRecorder } from './call-recorder.js';
import { CredentialsInTurn } from './credentials-in-turn.js';
import { createSigningServices } from './signing-services.js';
import { raiseHold } from './hold-extension.js';
import { Presence } from './presence/presence.js';
import { ShardRebuilds } from './presence/shard-rebuilds.js';
import type { CallerStore, CatalogueStore, ConversationStore, PipelineServices } from './services.js';
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
  keys: KeySpace;
  callers: CallerStore;
  catalogue: CatalogueStore;
  tenants: TenantMoneyStore;
  registry: Registration;
  processId: string;
  /** Wakes the worker's ingest; may drop. */
  notifyShards: (shards: number[]) => void;
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
  presence: Presence;
  settlements: SettlementLane;
  recorder: BufferedCallRecorder;
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
  const { presence, settlements, rebuilds } = assembleMoneyLane(options);
  const admissions = new Admissions({
    redis,
    keys,
    tenants: options.tenants,
    rebuilds,
    onError: (error) => onError(error, 'admission'),
  });
  const recorder = new BufferedCallRecorder(redis, keys);
  const egress = createEgress(options.egress);
  const services: PipelineServices = {
    options: {
      headerPrefix: options.headerPrefix,
      bodyLimitBytes: options.bodyLimitBytes,
      answerLimitBytes: options.answerLimitBytes,
      drainLimitMs: options.drainLimitMs ?? DRAIN_LIMIT_MS,
      processId: options.processId,
    },
    callers: options.callers,
    catalogue: options.catalogue,
    admissions,
    egress,
    openWebSocket,
    findAdapter,
    loadAdapter,
    signing: createSigningServices(egress),
    credentials: new CredentialsInTurn(),
    breakerOf: createBreakers(),
    presence,
    settlements,
    extendHold: (ticket, total) => raiseHold(admissions, ticket, total),
    conversations: options.conversations ?? null,
    recorder,
    onFault: (cause, requestId) => onError(cause, requestId),
  };
  let settling: Promise<void> | null = null;
  return {
    services,
    presence,
    settlements,
    recorder,
    async start() {
      await presence.start();
      await registry.start();
      await (settling ??= settlements.start());
    },
    async close() {
      await settlements.close(CLOSE_WAIT_MS);
      await recorder.close();
      await presence.stop().catch((error: unknown) => onError(error, 'leave'));
      await registry.stop().catch((error: unknown) => onError(error, 'leave'));
      await services.egress.destroy();
    },
  };
}

/** Holds, their settlement, and what becomes of both when Redis loses its data. */
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
  return { presence, settlements, rebuilds };
}

/** One breaker per target, made on first use. Targets are few and live as long as the catalogue names them. */
function createBreakers(): (targetId: string) => Breaker {
  const breakers = new Map<string, Breaker>();
  return (targetId) => {
    let breaker = breakers.get(targetId);
    if (breaker === undefined) breakers.set(targetId, (breaker = new Breaker()));
    return breaker;
  };
}
