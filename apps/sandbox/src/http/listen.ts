import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** Answers one request; a rejection is the handler's own defect and ends as a 500. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Takes over the connections of those requests that it accepts; other wishes to upgrade are ignored. */
export interface Upgrades {
  accepts: (request: IncomingMessage) => boolean;
  upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => Promise<void>;
}

/** A socket that listens. `close` stops accepting, lets answers under way finish, and drops them after the grace. */
export interface Listening {
  port: number;
  close: (graceMs?: number) => Promise<void>;
}

export interface ListenOptions {
  host: string;
  /** 0 picks a free port. */
  port: number;
  handler: Handler;
  upgrades?: Upgrades;
  onDefect: (error: unknown) => void;
}

/** Longer than the idle time of any client's pool, so that a pooled connection is never closed under a request. */
const KEEP_ALIVE_MS = 75_000;

/** Starts an HTTP server; rejects with the system's error (such as EADDRINUSE) when the port can't be had. */
export async function listenHttp(options: ListenOptions): Promise<Listening> {
  let closing = false;
  const shouldUpgradeCallback = (request: IncomingMessage): boolean => options.upgrades?.accepts(request) === true;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, shouldUpgradeCallback }, (request, response) => {
    response.on('close', () => {
      // A kept-alive connection is idle only after this event, and would hold up the end until its own timeout.
      if (closing)
        setImmediate(() => {
          server.closeIdleConnections();
        });
    });
    void answer(options, request, response);
  });
  const upgraded = followUpgrades(server, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: (graceMs = 0) => {
      closing = true;
      return closeServer(server, upgraded, graceMs);
    },
  };
}

async function answer(options: ListenOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    await options.handler(request, response);
  } catch (error) {
    options.onDefect(error);
    if (response.writableEnded) return;
    if (response.headersSent) response.destroy();
    else response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end('The sandbox failed.\n');
  }
}

/** The connections that were taken over: the server doesn't close them. */
function followUpgrades(server: Server, { upgrades, onDefect }: ListenOptions): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('upgrade', (request: IncomingMessage, duplex, head: Buffer) => {
    const socket = duplex as Socket;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    upgrades?.upgrade(request, socket, head).catch((error: unknown) => {
      onDefect(error);
      socket.destroy();
    });
  });
  return sockets;
}

async function closeServer(server: Server, upgraded: ReadonlySet<Socket>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  server.closeIdleConnections();
  const deadline = setTimeout(() => {
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  }, graceMs);
  await closed;
  clearTimeout(deadline);
}
