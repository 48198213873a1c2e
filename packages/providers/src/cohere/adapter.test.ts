import { NO_USAGE } from '@turnpike/domain/usage';
import { describe, expect, it } from 'vitest';
import type { ProviderOperation } from '../provider-adapter.js';
import { SseEvent } from '../sse.js';
import { cohereAdapter as adapter } from './adapter.js';

const target = { baseUrl: 'https://api.cohere.com/', credential: 'co-very-secret' };
const context = { target, upstreamModel: 'command-a-03-2025', publicModel: 'command' };

describe('requests', () => {
  const build = (operation: ProviderOperation, stream = false) =>
    adapter.buildRequest({
      operation,
      dialect: operation === 'chat.completions' ? 'cohere-chat' : null,
      body: { model: 'm' },
      raw: null,
      upstreamModel: 'm',
      stream,
      target,
      requestId: 'req_1',
    });

  it.each([
    ['chat.completions', '/v2/chat'],
    ['embeddings', '/v2/embed'],
    ['rerank', '/v2/rerank'],
  ] as const)('%s go to %s', (operation, path) => {
    expect(build(operation)).toMatchObject({ origin: 'https://api.cohere.com', path, body: '{"model":"m"}' });
  });

  it('have headers that are all ours', () => {
    expect(build('chat.completions', true).headers).toEqual([
      ...['authorization', 'Bearer co-very-secret'],
      ...['accept-encoding', 'identity'],
      ...['x-client-request-id', 'req_1'],
      ...['content-type', 'application/json'],
      ...['accept', 'text/event-stream'],
    ]);
  });

  it('ask for the models', () => {
    const request = adapter.buildModelListRequest({ ...target, baseUrl: 'http://127.0.0.1:8090/cohere' }, 'req_1');
    expect(request).toMatchObject({
      origin: 'http://127.0.0.1:8090',
      path: '/cohere/v1/models?page_size=1000',
      method: 'GET',
    });
  });
});

it.each([
  ['{"models":[{"name":"a"},{"name":""},{},null]}', ['a']],
  ['{"models":"a"}', null],
  ['<html>', null],
])('reads the list %s as %j', (body, models) => {
  expect(adapter.readModelList(Buffer.from(body))).toEqual(models);
});

it.each([
  ['{"usage":{"billed_units":{"input_tokens":3,"output_tokens":1}}}', { ...NO_USAGE, inputTokens: 3, outputTokens: 1 }],
  ['{"meta":{"billed_units":{"search_units":1}}}', { ...NO_USAGE, searches: 1 }],
  ['{"usage":null,"meta":{"billed_units":{"search_units":1}}}', null],
  ['{}', null],
])('reads the usage of %s', (body, usage) => {
  const fault = usage === null ? 'usage is missing or absurd' : null;
  expect(adapter.readUnaryUsage(Buffer.from(body), 'chat.completions')).toEqual({ usage, fault });
});

describe('failures', () => {
  it.each([
    [400, 'invalid_parameter', 'caller', false],
    [401, 'upstream_rejected_credential', 'platform', false],
    [402, 'upstream_error', 'platform', false],
    [404, 'upstream_error', 'platform', false],
    [413, 'payload_too_large', 'caller', false],
    [422, 'unprocessable', 'caller', false],
    [429, 'upstream_error', 'provider', true],
    [498, 'invalid_parameter', 'caller', false],
    [499, 'upstream_error', 'provider', true],
    [500, 'upstream_error', 'provider', true],
    [504, 'upstream_timeout', 'provider', true],
    [302, 'upstream_error', 'platform', false],
  ] as const)('%s: %s, blame %s', (status, errorCode, blame, retryable) => {
    const body = Buffer.from('{"id":"x","message":"command-a-03-2025 said no to co-very-secret"}');
    const failure = adapter.classifyAnswer({ status, headers: { 'retry-after': '2' }, body }, context);
    expect(failure).toMatchObject({ errorCode, blame, retryable, upstreamStatus: status, retryAfterMs: 2_000 });
    expect(failure.message).toBe(blame === 'caller' ? 'command said no to [redacted]' : null);
    expect(adapter.explainAnswer({ status, headers: {}, body }, context)).toBe('command said no to [redacted]');
  });
});

describe('a stream', () => {
  const event = (json: object): SseEvent => new SseEvent(Buffer.from(`event: x\ndata: ${JSON.stringify(json)}\n\n`));
  const end = (reason: string) => ({
    type: 'message-end',
    delta: { finish_reason: reason, usage: { billed_units: { input_tokens: 3, output_tokens: 1 } } },
  });

  it('is metered, and ends with its usage', () => {
    const tap = adapter.createStreamTap(context, { dialect: 'cohere-chat', isTranslated: true });
    const text = { type: 'content-delta', delta: { message: { content: { text: 'Hi' } } } };
    expect([event(text), event(end('COMPLETE'))].map((one) => tap.onEvent(one))).toEqual(['forward', 'done']);
    expect(tap.usage()).toEqual({ ...NO_USAGE, inputTokens: 3, outputTokens: 1 });
    expect(tap.deliveredText()).toBe('Hi');
  });

  it('that fails says so', () => {
    const tap = adapter.createStreamTap(context, { dialect: 'cohere-chat', isTranslated: true });
    expect(tap.onEvent(event(end('ERROR')))).toBe('error');
    expect(tap.failure()).toMatchObject({ errorCode: 'upstream_error', message: null, upstreamCode: 'ERROR' });
  });
});
