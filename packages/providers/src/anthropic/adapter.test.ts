/** The adapter and the egress client together, against a server that speaks the wire over real HTTP. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { createEgress } from '@turnpike/egress/egress-client';
import type { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse } from '@turnpike/egress/response-buffer';
import type { BuildRequestInput, StreamTap, UpstreamRequest } from '../provider-adapter.js';
import { SseSplitter } from '../sse.js';
import { anthropicAdapter as adapter } from './adapter.js';

const egress = createEgress();
const USAGE = { input_tokens: 7, cache_read_input_tokens: 5, cache_creation_input_tokens: 3, output_tokens: 4 };
const EVENTS = [
  { type: 'message_start', message: { usage: { ...USAGE, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'ping' },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'One' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' two' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 4 } },
  { type: 'message_stop' },
];
const ERROR = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
let target = { baseUrl: '', credential: 'sk-ant-upstream' };
let last: { path: string; headers: http.IncomingHttpHeaders; body: Record<string, unknown> };

const server = http.createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const text = Buffer.concat(parts).toString() || '{}';
    last = { path: request.url ?? '', headers: request.headers, body: JSON.parse(text) as Record<string, unknown> };
    const { user_id: mode } = (last.body.metadata ?? {}) as { user_id?: string };
    if (request.method === 'GET')
      response.end('{"data":[{"type":"model","id":"claude-a"},{"id":"claude-b"}],"has_more":false}');
    else if (last.body.stream === true) void stream(response, mode);
    else response.end(JSON.stringify({ type: 'message', content: [{ type: 'text', text: '"usage"' }], usage: USAGE }));
  });
});

/** Writes the stream in pieces of 7 bytes, so that no event lies in one chunk. */
async function stream(response: http.ServerResponse, mode: string | undefined): Promise<void> {
  const events: { type: string }[] =
    mode === undefined ? EVENTS : [...EVENTS.slice(0, 5), ...(mode === 'error' ? [ERROR] : [])];
  const bytes = Buffer.from(events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  for (let at = 0; at < bytes.length; at += 7) {
    response.write(bytes.subarray(at, at + 7));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (mode === 'cut') response.destroy();
  else response.end();
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = { ...target, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
});

afterAll(async () => {
  await egress.destroy();
  server.close();
});

const BODY = { model: 'public', max_tokens: 9, messages: [] };
const FIXED = {
  operation: 'messages',
  dialect: 'anthropic-messages',
  upstreamModel: 'up-1',
  requestId: 'req_7',
} as const;

function build(more: object, options: Partial<BuildRequestInput> = {}): UpstreamRequest {
  const body: Record<string, unknown> = { ...BODY, ...more };
  const raw = Buffer.from(JSON.stringify(body));
  return adapter.buildRequest({ ...FIXED, target, body, raw, stream: body.stream === true, ...options });
}

function relay(request: UpstreamRequest): Promise<{ tap: StreamTap; relayed: string; error: EgressError | null }> {
  const context = { target, upstreamModel: 'up-1', publicModel: 'public' };
  const tap = adapter.createStreamTap(context, { dialect: 'anthropic-messages', isTranslated: false });
  let relayed = '';
  const splitter = new SseSplitter(
    (event) => {
      if (tap.onEvent(event) !== 'error') relayed += event.raw.toString();
    },
    { maxEventBytes: 10_000 },
  );
  return new Promise((resolve) => {
    egress.request(request, {
      onHeaders: () => undefined,
      onData: (chunk) => splitter.push(chunk) === 'ok',
      onEnd: () => resolve({ tap, relayed, error: null }),
      onError: (error) => resolve({ tap, relayed, error }),
    });
  });
}

describe('a request', () => {
  it('has the provider’s credential, version and model, and the caller’s bytes', async () => {
    const response = await collectResponse(egress, build({}), { maxBytes: 1e6 });
    expect(last.path).toBe('/v1/messages');
    expect(last.body).toEqual({ ...BODY, model: 'up-1' });
    expect(last.headers).toMatchObject({ 'x-api-key': 'sk-ant-upstream', 'anthropic-version': '2023-06-01' });
    expect(last.headers.authorization).toBeUndefined();
    expect(adapter.readUnaryUsage(response.body, 'messages').usage).toMatchObject({
      inputTokens: 7, cachedInputTokens: 5, cacheWriteTokens: 3, outputTokens: 4,
    }); // prettier-ignore
  });

  test.each([
    ['https://api.anthropic.com', '/v1/messages'],
    ['https://api.anthropic.com/v1/', '/v1/messages'],
    ['http://127.0.0.1:1/anthropic', '/anthropic/v1/messages'],
    ['http://127.0.0.1:1/anthropic/v1', '/anthropic/v1/messages'],
  ])('on %s goes to %s', (baseUrl, path) => {
    expect(adapter.isBaseUrl(baseUrl)).toBe(true);
    expect(build({}, { target: { ...target, baseUrl } }).path).toBe(path);
  });

  test.each(['ftp://x.test', 'https://u@x.test', 'https://x.test?a=1', 'https://x.test#a', 'x.test'])(
    'goes nowhere on %s',
    (baseUrl) => {
      expect(adapter.isBaseUrl(baseUrl)).toBe(false);
      expect(() => build({}, { target: { ...target, baseUrl } })).toThrow(TypeError);
    },
  );

  it('passes bytes as they are where nothing changes, to the space', () => {
    const raw = Buffer.from('{ "model" : "up-1", "messages":[] }');
    const body = JSON.parse(raw.toString()) as Record<string, unknown>;
    expect(build({}, { body, raw }).body).toEqual(raw);
  });

  it('leaves out what has a price of its own, and keys that could be read as others', () => {
    const { body, droppedHints } = build({ service_tier: 'auto', speed: 'fast', MAX_TOKENS: 1, thinking: null });
    expect(JSON.parse(String(body))).toEqual({ ...BODY, model: 'up-1', thinking: null });
    expect(droppedHints).toEqual(['service_tier', 'speed', 'MAX_TOKENS']);
  });

  it('writes a translated body and a job’s', () => {
    const { body } = build({}, { raw: null, stream: true });
    expect(JSON.parse(String(body))).toEqual({ ...BODY, model: 'up-1', stream: true });
  });
});

describe('a stream', () => {
  it('is relayed by event and metered from both of its reports', async () => {
    const { tap, relayed, error } = await relay(build({ stream: true }));
    expect(error).toBeNull();
    expect(relayed.match(/^event: /gm)).toHaveLength(EVENTS.length);
    expect(tap.usage()).toMatchObject({ inputTokens: 7, cachedInputTokens: 5, cacheWriteTokens: 3, outputTokens: 4 });
    expect([tap.doneSeen, tap.finishReasonSeen(), tap.deliveredText()]).toEqual([true, true, 'One two']);
  });

  it('that was cut is billed its reported input and what was delivered (bifrost 3357)', async () => {
    const { tap } = await relay(build({ stream: true, metadata: { user_id: 'cut' } }));
    expect([tap.usage(), tap.doneSeen, tap.contentSeen]).toEqual([null, false, true]);
    expect(tap.estimatedUsage(99)).toMatchObject({ inputTokens: 7, cachedInputTokens: 5, outputTokens: 2 });
  });

  it('that fails says why, and its excuse is no output (new-api 5288)', async () => {
    const { tap, relayed } = await relay(build({ stream: true, metadata: { user_id: 'error' } }));
    expect(tap.failure()).toMatchObject({
      errorCode: 'upstream_error',
      blame: 'provider',
      upstreamCode: 'overloaded_error',
    });
    expect(tap.deliveredText()).toBe('One two');
    expect(relayed).not.toContain('Overloaded');
  });
});

describe('models', () => {
  it('are listed by their ids', async () => {
    const response = await collectResponse(egress, adapter.buildModelListRequest(target, 'req_1'), { maxBytes: 1e6 });
    expect(last.path).toBe('/v1/models?limit=1000');
    expect(last.headers).toMatchObject({ 'x-api-key': 'sk-ant-upstream', 'anthropic-version': '2023-06-01' });
    expect(adapter.readModelList(response.body)).toEqual(['claude-a', 'claude-b']);
  });
});

test.each(['', 'null', '[]', '{}', '{"usage":null}', '{"usage":{"input_tokens":"1"}}', '<html>'])(
  'an answer like %s has no usage',
  (body) => {
    const report = adapter.readUnaryUsage(Buffer.from(body), 'messages');
    expect(report.usage).toBeNull();
    expect(report.fault).not.toBeNull();
  },
);
