import { once } from 'node:events';
import { get, request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { RealtimeClient } from './realtime-client.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(() => sandbox.running.close(0));

const KEY = { authorization: 'Bearer sk-sandbox' };
const connect = (path: string, headers: Record<string, string> = {}, protocols: string[] = []): WebSocket =>
  new WebSocket(`${sandbox.url.replace('http', 'ws')}${path}`, protocols, { headers });

async function bodyOf(response: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8'));
}

/** Settles when such a message comes. */
function message(socket: WebSocket, isIt: (data: Buffer, isBinary: boolean) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (data: Buffer, isBinary: boolean): void => {
      if (!isIt(data, isBinary)) return;
      socket.off('message', look);
      resolve();
    };
    socket.on('message', look);
  });
}

/** How the sandbox refuses the upgrade. */
async function refusal(socket: WebSocket): Promise<{ status: number | undefined; body: unknown; headers: object }> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  return { status: response.statusCode, body: await bodyOf(response), headers: response.headers };
}

describe('the handshake', () => {
  const steered = encodeURIComponent('@sandbox status=503 retry_after=7');
  it.each<[string, string, Record<string, string>, number, object]>([
    ['no key', '/v1/realtime?model=m', {}, 401, { error: { type: 'invalid_request_error' } }],
    ['a wrong key', '/v1/realtime?model=m', { authorization: 'Bearer x' }, 401, { error: { code: 'invalid_api_key' } }],
    ['no model', '/v1/realtime', KEY, 400, { error: { param: 'model' } }],
    ['a model told to refuse', `/v1/realtime?model=${steered}`, KEY, 503, { error: { type: 'server_error' } }],
    ['no key at Azure', '/azure/openai/v1/realtime?model=m', {}, 401, { error: { code: '401' } }],
  ])('is refused with %s', async (_, path, headers, status, body) => {
    const refused = await refusal(connect(path, headers));
    expect(refused).toMatchObject({ status, body });
    expect(refused.headers).toHaveProperty('x-request-id');
    if (status === 503) expect(refused.headers).toMatchObject({ 'retry-after': '7' });
  });

  it.each<[string, string, Record<string, string>, string[]]>([
    [
      'a key in a protocol, as browsers send it',
      '/v1/realtime?model=m',
      {},
      ['realtime', 'openai-insecure-api-key.sk-sandbox-1'],
    ],
    ['Azure’s key', '/azure/openai/v1/realtime?model=m', { 'api-key': 'sk-sandbox' }, []],
    ['Azure’s key in the query', '/azure/openai/v1/realtime?model=m&api-key=sk-sandbox', {}, []],
  ])('succeeds with %s', async (_, path, headers, protocols) => {
    const socket = connect(path, headers, protocols);
    const [data] = (await once(socket, 'message')) as [Buffer];
    expect(JSON.parse(data.toString())).toMatchObject({ type: 'session.created', session: { model: 'm' } });
    expect(socket.protocol).toBe(protocols[0] ?? '');
    socket.close();
    await once(socket, 'close');
  });

  it('is the only upgrade there is: other wishes are ignored', async () => {
    const [plain] = (await once(get(`${sandbox.url}/v1/realtime?model=m`, { headers: KEY }), 'response')) as [
      IncomingMessage,
    ];
    expect(plain.statusCode).toBe(404);
    plain.resume();
    const call = request(`${sandbox.url}/v1/moderations`, {
      method: 'POST',
      headers: { ...KEY, connection: 'upgrade', upgrade: 'h2c', 'content-type': 'application/json' },
    });
    call.end('{"input":"hello"}');
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    expect(answer.statusCode).toBe(200);
    answer.resume();
  });
});

describe('a session', () => {
  it('is cut where steering says so, without a word', async () => {
    const client = new RealtimeClient(sandbox.url, { id: 'rt-cut' });
    await client.next('session.created');
    client.say('Hello\n@sandbox chunks=4 cut_after=2');
    client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    expect(await client.closed).toBe(1006);
    const deltas = client.events.filter(({ type }) => type === 'response.output_text.delta');
    expect(deltas).toHaveLength(2);
    expect(await sandbox.delivered('rt-cut')).toMatchObject({ ended: 'cut', usageReported: false, deliveredChunks: 2 });
  });

  it('falls silent where steering says so, for good', async () => {
    const client = new RealtimeClient(sandbox.url);
    await client.next('session.created');
    client.say('Hello\n@sandbox chunks=4 hang_after=1');
    client.send({ type: 'response.create', response: { output_modalities: ['text'] } });
    await client.next('response.output_text.delta');
    client.send({ type: 'input_audio_buffer.clear' });
    // Its answer would have come before the pong.
    client.socket.socket.ping();
    await once(client.socket.socket, 'pong');
    expect(client.events).toEqual([]);
    await client.close();
  });

  it.each<[string, (message: Buffer, isBinary: boolean) => boolean]>([
    ['json', (message) => message.toString().startsWith('{"type":"response.done"')],
    ['gzip', (_, isBinary) => isBinary],
    ['error_body', (message) => message.toString().startsWith('{"error":')],
    ['content_type', (message) => message.toString().startsWith('<!doctype')],
    ['empty', (message) => message.length === 0],
    ['long_line', (message) => message.length === 100 * 1024 * 1024],
  ])('tells garbage=%s in place of an answer, and goes on', async (kind, isIt) => {
    const socket = connect('/v1/realtime?model=m', KEY);
    await once(socket, 'open');
    const garbage = message(socket, isIt);
    const content = [{ type: 'input_text', text: `Hello\n@sandbox garbage=${kind}` }];
    const item = { type: 'message', role: 'user', content };
    socket.send(JSON.stringify({ type: 'conversation.item.create', item }));
    socket.send(JSON.stringify({ type: 'response.create' }));
    await garbage;
    const cleared = message(socket, (data) => data.includes('input_audio_buffer.cleared'));
    socket.send(JSON.stringify({ type: 'input_audio_buffer.clear' }));
    await cleared;
    socket.close();
    await once(socket, 'close');
  });

  it('ends with the sandbox, and a client that vanishes is noted', async () => {
    const other = await startSandboxUnderTest();
    const client = new RealtimeClient(other.url);
    await client.next('session.created');
    await other.running.close(1_000);
    expect(await client.closed).toBe(1001);
    const gone = new RealtimeClient(sandbox.url, { id: 'rt-gone' });
    await gone.next('session.created');
    gone.socket.socket.terminate();
    await gone.closed;
    await expect.poll(async () => (await sandbox.delivered('rt-gone')).ended).toBe('client_closed');
  });
});
