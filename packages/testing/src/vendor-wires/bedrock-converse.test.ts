/** Our Bedrock held against AWS's own client: it drops the members it doesn't know, and reads frames its own way. */
import { Readable } from 'node:stream';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  type ConverseStreamOutput,
  ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { type Conversation, EMPTY_CONVERSATION } from '@turnpike/dialects/conversation';
import { bedrockAdapter } from '@turnpike/providers/bedrock/adapter';
import type { SseEvent } from '@turnpike/providers/sse';
import { expect, test } from 'vitest';
import { converseFrames } from './converse-frames.js';

const MODEL = 'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-4-6(x)';
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const target = { baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com', credential: JSON.stringify(keys) };

interface Sent {
  path: string;
  body: unknown;
}

/** AWS's client, over an answer that is already there. */
function clientOver(answer: { contentType: string; body: Buffer }): { client: BedrockRuntimeClient; sent: Sent[] } {
  const sent: Sent[] = [];
  const requestHandler = {
    handle: (request: { path: string; body: Uint8Array }) => {
      sent.push({ path: request.path, body: JSON.parse(new TextDecoder().decode(request.body)) });
      const headers = { 'content-type': answer.contentType };
      return Promise.resolve({ response: { statusCode: 200, headers, body: Readable.from([answer.body]) } });
    },
  };
  const client = new BedrockRuntimeClient({ region: 'eu-west-1', credentials: keys, requestHandler, maxAttempts: 1 });
  return { client, sent };
}

/** Bytes as the client wants them from its callers. */
function withBytes(json: string): ConverseCommandInput {
  return JSON.parse(json, (name, value: unknown) =>
    (name === 'bytes' || name === 'redactedContent') && typeof value === 'string'
      ? Buffer.from(value, 'base64')
      : value,
  ) as ConverseCommandInput;
}

const data = Buffer.from('bytes').toString('base64');

const conversation: Conversation = {
  ...EMPTY_CONVERSATION,
  from: 'openai-chat',
  system: [{ kind: 'text', text: 'Be brief.' }],
  messages: [
    {
      role: 'user',
      name: null,
      parts: [
        { kind: 'text', text: 'Hello' },
        { kind: 'image', source: { kind: 'base64', mediaType: 'image/png', data }, detail: null },
        { kind: 'audio', source: { kind: 'base64', mediaType: 'audio/mpeg', data } },
        { kind: 'file', source: { kind: 'base64', mediaType: 'application/pdf', data }, name: 'a.pdf' },
        { kind: 'file', source: { kind: 'url', url: 's3://bucket/b.csv', mediaType: 'text/csv' }, name: null },
      ],
    },
    {
      role: 'assistant',
      name: null,
      parts: [
        { kind: 'thinking', text: 'Hm.', signature: 'sig', sealed: null },
        { kind: 'thinking', text: '', signature: null, sealed: data },
        { kind: 'tool_call', id: 'c1', name: 'get_weather', arguments: '{"city":"Paris"}', signature: null },
      ],
    },
    {
      role: 'user',
      name: null,
      parts: [
        { kind: 'tool_result', callId: 'c1', name: null, content: [{ kind: 'text', text: 'rain' }], isError: true },
      ],
    },
    { role: 'system', parts: [{ kind: 'text', text: 'Go on.' }] },
  ],
  tools: [{ name: 'get_weather', description: 'Weather', parameters: { type: 'object' }, strict: true }],
  toolChoice: { kind: 'tool', name: 'get_weather' },
  maxOutputTokens: 100,
  temperature: 0.5,
  topP: 0.9,
  topK: 40,
  stop: ['END'],
  responseFormat: {
    kind: 'schema',
    name: 'answer',
    description: 'An answer',
    schema: { type: 'object' },
    strict: true,
  },
  reasoning: { enabled: true, effort: 'high', budgetTokens: 2_000, visible: null },
};

test('AWS’s client knows every member that we send, and where to send it', async () => {
  const encoded = bedrockAdapter.voice?.encodeRequest(conversation, MODEL);
  const body = encoded !== undefined && 'body' in encoded ? encoded.body : {};
  const ours = bedrockAdapter.buildRequest({
    operation: 'chat.completions',
    dialect: 'bedrock-converse',
    body,
    raw: null,
    upstreamModel: MODEL,
    stream: false,
    target,
    requestId: 'req_1',
  });
  const answer = { output: { message: { role: 'assistant', content: [] } }, stopReason: 'end_turn' };
  const { client, sent } = clientOver({ contentType: 'application/json', body: Buffer.from(JSON.stringify(answer)) });
  await client.send(new ConverseCommand({ ...withBytes(ours.body.toString()), modelId: MODEL }));
  expect(sent).toEqual([{ path: ours.path, body: JSON.parse(ours.body.toString()) as unknown }]);
  expect(Object.keys(body)).toHaveLength(7);
});

test('AWS’s client and we read the same out of a stream', async () => {
  const bytes = converseFrames();
  const { client } = clientOver({ contentType: 'application/vnd.amazon.eventstream', body: bytes });
  const { stream } = await client.send(new ConverseStreamCommand({ modelId: MODEL, messages: [] }));
  const theirs: ConverseStreamOutput[] = [];
  for await (const event of stream ?? []) theirs.push(event);

  const events: SseEvent[] = [];
  const onEvent = (event: SseEvent): void => void events.push(event);
  const contentType = 'application/vnd.amazon.eventstream';
  const splitter = bedrockAdapter.createSplitter?.(contentType, onEvent, { maxEventBytes: 10_000 });
  expect(splitter?.push(bytes)).toBe('ok');
  const context = { target, upstreamModel: MODEL, publicModel: 'claude' };
  const tap = bedrockAdapter.createStreamTap(context, { dialect: 'bedrock-converse', isTranslated: true });
  const deltas = events.flatMap((event) => {
    tap.onEvent(event);
    return [...tap.deltas];
  });

  expect(events.map((event) => event.type())).toEqual(theirs.map((event) => Object.keys(event)[0]));
  const text = theirs.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('');
  expect(text).toBe('Rain, 雨.');
  expect(deltas.flatMap((delta) => (delta.kind === 'text' ? [delta.text] : [])).join('')).toBe(text);
  const input = theirs.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '').join('');
  expect(deltas.flatMap((delta) => (delta.kind === 'tool_arguments' ? [delta.text] : [])).join('')).toBe(input);
  const usage = theirs.flatMap((event) => event.metadata?.usage ?? [])[0];
  expect(tap.usage()).toMatchObject({
    inputTokens: usage?.inputTokens,
    cachedInputTokens: usage?.cacheReadInputTokens,
  });
  expect(tap.doneSeen).toBe(true);
});
