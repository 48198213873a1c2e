/** What the sandbox answers on each wire, as it comes by the socket: the cloth that garbage is cut from. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Corridor, say } from '../corridor.fixture.js';
import { addWireModel, type WireFixture } from '../wires.fixture.js';

export interface HonestAnswer {
  readonly type: string;
  readonly body: Buffer;
}

const TOOLS = [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }];

/** Lets a call through to the sandbox, steered by these lines, and keeps what it answered. */
export async function recordAnswer(
  corridor: Corridor,
  wire: WireFixture,
  { stream, lines }: { stream: boolean; lines: readonly string[] },
): Promise<HonestAnswer> {
  const { hostname, port } = new URL(corridor.sandbox.baseUrl);
  let kept: HonestAnswer | null = null;
  const server = createServer((asked, answer) => {
    const { method, url: path, headers } = asked;
    const passed = request({ hostname, port, method, path, headers }, (answered) => {
      const chunks: Buffer[] = [];
      answered.on('data', (chunk: Buffer) => chunks.push(chunk));
      answered.on('end', () => {
        kept = { type: answered.headers['content-type'] ?? '', body: Buffer.concat(chunks) };
        answer.writeHead(answered.statusCode ?? 500, { 'content-type': kept.type }).end(kept.body);
      });
    });
    asked.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const model = `honest-${wire.name}-${stream}`;
  addWireModel(corridor, wire, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, name: model });
  const account = corridor.account({ models: [model] });
  const answer = await account.post('/v1/chat/completions', {
    model,
    messages: say('hello', ...lines),
    stream,
    tools: TOOLS,
  });
  const text = await answer.text();
  server.closeAllConnections();
  server.close();
  if (answer.status !== 200 || kept === null) throw new Error(`${wire.name}: ${answer.status} ${text}`);
  return kept;
}
