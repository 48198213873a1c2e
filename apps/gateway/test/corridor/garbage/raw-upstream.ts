/** A provider that is a bare socket: it answers with exactly the bytes it is given, however wrong. */
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Answers one request; called again for the next one on the same connection. */
export type Script = (socket: Socket) => void;

export class RawUpstream {
  readonly origin: string;
  requests = 0;
  private readonly server: Server;
  private readonly sockets: Set<Socket>;

  private constructor(server: Server, sockets: Set<Socket>) {
    this.server = server;
    this.sockets = sockets;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(script: Script): Promise<RawUpstream> {
    const sockets = new Set<Socket>();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const upstream = new RawUpstream(server, sockets);
    server.on('connection', (socket) => {
      sockets.add(socket);
      // Whoever is told nonsense may hang up at any time.
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      onRequests(socket, () => {
        upstream.requests += 1;
        script(socket);
      });
    });
    return upstream;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await once(this.server.close(), 'close');
  }
}

/** Calls back at the end of each request: headers, and a body as long as they say. */
function onRequests(socket: Socket, onRequest: () => void): void {
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const head = bytes.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/content-length: *(\d+)/i.exec(bytes.subarray(0, head).toString('latin1'))?.[1] ?? 0);
      if (bytes.length < head + 4 + length) return;
      bytes = bytes.subarray(head + 4 + length);
      onRequest();
    }
  });
}
