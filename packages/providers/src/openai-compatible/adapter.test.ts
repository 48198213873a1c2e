/** The adapter and the egress client together, against a server that speaks the wire format over real HTTP. */
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEgress } from '@turnpike/egress/egress-client';
import type { EgressError } from '@turnpike/egress/egress-error';
import { collectResponse } from '@turnpike/egress/response-buffer';
import type { BuildRequestInput, StreamTap, UpstreamRequest } from '../provider-adapter.js';
import { SseSplitter, isEventStream } from '../sse.js';
import { classifyTransportError } from '../transport-failure.js';
import { openAiCompatibleAdapter as adapter } from './adapter.js';

const egress = createEgress();
const WORDS = ['One', ' two', ' three', ' four'];
let target = { baseUrl: '', credential: 'sk-upstream' };
let lastRequest: { headers: http.IncomingHttpHeaders; body: Record<string, unknown> } = { headers: {}, body: {} };

const server = http.createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown>;
    lastRequest = { headers: request.headers, body };
    if (body.user === 'refused') {
      response
        .writeHead(429, { 'retry-after': '2' })
        .end('{"error":{"message":"slow down","code":"rate_limit_exceeded"}}');
    } else if (body.stream === true) void stream(response, body.user === 'cut');
    else response.end('{"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":0,"total_tokens":7}}');
  });
});

/** Writes the stream in pieces of 7 bytes, so that no event lies in one chunk. */
async function stream(response: http.ServerResponse, isCut: boolean): Promise<void> {
  const deltas = WORDS.map((content) => ({ choices: [{ index: 0, delta: { content } }], usage: null }));
  const report = { choices: [], usage: { prompt_tokens: 7, completion_tokens: 4, total_tokens: 11 } };
  const events = [...(isCut ? deltas.slice(0, 2) : [...deltas, report])].map(
    (event) => `data: ${JSON.stringify(event)}\r\n\r\n`,
  );
  const bytes = Buffer.from(events.join('') + (isCut ? 'data: {"choices":[{"del' : 'data: [DONE]\r\n\r\n'));
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let at = 0; at < bytes.length; at += 7) {
    response.write(bytes.subarray(at, at + 7));
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (isCut) setTimeout(() => response.destroy(), 20);
  else response.end();
}

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  target = { ...target, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
});

afterAll(async () => {
  await egress.destroy();
  server.close();
});

function build(
  body: Record<string, unknown>,
  operation: BuildRequestInput['operation'] = 'chat.completions',
): UpstreamRequest {
  const raw = Buffer.from(JSON.stringify(body));
  const dialect = operation === 'embeddings' ? null : ('openai-chat' as const);
  const fixed = { upstreamModel: 'up-1', target, requestId: 'req_7', dialect };
  return adapter.buildRequest({ ...fixed, operation, body, raw, stream: body.stream === true });
}

function relay(
  request: UpstreamRequest,
  isTranslated = false,
): Promise<{ tap: StreamTap; relayed: string; error: EgressError | null }> {
  const context = { target, upstreamModel: 'up-1', publicModel: 'public' };
  const tap = adapter.createStreamTap(context, { dialect: 'openai-chat', isTranslated });
  let relayed = '';
  const splitter = new SseSplitter(
    (event) => {
      if (tap.onEvent(event) !== 'usage_only') relayed += event.raw.toString();
    },
    { maxEventBytes: 10_000 },
  );
  return new Promise((resolve) => {
    egress.request(request, {
      onHeaders: (_status, headers) => expect(isEventStream(String(headers['content-type']))).toBe(true),
      onData: (chunk) => splitter.push(chunk) === 'ok',
      onEnd: () => resolve({ tap, relayed, error: null }),
      onError: (error) => resolve({ tap, relayed, error }),
    });
  });
}

describe('openai-compatible over HTTP', () => {
  it('sends its own credential and the provider’s model, and reads the usage', async () => {
    const response = await collectResponse(egress, build({ model: 'public', input: 'x' }, 'embeddings'), {
      maxBytes: 1e6,
    });
    expect(lastRequest.body).toEqual({ model: 'up-1', input: 'x' });
    expect(lastRequest.headers).toMatchObject({ authorization: 'Bearer sk-upstream', 'x-client-request-id': 'req_7' });
    expect(lastRequest.headers['content-length']).toBe(String(JSON.stringify(lastRequest.body).length));
    expect(adapter.readUnaryUsage(response.body, 'embeddings').usage?.inputTokens).toBe(7);
  });

  it('relays a stream by event, without the usage event, and meters it', async () => {
    const { tap, relayed, error } = await relay(build({ model: 'public', stream: true }));
    expect(error).toBeNull();
    expect(lastRequest.body.stream_options).toEqual({ include_usage: true });
    expect(relayed.match(/data: /g)?.length).toBe(WORDS.length + 1);
    expect(relayed.endsWith('data: [DONE]\r\n\r\n')).toBe(true);
    expect([tap.usage()?.outputTokens, tap.doneSeen, tap.deliveredText()]).toEqual([4, true, WORDS.join('')]);
  });

  it('reads a stream for those who translate it, with the same usage', async () => {
    const { tap, error } = await relay(build({ model: 'public', stream: true }), true);
    expect(error).toBeNull();
    expect(tap.deltas).toEqual([{ kind: 'end' }]);
    expect([tap.usage()?.outputTokens, tap.doneSeen, tap.deliveredText()]).toEqual([4, true, WORDS.join('')]);
  });

  it('judges a failure in mid-stream alike, translated or not', () => {
    const context = { target, upstreamModel: 'up-1', publicModel: 'public' };
    const event = Buffer.from('data: {"error":{"message":"overloaded","code":"overloaded"}}\n\n');
    const [passed, translated] = [false, true].map((isTranslated) => {
      const tap = adapter.createStreamTap(context, { dialect: 'openai-chat', isTranslated });
      const verdicts: string[] = [];
      new SseSplitter((one) => verdicts.push(tap.onEvent(one)), { maxEventBytes: 10_000 }).push(event);
      return { verdicts, failure: tap.failure(), content: tap.contentSeen };
    });
    expect(translated).toEqual(passed);
    expect(translated).toMatchObject({ verdicts: ['error'], content: false, failure: { upstreamCode: 'overloaded' } });
  });

  it('knows of a cut stream what was delivered, and relays no half event', async () => {
    const { tap, relayed, error } = await relay(build({ model: 'public', stream: true, user: 'cut' }));
    expect(error?.kind).toBe('cut');
    expect(relayed.match(/data: /g)?.length).toBe(2);
    expect([tap.usage(), tap.doneSeen, tap.deliveredText()]).toEqual([null, false, 'One two']);
    expect(tap.estimatedUsage(7)).toMatchObject({ inputTokens: 7, outputTokens: 2 });
    expect(error === null ? null : classifyTransportError(error).errorCode).toBe('upstream_interrupted');
  });

  it('judges a refusal', async () => {
    const response = await collectResponse(egress, build({ model: 'public', user: 'refused' }), { maxBytes: 1e6 });
    const failure = adapter.classifyAnswer(response, { target, upstreamModel: 'up-1', publicModel: 'public' });
    expect(failure).toMatchObject({ retryable: true, blame: 'provider', retryAfterMs: 2_000, message: null });
  });
});
