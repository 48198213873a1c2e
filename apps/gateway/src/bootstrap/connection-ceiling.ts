/**
 * How many connections one process serves at once, over all and from one address. One too many is told so in HTTP before
 * it says anything, and closed: politer than leaving it to wait in the kernel, where it would find out by its own timeout.
 * Trusted proxies are spared the bound on an address: behind theirs are many callers.
 */
import proxyAddr from '@fastify/proxy-addr';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';

export interface ConnectionBounds {
  /** At once, over all. */
  most: number;
  mostPerAddress: number;
  trustedProxies: readonly string[];
}

/** Those that are being told at once; beyond them the kernel is told to close without words. */
const TOLD_AT_ONCE = 1_000;

/** Puts itself before the server's own way of taking connections. */
export function boundConnections(server: Server, bounds: ConnectionBounds, refuse: (socket: Socket) => void): void {
  const [serve] = server.listeners('connection');
  if (serve === undefined) throw new Error('an HTTP server takes its connections by a listener');
  const isTrusted = bounds.trustedProxies.length === 0 ? null : proxyAddr.compile([...bounds.trustedProxies]);
  const byAddress = new Map<string, number>();
  let open = 0;
  server.maxConnections = bounds.most + TOLD_AT_ONCE;
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const isCounted = isTrusted === null || !isTrusted(address, 0);
    const fromThere = isCounted ? (byAddress.get(address) ?? 0) : 0;
    if (open >= bounds.most || fromThere >= bounds.mostPerAddress) return refuse(socket);
    open += 1;
    if (isCounted) byAddress.set(address, fromThere + 1);
    socket.once('close', () => {
      open -= 1;
      if (!isCounted) return;
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left === 0) byAddress.delete(address);
      else byAddress.set(address, left);
    });
    serve.call(server, socket);
  });
}
