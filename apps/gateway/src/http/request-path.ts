/** The request path of one gateway process: the corridor behind HTTP. It implements the bootstrap's DataPlane. */
import { warmUpTokenCount } from '@turnpike/domain/token-count';
import { prefersAsync } from '@turnpike/endpoints/jobs/prefer';
import type { Operation } from '@turnpike/endpoints/operation';
import { DATA_PLANE_PREFIXES, isDeferrable, OPERATIONS } from '@turnpike/endpoints/registry';
import type { LimitStatesView } from '@turnpike/contracts/management/limits';
import { assembleCorridor, type Corridor, type CorridorOptions } from '@turnpike/pipeline/assemble';
import type { Caller } from '@turnpike/pipeline/caller';
import { serveDeferral } from '@turnpike/pipeline/deferral';
import type { Exchange } from '@turnpike/pipeline/exchange';
import { callerStates } from '@turnpike/pipeline/limits/caller-states';
import { serveLookup } from '@turnpike/pipeline/lookup';
import { serveInference } from '@turnpike/pipeline/pipeline';
import type { DataPlane } from '../bootstrap/data-plane.js';
import { CrossOrigin } from './cross-origin.js';
import { createHotServer } from './hot-server.js';
import { createPerimeter, type PerimeterOptions } from './perimeter.js';
import type { JobDesk } from './jobs/job-desk.js';
import type { ClientTokenDesk } from './client-tokens/client-token-desk.js';
import type { ResponseDesk } from './responses/response-desk.js';
import { type CallReader, createLookups } from './lookups.js';
import type { StrangerGate } from './shield/stranger-gate.js';

export interface RequestPathOptions extends Omit<CorridorOptions, 'answerLimitBytes'>, PerimeterOptions {
  readCall: CallReader;
  jobs: JobDesk;
  responses: ResponseDesk;
  clientTokens: ClientTokenDesk;
  /** Whose pages may call from a browser. */
  portalUrl: string;
  /** Turns wrong credentials away where they come in numbers; nobody does when omitted. */
  gate?: StrangerGate;
}

const ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;

/** Figures for the metrics. */
export interface RequestPathStats {
  openCalls: number;
  capacityWaiters: number;
  unconfirmedEvents: number;
  droppedRecords: number;
  discoveredInstances: number;
  failedDiscoveries: number;
  refusedStrangers: number;
  shadowsUnderWay: number;
  shadowsLeftOut: number;
  droppedComparisons: number;
  storeCircuitsOpen: number;
  storeOpenings: number;
  decidedAlone: number;
}

export interface RequestPath extends Omit<DataPlane, 'catchUp'> {
  /** Begins heartbeats and sends what dead processes left behind. */
  start(): Promise<void>;
  stats(): RequestPathStats;
  /** How the limits of a caller's calls stand; null when that can't be told right now. */
  limitStates(caller: Caller): Promise<LimitStatesView | null>;
  /** Where calls go, and how the places are. */
  readonly routing: Corridor['routing'];
}

export async function createRequestPath(options: RequestPathOptions): Promise<RequestPath> {
  const corridor = assembleCorridor({ ...options, answerLimitBytes: ANSWER_LIMIT_BYTES });
  const { services, presence, settlements } = corridor;
  const lookups = createLookups(options);
  let inFlight = 0;
  let idle: (() => void) | null = null;

  const serve = async (exchange: Exchange, operation: Operation) => {
    inFlight += 1;
    try {
      if (operation.kind === 'lookup') {
        const answer = lookups.get(operation);
        if (answer === undefined) throw new Error(`look-up ${operation.key} has no answer`);
        await serveLookup(services, exchange, { operation, answer });
      } else if (operation.kind === 'deferral' || (prefersAsync(exchange.headers.prefer) && isDeferrable(operation)))
        await serveDeferral(services, exchange, { operation, store: options.jobs });
      else await serveInference(services, exchange, operation);
    } catch (error) {
      options.onError(error, 'request');
      exchange.head(500, { 'content-type': 'application/json' });
      exchange.end();
    } finally {
      inFlight -= 1;
      if (inFlight === 0) idle?.();
    }
  };
  const { trustedProxies, gate } = options;
  const crossOrigin = new CrossOrigin({ ...options, catalogue: () => options.catalogue.current() });
  const perimeter = createPerimeter(options);
  const hot = await createHotServer({ operations: OPERATIONS, trustedProxies, perimeter, crossOrigin, gate, serve });

  return {
    prefixes: DATA_PLANE_PREFIXES,
    listener: crossOrigin.allowPortal(hot.listener),
    upgrade: hot.upgrade,
    routing: corridor.routing,
    limitStates: (caller) => callerStates(services, caller),
    ready: () => ({ ok: options.catalogue.current() !== null, detail: { unconfirmedEvents: settlements.unconfirmed } }),
    stats: () => ({ ...statsOf(corridor), refusedStrangers: options.gate?.refused ?? 0 }),
    async start() {
      warmUpTokenCount();
      await corridor.start();
    },
    async drain(timeoutMs) {
      options.jobs.release();
      if (inFlight === 0) return;
      const drained = new Promise<void>((resolve) => (idle = resolve));
      const late = setTimeout(() => presence.cancelAll(), timeoutMs);
      await Promise.race([drained, delay(timeoutMs + CANCEL_GRACE_MS)]);
      clearTimeout(late);
    },
    async close() {
      await hot.close();
      await corridor.close();
    },
  };
}

function statsOf(corridor: Corridor): Omit<RequestPathStats, 'refusedStrangers'> {
  const { admissions, capacities, presence, settlements, recorder, routing, shadows } = corridor;
  return {
    ...admissions.stats(),
    openCalls: presence.openCalls,
    capacityWaiters: capacities.waiting,
    unconfirmedEvents: settlements.unconfirmed,
    droppedRecords: recorder.dropped,
    discoveredInstances: routing.discoveries.count,
    failedDiscoveries: routing.discoveries.failures,
    shadowsUnderWay: shadows.underWay,
    shadowsLeftOut: shadows.leftOut,
    droppedComparisons: shadows.dropped,
  };
}

/** What a cancelled call gets to settle and say so. */
const CANCEL_GRACE_MS = 2_000;

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
