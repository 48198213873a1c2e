/**
 * The request path of one gateway process: everything the corridor stands on, put together, started and ended. It
 * implements the bootstrap's DataPlane.
 */
import { warmUpTokenCount } from '@turnpike/domain/token-count';
import { Breaker } from '@turnpike/egress/breaker';
import { createEgress } from '@turnpike/egress/egress-client';
import type { Operation } from '@turnpike/endpoints/operation';
import { DATA_PLANE_PREFIXES, OPERATIONS } from '@turnpike/endpoints/registry';
import type { KeySpace } from '@turnpike/limits/keys';
import { Admissions } from '@turnpike/pipeline/admissions';
import type { Exchange } from '@turnpike/pipeline/exchange';
import { raiseHold } from '@turnpike/pipeline/hold-extension';
import { serveLookup } from '@turnpike/pipeline/lookup';
import { serveInference } from '@turnpike/pipeline/pipeline';
import { Presence } from '@turnpike/pipeline/presence/presence';
import { ShardRebuilds } from '@turnpike/pipeline/presence/shard-rebuilds';
import type { CallerStore, CatalogueStore, PipelineServices } from '@turnpike/pipeline/services';
import { SettlementLane } from '@turnpike/pipeline/settlement/settlement-lane';
import { Spool } from '@turnpike/pipeline/settlement/spool';
import type { TenantMoneyStore } from '@turnpike/pipeline/admissions';
import { findAdapter } from '@turnpike/providers/adapter-registry';
import type { Redis } from 'ioredis';
import type { DataPlane } from '../bootstrap/data-plane.js';
import type { ProcessRegistry } from '../snapshot/process-registry.js';
import { BufferedCallRecorder } from './call-recorder.js';
import { allowPortalOrigin } from './cross-origin.js';
import { createHotServer } from './hot-server.js';
import { type CallReader, createLookups } from './lookups.js';

/** Sizes in bytes, times in ms. */
export interface RequestPathOptions {
  redis: Redis;
  keys: KeySpace;
  callers: CallerStore;
  catalogue: CatalogueStore;
  tenants: TenantMoneyStore;
  registry: Pick<ProcessRegistry, 'start' | 'living' | 'stop'>;
  processId: string;
  readCall: CallReader;
  /** Wakes the worker; may drop. */
  notifyShards: (shards: number[]) => void;
  spoolDirectory: string;
  headerPrefix: string;
  /** Whose pages may call from a browser. */
  portalUrl: string;
  bodyLimitBytes: number;
  trustedProxies: readonly string[];
  onError: (error: unknown, context: string) => void;
}

const ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;
const DRAIN_LIMIT_MS = 300_000;

/** Figures for the metrics. */
export interface RequestPathStats {
  openCalls: number;
  unconfirmedEvents: number;
  droppedRecords: number;
}

export interface RequestPath extends Omit<DataPlane, 'catchUp'> {
  /** Begins heartbeats and sends what dead processes left behind. */
  start(): Promise<void>;
  stats(): RequestPathStats;
}

export async function createRequestPath(options: RequestPathOptions): Promise<RequestPath> {
  const parts = assemble(options);
  const { services, presence, settlements, recorder } = parts;
  const lookups = createLookups(options);
  let inFlight = 0;
  let idle: (() => void) | null = null;

  const serve = async (exchange: Exchange, operation: Operation) => {
    inFlight += 1;
    try {
      if (operation.kind === 'inference') await serveInference(services, exchange, operation);
      else {
        const answer = lookups.get(operation);
        if (answer === undefined) throw new Error(`look-up ${operation.key} has no answer`);
        await serveLookup(services, exchange, { operation, answer });
      }
    } catch (error) {
      options.onError(error, 'request');
      exchange.head(500, { 'content-type': 'application/json' });
      exchange.end();
    } finally {
      inFlight -= 1;
      if (inFlight === 0) idle?.();
    }
  };
  const hot = createHotServer({ operations: OPERATIONS, trustedProxies: options.trustedProxies, serve });
  await hot.ready();

  return {
    prefixes: DATA_PLANE_PREFIXES,
    listener: allowPortalOrigin((request, response) => hot.routing(request, response), options),
    ready: () => ({ ok: options.catalogue.current() !== null, detail: { unconfirmedEvents: settlements.unconfirmed } }),
    stats: () => ({
      openCalls: presence.openCalls,
      unconfirmedEvents: settlements.unconfirmed,
      droppedRecords: recorder.dropped,
    }),
    async start() {
      warmUpTokenCount();
      await options.registry.start();
      await presence.start();
      await settlements.start();
    },
    async drain(timeoutMs) {
      if (inFlight === 0) return;
      const drained = new Promise<void>((resolve) => (idle = resolve));
      const late = setTimeout(() => presence.cancelAll(), timeoutMs);
      await Promise.race([drained, delay(timeoutMs + CANCEL_GRACE_MS)]);
      clearTimeout(late);
    },
    async close() {
      await hot.close();
      await settlements.close(CLOSE_WAIT_MS);
      await recorder.close();
      await presence.stop().catch((error: unknown) => options.onError(error, 'leave'));
      await options.registry.stop().catch((error: unknown) => options.onError(error, 'leave'));
      await services.egress.destroy();
    },
  };
}

/** What a cancelled call gets to settle and say so. */
const CANCEL_GRACE_MS = 2_000;
const CLOSE_WAIT_MS = 3_000;

function assemble(options: RequestPathOptions) {
  const { redis, keys, processId, onError } = options;
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
    livingProcesses: () => options.registry.living(),
    resendPending: (shard) => settlements.resendShard(shard),
    onError: (error) => onError(error, 'rebuild'),
  });
  const admissions = new Admissions({
    redis,
    keys,
    tenants: options.tenants,
    rebuilds,
    onError: (error) => onError(error, 'admission'),
  });
  const recorder = new BufferedCallRecorder(redis, keys);
  const services: PipelineServices = {
    options: {
      headerPrefix: options.headerPrefix,
      bodyLimitBytes: options.bodyLimitBytes,
      answerLimitBytes: ANSWER_LIMIT_BYTES,
      drainLimitMs: DRAIN_LIMIT_MS,
      processId,
    },
    callers: options.callers,
    catalogue: options.catalogue,
    admissions,
    egress: createEgress(),
    findAdapter,
    breakerOf: createBreakers(),
    presence,
    settlements,
    extendHold: (ticket, outputTokens) => raiseHold(admissions, ticket, outputTokens),
    recorder,
    onFault: (cause, requestId) => onError(cause, requestId),
  };
  return { services, presence, settlements, recorder };
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

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
