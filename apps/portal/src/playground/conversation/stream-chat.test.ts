import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { ConversationEvent } from './conversation';
import { streamChat } from './stream-chat';
import { streamResponse } from './stream-response';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function listen(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function run(baseUrl: string, signal = new AbortController().signal): Promise<ConversationEvent[]> {
  const events: ConversationEvent[] = [];
  const request = { model: 'm', messages: [{ role: 'user', content: 'hi' }] as const, max_tokens: 5 };
  for await (const event of streamChat({ baseUrl, key: 'tp_test_x', signal }, request)) events.push(event);
  return events;
}

const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
const text = (content: string) => data({ choices: [{ delta: { content } }] });
const STREAM =
  `: opened\n\n${data({ choices: [{ delta: { role: 'assistant', content: '' } }] })}${text('Grüß')}${text(' dich')}` +
  data({ choices: [{ delta: {}, finish_reason: 'stop' }] }) +
  data({ choices: [], usage: { prompt_tokens: 4, completion_tokens: 2 } });

it('gives the text, the usage and the end, however the bytes are split', async () => {
  let asked = '';
  const url = await listen((request, response) => {
    request.on('data', (chunk: Buffer) => (asked += chunk.toString()));
    response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_1' });
    const bytes = Buffer.from(`${STREAM}data: [DONE]\n\n`);
    const send = (at: number) =>
      at < bytes.length ? response.write(bytes.subarray(at, at + 7), () => send(at + 7)) : response.end();
    send(0);
  });
  expect(await run(url)).toEqual([
    { kind: 'accepted', requestId: 'req_1' },
    { kind: 'text', text: 'Grüß' },
    { kind: 'text', text: ' dich' },
    { kind: 'usage', promptTokens: 4, completionTokens: 2 },
    { kind: 'finished', reason: 'stop' },
  ]);
  expect(JSON.parse(asked)).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 5,
  });
});

it('a refusal comes with code and fix', async () => {
  const error = { message: 'No money.', code: 'insufficient_quota', fix: 'Top up.', request_id: 'req_2' };
  const url = await listen((_request, response) => response.writeHead(402).end(JSON.stringify({ error })));
  const failure = { status: 402, code: 'insufficient_quota', message: 'No money.', fix: 'Top up.', requestId: 'req_2' };
  expect(await run(url)).toEqual([{ kind: 'failed', failure }]);
});

it('an error within the stream and a stream that is cut are failures, after what came', async () => {
  const error = { message: 'Cut.', code: 'upstream_interrupted', fix: 'Try again.', request_id: 'req_3' };
  const ends: [string, string][] = [
    [data({ error }), 'upstream_interrupted'],
    ['', 'stream_cut'],
  ];
  for (const [end, code] of ends) {
    const url = await listen((_request, response) => response.writeHead(200).end(text('half') + end));
    const events = await run(url);
    expect(events.slice(1)).toMatchObject([
      { kind: 'text', text: 'half' },
      { kind: 'failed', failure: { code } },
    ]);
    server?.close();
  }
});

it('stopping is an end, and nobody listening a failure', async () => {
  const stop = new AbortController();
  const url = await listen((_request, response) => {
    response.writeHead(200).write(text('never ends'));
    queueMicrotask(() => stop.abort());
  });
  expect((await run(url, stop.signal)).at(-1)).toEqual({ kind: 'finished', reason: 'stopped' });
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  expect(await run(url)).toMatchObject([{ kind: 'failed', failure: { status: null, code: 'unreachable' } }]);
});

it('a response tells its thoughts, its text, what it is kept as and what it took', async () => {
  let asked = '';
  const events = [
    { type: 'response.created', response: { id: 'resp_1' } },
    { type: 'response.reasoning_summary_text.delta', delta: 'Hm.' },
    { type: 'response.output_text.delta', delta: 'Hi.' },
    { type: 'response.incomplete', response: { id: 'resp_1', usage: { input_tokens: 3, output_tokens: 2 }, incomplete_details: { reason: 'max_output_tokens' } } },
  ]; // prettier-ignore
  const url = await listen((request, response) => {
    request.on('data', (chunk: Buffer) => (asked += chunk.toString()));
    request.on('end', () => response.writeHead(200, { 'x-request-id': 'req_1' }).end(events.map(data).join('')));
  });
  const seen: ConversationEvent[] = [];
  const connection = { baseUrl: url, key: 'k', signal: new AbortController().signal };
  for await (const event of streamResponse(connection, { model: 'm', input: 'hi' })) seen.push(event);
  expect(JSON.parse(asked)).toEqual({ model: 'm', input: 'hi', stream: true });
  expect(seen).toEqual([
    { kind: 'accepted', requestId: 'req_1' },
    { kind: 'thought', text: 'Hm.' },
    { kind: 'text', text: 'Hi.' },
    { kind: 'kept', responseId: 'resp_1' },
    { kind: 'usage', promptTokens: 3, completionTokens: 2 },
    { kind: 'finished', reason: 'max_output_tokens' },
  ]);
});

it.each([
  ['failed', { type: 'response.failed', response: { error: { code: 'server_error', message: 'No.' } } }],
  ['an error event', { type: 'error', code: 'server_error', message: 'No.' }],
  ['an error event that holds one', { type: 'error', error: { code: 'server_error', message: 'No.' } }],
])('a response that ends as %s is a failure', async (_name, event) => {
  const url = await listen((_request, response) => response.writeHead(200).end(data(event)));
  const connection = { baseUrl: url, key: 'k', signal: new AbortController().signal };
  const seen: ConversationEvent[] = [];
  for await (const one of streamResponse(connection, {})) seen.push(one);
  expect(seen.at(-1)).toMatchObject({ kind: 'failed', failure: { code: 'server_error', message: 'No.' } });
});
