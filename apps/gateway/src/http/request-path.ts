/** The request path of one gateway process: the corridor behind HTTP. It implements the bootstrap's DataPlane. */
import { warmUpTokenCount } from '@turnpike/domain/token-count';
import { prefersAsync } from '@turnpike/endpoints/jobs/prefer';
import type { Operation } from '@turnpike/endpoints/operation';
import { DATA_PLANE_PREFIXES, isDeferrable, OPERATIONS } from '@turnpike/endpoints/registry';
import { assembleCorridor, type CorridorOptions } from '@turnpike/pipeline/assemble';
import { serveDeferral } from '@turnpike/pipeline/deferral';
import type { Exchange } from '@turnpike/pipeline/exchange';
import { serveLookup } from '@turnpike/pipeline/lookup';
import { serveInference } from '@turnpike/pipeline/pipeline';
import type { DataPlane } from '../bootstrap/data-plane.js';
import { allowPortalOrigin } from './cross-origin.js';
import { createHotServer } from './hot-server.js';
import type { JobDesk } from './jobs/job-desk.js';
import type { ResponseDesk } from './responses/response-desk.js';
import { type CallReader, createLookups } from './lookups.js';

export interface RequestPathOptions extends Omit<CorridorOptions, 'answerLimitBytes'> {
  readCall: CallReader;
  jobs: JobDesk;
  responses: ResponseDesk;
  /** Whose pages may call from a browser. */
  portalUrl: string;
  trustedProxies: readonly string[];
}

const ANSWER_LIMIT_BYTES = 64 * 1024 * 1024;

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
  const corridor = assembleCorridor({ ...options, answerLimitBytes: ANSWER_LIMIT_BYTES });
  const { services, presence, settlements, recorder } = corridor;
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
  const hot = await createHotServer({ operations: OPERATIONS, trustedProxies: options.trustedProxies, serve });

  return {
    prefixes: DATA_PLANE_PREFIXES,
    listener: allowPortalOrigin(hot.listener, options),
    upgrade: hot.upgrade,
    ready: () => ({ ok: options.catalogue.current() !== null, detail: { unconfirmedEvents: settlements.unconfirmed } }),
    stats: () => ({
      openCalls: presence.openCalls,
      unconfirmedEvents: settlements.unconfirmed,
      droppedRecords: recorder.dropped,
    }),
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

/** What a cancelled call gets to settle and say so. */
const CANCEL_GRACE_MS = 2_000;

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
