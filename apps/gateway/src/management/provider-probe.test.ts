import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { EgressProbe } from './provider-probe.js';

const CREDENTIAL = 'sk-the-very-secret-one';
let server: Server | null = null;
let probe: EgressProbe | null = null;

afterEach(async () => {
  await probe?.onModuleDestroy();
  server?.closeAllConnections();
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)));
  server = null;
});

type Handler = (request: IncomingMessage, body: Record<string, unknown>, response: ServerResponse) => void;

/** A provider that answers with this; what it was asked is collected. */
async function provider(handler: Handler, withinMs?: number) {
  const asked: { path: string; body: Record<string, unknown>; authorization: string | undefined }[] = [];
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
      asked.push({ path: request.url ?? '', body, authorization: request.headers.authorization });
      handler(request, body, response);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  probe = new EgressProbe(withinMs);
  const target = { kind: 'openai-compatible', baseUrl: `http://127.0.0.1:${port}/v1`, credential: CREDENTIAL };
  return { asked, target, probe };
}

const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

const chat = { operation: 'chat.completions', prompt: 'hi', upstreamModel: 'm' } as const;

const answer = (content: string) => ({
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 },
});

test('a model answers: text, tokens and status, asked for sixteen tokens at most', async () => {
  const { asked, target, probe } = await provider((_request, _body, response) => json(response, 200, answer('Hello')));
  const outcome = await probe.call(target, chat);
  expect(outcome).toMatchObject({ ok: true, status: 200, text: 'Hello', tokens: { input: 9, output: 3 }, error: null });
  expect(asked).toEqual([
    {
      path: '/v1/chat/completions',
      body: { model: 'm', messages: [{ role: 'user', content: 'hi' }], max_tokens: 16 },
      authorization: `Bearer ${CREDENTIAL}`,
    },
  ]);
});

test('a model that refuses max_tokens is asked again under the newer name', async () => {
  const { asked, target, probe } = await provider((_request, body, response) =>
    'max_tokens' in body
      ? json(response, 400, { error: { message: 'Use max_completion_tokens', param: 'max_tokens' } })
      : json(response, 200, answer('Hello')),
  );
  expect(await probe.call(target, chat)).toMatchObject({ ok: true, text: 'Hello' });
  expect(asked[1]?.body).toMatchObject({ max_completion_tokens: 16 });
});

test('an embedding has tokens and no text', async () => {
  const { asked, target, probe } = await provider((_request, _body, response) =>
    json(response, 200, { data: [{ embedding: [0.1] }], usage: { prompt_tokens: 2, total_tokens: 2 } }),
  );
  const outcome = await probe.call(target, { ...chat, operation: 'embeddings' });
  expect(outcome).toMatchObject({ ok: true, text: null, tokens: { input: 2, output: 0 } });
  expect(asked[0]).toMatchObject({ path: '/v1/embeddings', body: { model: 'm', input: 'hi' } });
});

test('no answer carries the credential, neither as text nor as an error', async () => {
  let status = 200;
  const words = `your key is ${CREDENTIAL}`;
  const { target, probe } = await provider((_request, _body, response) =>
    json(response, status, status === 200 ? answer(words) : { error: { message: words } }),
  );
  const told = await probe.call(target, chat);
  expect(told).toMatchObject({ ok: true, text: 'your key is [redacted]' });
  status = 401;
  const refused = await probe.call(target, chat);
  expect(refused).toMatchObject({ ok: false, status: 401, error: { code: 'upstream_rejected_credential' } });
  expect(refused.error?.reason).toContain('your key is');
  expect(JSON.stringify(refused)).not.toContain(CREDENTIAL);
});

test('a list of models is counted whole and shown in part', async () => {
  const data = Array.from({ length: 250 }, (_, index) => ({ id: `m${index}` }));
  const { asked, target, probe } = await provider((_request, _body, response) => json(response, 200, { data }));
  const outcome = await probe.listModels(target);
  expect(outcome).toMatchObject({ ok: true, status: 200, modelCount: 250 });
  expect(outcome.models).toHaveLength(200);
  expect(asked[0]?.path).toBe('/v1/models');
});

test('a page that is no list of models is a failure, though its status is 200', async () => {
  const { target, probe } = await provider((_request, _body, response) => void response.end('<html>hello</html>'));
  expect(await probe.listModels(target)).toMatchObject({ ok: false, status: 200, models: [], modelCount: 0 });
});

test('silence ends at the bound', async () => {
  const { target, probe } = await provider(() => undefined, 50);
  const outcome = await probe.call(target, chat);
  expect(outcome).toMatchObject({ ok: false, status: null, error: { code: 'upstream_timeout' } });
});

test('nobody there, and an adapter nobody has', async () => {
  const { target, probe } = await provider(() => undefined);
  const closed = { ...target, baseUrl: 'http://127.0.0.1:9/v1' };
  expect(await probe.listModels(closed)).toMatchObject({ ok: false, status: null, error: { code: 'upstream_error' } });
  const unknown = { ...target, kind: 'carrier-pigeon' };
  expect(await probe.call(unknown, chat)).toMatchObject({ ok: false, error: { code: 'no_target' } });
});
