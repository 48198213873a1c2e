/** A small model server that speaks OpenAI's chat and can come, drain and die. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** Long enough that some calls are always under way. */
const ANSWER_MS = 5;

const ANSWER = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'sandbox-upstream',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Here.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
});

export class ChatUpstream {
  served = 0;
  inFlight = 0;
  host = '';
  port = 0;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      this.inFlight += 1;
      response.on('close', () => (this.inFlight -= 1));
      request.resume().on('end', () => {
        void pause(ANSWER_MS).then(() => {
          this.served += 1;
          response.writeHead(200, { 'content-type': 'application/json' }).end(ANSWER);
        });
      });
    });
  }

  static async start(host = '127.0.0.1', port = 0): Promise<ChatUpstream> {
    const upstream = new ChatUpstream();
    upstream.server.listen(port, host);
    await once(upstream.server, 'listening');
    const bound = upstream.server.address() as AddressInfo;
    upstream.host = bound.address;
    upstream.port = bound.port;
    return upstream;
  }

  /** `host:port`. */
  get address(): string {
    return `${this.host}:${this.port}`;
  }

  /** Cuts every connection and refuses new ones, as a crash does. */
  async die(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}
