import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '@turnpike/telemetry/logger';
import type { Readiness } from '../operations/readiness.js';
import type { DataPlane } from './data-plane.js';

export interface ShutDownParts {
  readiness: Readiness;
  server: Server;
  operations: Server;
  dataPlane: DataPlane;
  app: NestFastifyApplication;
  logger: Logger;
  /** How long calls in flight may take to end by themselves. */
  graceMs: number;
}

/** How often connections that fell idle are closed while the others end: keep-alive would hold the server open. */
const IDLE_SWEEP_MS = 100;

/**
 * Ends a gateway in the order in which no call is lost: not ready, no new connections, calls in flight (the data plane
 * ends and settles what outlives the grace), what is left of the sockets, then what the calls were using. The operations
 * port answers until the end, so that a supervisor sees "not ready" rather than nothing.
 */
export async function shutDown(parts: ShutDownParts): Promise<void> {
  const { readiness, server, operations, dataPlane, app, logger, graceMs } = parts;
  readiness.stop();
  const closed = closeServer(server);
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const stopped = new AbortController();
  const grace = delay(graceMs, undefined, { signal: stopped.signal }).catch(() => undefined);
  try {
    await dataPlane.drain(graceMs);
    // The data plane has none left; control-plane requests get the rest of the same grace.
    await Promise.race([closed, grace]);
  } catch (error) {
    logger.error({ err: error }, 'calls in flight could not be ended in order');
  } finally {
    stopped.abort();
    clearInterval(sweep);
    server.closeAllConnections();
  }
  await closed;
  await dataPlane.close();
  await app.close();
  operations.closeAllConnections();
  await closeServer(operations);
}

/** Resolves when the server has no connection left; at once when it never listened. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    server.close(() => resolve());
  });
}
