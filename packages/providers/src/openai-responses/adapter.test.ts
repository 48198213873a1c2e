import { NO_USAGE } from '@turnpike/domain/usage';
import { expect, test } from 'vitest';
import type { BuildRequestInput, StreamTap } from '../provider-adapter.js';
import { SseSplitter } from '../sse.js';
import { openAiResponsesAdapter as adapter } from './adapter.js';

const TARGET = { baseUrl: 'https://api.example.com/v1', credential: 'sk-upstream' };
const CONTEXT = { target: TARGET, upstreamModel: 'up-1', publicModel: 'fast' };

function build(given: Partial<BuildRequestInput>) {
  const body = { model: 'up-1', input: [], store: false };
  const fixed = {
    operation: 'messages',
    raw: null,
    upstreamModel: 'up-1',
    stream: false,
    target: TARGET,
    requestId: 'req_7',
  } as const;
  return adapter.buildRequest({ ...fixed, dialect: 'openai-responses', body, ...given });
}

test('a conversation goes to its Responses as the voice said it', () => {
  const request = build({ stream: true });
  expect(request).toMatchObject({ origin: 'https://api.example.com', path: '/v1/responses', method: 'POST' });
  expect(request.body).toBe('{"model":"up-1","input":[],"store":false}');
  expect(request.headers).toEqual(expect.arrayContaining(['authorization', 'Bearer sk-upstream', 'text/event-stream']));
});

test('chat completions pass as bytes, Responses never do', () => {
  expect(adapter.speaks.has('openai-chat')).toBe(true);
  expect(adapter.speaks.has('openai-responses')).toBe(false);
  const raw = Buffer.from('{"model":"up-1","messages":[]}');
  const chat = build({
    operation: 'chat.completions',
    dialect: 'openai-chat',
    raw,
    body: { model: 'up-1', messages: [] },
  });
  expect(chat.path).toBe('/v1/chat/completions');
  expect(chat.body.toString()).toBe(raw.toString());
});

function heard(events: readonly object[], dialect: 'openai-responses' | 'openai-chat' = 'openai-responses'): StreamTap {
  const tap = adapter.createStreamTap(CONTEXT, { dialect, isTranslated: dialect === 'openai-responses' });
  const splitter = new SseSplitter((event) => void tap.onEvent(event), { maxEventBytes: 10_000 });
  splitter.push(Buffer.from(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')));
  return tap;
}

const WORDS = { type: 'response.output_text.delta', output_index: 0, delta: 'hi' };

test('a stream is metered by its own report', () => {
  const response = { status: 'completed', usage: { input_tokens: 3, output_tokens: 1 } };
  const tap = heard([WORDS, { type: 'response.completed', response }]);
  expect(tap).toMatchObject({ contentSeen: true, doneSeen: true });
  expect(tap.usage()).toEqual({ ...NO_USAGE, inputTokens: 3, outputTokens: 1 });
  expect(tap.deliveredText()).toBe('hi');
});

test('an error in mid-stream is the provider’s failure, in words that give nothing away', () => {
  const tap = heard([WORDS, { type: 'error', error: { code: 'server_error', message: 'up-1 is down' } }]);
  expect(tap.failure()).toMatchObject({ errorCode: 'upstream_error', blame: 'provider' });
  expect(tap.failure()?.message ?? '').not.toContain('up-1');
  expect(tap.usage()).toBeNull();
});

test('a stream of chat is read as one', () => {
  const tap = heard([{ choices: [{ index: 0, delta: { content: 'hi' } }] }], 'openai-chat');
  expect(tap.deliveredText()).toBe('hi');
});
