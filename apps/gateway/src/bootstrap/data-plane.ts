import type { IncomingMessage, RequestListener } from 'node:http';
import type { Duplex } from 'node:stream';
import type { GatewayConfig } from '@turnpike/config/gateway';
import type { Database } from '@turnpike/db/client';
import type { LivePort } from '@turnpike/management/management-context';
import type { RoutingPort } from '@turnpike/management/routing/routing-port';
import type { Logger } from '@turnpike/telemetry/logger';
import type { Registry } from '@turnpike/telemetry/metrics';

/** What a probe is told: `detail` is small, public and JSON. */
export interface Health {
  ok: boolean;
  detail: Record<string, unknown>;
}

/**
 * The request path as the socket sees it. It owns its routes, bodies, streams and answers; Nest never sees its requests.
 * The bootstrap gives it every request whose first path segment is one of its prefixes, and tells it when to end.
 */
export interface DataPlane {
  /** First path segments with their slash, such as `/v1`; a path belongs when its first segment is one of them. */
  readonly prefixes: readonly string[];
  readonly listener: RequestListener;
  /** Takes over a WebSocket handshake under one of the prefixes; without it they are refused with 404. */
  readonly upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  /** Whether calls can be served: a snapshot is loaded, however old. */
  ready(): Health;
  /** Takes in what the control plane just changed, so that who made the change sees it in force. Bounded; never rejects. */
  catchUp(): Promise<void>;
  /** Resolves when no call is in flight any more; past `timeoutMs` it ends what is left and settles it. */
  drain(timeoutMs: number): Promise<void>;
  /** Releases everything; called once, after the sockets are closed. */
  close(): Promise<void>;
}

/** What the data plane is made from. */
export interface DataPlaneOptions {
  config: GatewayConfig;
  db: Database;
  logger: Logger;
  metrics: Registry;
}

/** Makes the data plane, and what only it knows of balances and routing. It may become ready later. */
export type CreateDataPlane = (
  options: DataPlaneOptions,
) => Promise<{ dataPlane: DataPlane; live: LivePort; routing: RoutingPort }>;
