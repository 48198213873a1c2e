import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ConverseCommandInput,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { countTextTokens } from '@turnpike/domain/token-count';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SANDBOX_AWS } from '../src/bedrock/check-signature.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

const { accessKeyId, secretAccessKey, region } = SANDBOX_AWS;
const modelId = 'anthropic.claude-sonnet-4-20250514-v1:0';
const weather = {
  tools: [{ toolSpec: { name: 'get_weather', inputSchema: { json: { type: 'object' } } } }],
} satisfies ConverseCommandInput['toolConfig'];

let sandbox: SandboxUnderTest;
let client: BedrockRuntimeClient;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
  client = connect({});
});
afterAll(async () => {
  client.destroy();
  await sandbox.running.close(0);
});

function connect(wrong: {
  secret?: string;
  key?: string;
  region?: string;
  clockOffsetMs?: number;
}): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region: wrong.region ?? region,
    endpoint: `${sandbox.url}/bedrock`,
    credentials: { accessKeyId: wrong.key ?? accessKeyId, secretAccessKey: wrong.secret ?? secretAccessKey },
    systemClockOffset: wrong.clockOffsetMs ?? 0,
    maxAttempts: 1,
    // The client would speak HTTP/2, which Bedrock takes beside HTTP/1.1 and the sandbox doesn't.
    requestHandler: new NodeHttpHandler(),
  });
}

const ask = (text: string): ConverseCommandInput => ({ modelId, messages: [{ role: 'user', content: [{ text }] }] });

async function readStream(input: ConverseCommandInput): Promise<ConverseStreamOutput[]> {
  const answer = await client.send(new ConverseStreamCommand(input));
  const events: ConverseStreamOutput[] = [];
  for await (const event of answer.stream ?? []) events.push(event);
  return events;
}

it('answers a signed call, with the cache outside the input', async () => {
  const prompt = '@sandbox reply="as you wish" prompt_tokens=100 cached_tokens=30 cache_write_tokens=20';
  const answer = await client.send(new ConverseCommand(ask(prompt)));
  expect(answer.output?.message).toEqual({ role: 'assistant', content: [{ text: 'as you wish' }] });
  expect(answer.stopReason).toBe('end_turn');
  const written = countTextTokens('as you wish');
  expect(answer.usage).toMatchObject({
    inputTokens: 50,
    outputTokens: written,
    totalTokens: 100 + written,
    cacheReadInputTokens: 30,
    cacheWriteInputTokens: 20,
  });
  expect(await sandbox.delivered(answer.$metadata.requestId ?? '')).toMatchObject({
    model: modelId,
    deliveredText: 'as you wish',
    promptTokens: 100,
    ended: 'complete',
  });
});

it('streams text and thoughts in binary events whose checksums the client checks', async () => {
  const events = await readStream({
    ...ask('@sandbox reply="one two three" reasoning_tokens=5'),
    additionalModelRequestFields: { thinking: { type: 'enabled', budget_tokens: 1_024 } },
  });
  const deltas = events.flatMap((event) => (event.contentBlockDelta ? [event.contentBlockDelta] : []));
  expect(deltas.flatMap(({ delta }) => delta?.text ?? []).join('')).toBe('one two three');
  expect(deltas.some(({ delta }) => delta?.reasoningContent?.text !== undefined)).toBe(true);
  expect(deltas.some(({ delta }) => delta?.reasoningContent?.signature !== undefined)).toBe(true);
  expect(events[0]?.messageStart?.role).toBe('assistant');
  expect(events.at(-2)?.messageStop?.stopReason).toBe('end_turn');
  expect(events.at(-1)?.metadata?.usage?.outputTokens).toBe(countTextTokens('one two three') + 5);
});

it('calls a tool, and answers its result', async () => {
  const prompt = ask('@sandbox tool=get_weather args={"city":"Paris"}');
  const called = await client.send(new ConverseCommand({ ...prompt, toolConfig: weather }));
  const message = called.output?.message;
  const call = message?.content?.[0]?.toolUse;
  expect(called.stopReason).toBe('tool_use');
  expect(call).toMatchObject({ name: 'get_weather', input: { city: 'Paris' } });
  const events = await readStream({ ...prompt, toolConfig: weather });
  const json = events.map((event) => event.contentBlockDelta?.delta?.toolUse?.input ?? '').join('');
  expect(JSON.parse(json)).toEqual({ city: 'Paris' });
  expect(events.some((event) => event.contentBlockStart?.start?.toolUse?.name === 'get_weather')).toBe(true);
  const result = { toolResult: { toolUseId: call?.toolUseId, content: [{ json: { sky: 'clear' } }] } };
  const messages = [...(prompt.messages ?? []), message ?? prompt.messages?.[0], { role: 'user', content: [result] }];
  const answer = await client.send(
    new ConverseCommand({ modelId, messages: messages as ConverseCommandInput['messages'], toolConfig: weather }),
  );
  expect(answer.output?.message?.content?.[0]?.text).toContain('clear');
});

it('answers with an object that fits the schema', async () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const jsonSchema = { name: 'place', schema: JSON.stringify(schema) };
  const outputConfig = { textFormat: { type: 'json_schema' as const, structure: { jsonSchema } } };
  const answer = await client.send(new ConverseCommand({ ...ask('Where?'), outputConfig }));
  expect(JSON.parse(answer.output?.message?.content?.[0]?.text ?? '')).toEqual({ city: expect.any(String) as string });
});

it.each([
  [{ secret: 'wrong' }, 'InvalidSignatureException', 'does not match'],
  [{ key: 'AKIAUNKNOWN000000000' }, 'UnrecognizedClientException', 'invalid'],
  [{ region: 'eu-west-1' }, 'InvalidSignatureException', 'valid region'],
  [{ clockOffsetMs: -3_600_000 }, 'InvalidSignatureException', 'Signature expired'],
  [{ clockOffsetMs: 3_600_000 }, 'InvalidSignatureException', 'not yet current'],
])('refuses %j as AWS does', async (wrong, name, says) => {
  const other = connect(wrong);
  const refusal = await other.send(new ConverseCommand(ask('Hello'))).catch((error: unknown) => error);
  other.destroy();
  expect(refusal).toMatchObject({ name, $metadata: { httpStatusCode: 403 } });
  expect(String(refusal)).toContain(says);
});

it('refuses a call whose body was changed after it was signed, and one that is not signed', async () => {
  const signed = connect({});
  let sent: { headers: Record<string, string>; path: string; body: string } | undefined;
  signed.middlewareStack.add(
    (next) => (args) => {
      sent = (args as unknown as { request: typeof sent }).request;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', relation: 'after', toMiddleware: 'httpSigningMiddleware' } as never,
  );
  await signed.send(new ConverseCommand(ask('Hello')));
  signed.destroy();
  const url = `${sandbox.url}${sent?.path ?? ''}`;
  const { 'content-length': _, ...headers } = sent?.headers ?? {};
  const repeated = await fetch(url, { method: 'POST', headers, body: sent?.body ?? '' });
  expect(repeated.status).toBe(200);
  const changed = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ messages: [] }) });
  expect([changed.status, changed.headers.get('x-amzn-errortype')]).toEqual([403, 'InvalidSignatureException']);
  const unsigned = await fetch(url, { method: 'POST', body: '{}' });
  expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([
    403,
    'MissingAuthenticationTokenException',
  ]);
});

it.each([
  [{ messages: [] }, 'must start with a user message'],
  [{ messages: [{ role: 'assistant', content: [{ text: 'a' }] }] }, 'must start with a user message'],
  [{ messages: [user('a'), user('b')] }, 'must alternate'],
  [{ messages: [user(' ')] }, 'is blank'],
  [{ messages: [user('a')], inferenceConfig: { maxTokens: 0 } }, 'maxTokens'],
  [{ messages: [user('a')], inferenceConfig: { temperature: 1.5 } }, 'temperature'],
  [{ messages: [{ role: 'user', content: [{ toolResult: { toolUseId: 'x', content: [] } }] }] }, 'toolResult'],
  [{ messages: [user('@sandbox nonsense=1')] }, 'unknown key'],
])('refuses %j', async (input, says) => {
  const sending = client.send(new ConverseCommand({ modelId, ...input } as ConverseCommandInput));
  await expect(sending).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(says) as string,
  });
});

function user(text: string): { role: 'user'; content: { text: string }[] } {
  return { role: 'user', content: [{ text }] };
}

it('fails as steering says: by status, in mid-stream, by a cut', async () => {
  const throttled = client.send(new ConverseCommand(ask('@sandbox status=429')));
  await expect(throttled).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(readStream(ask('@sandbox error_after=2 chunks=5'))).rejects.toMatchObject({
    name: 'ServiceUnavailableException',
  });
  await expect(readStream(ask('@sandbox cut_after=2 chunks=5'))).rejects.toThrow();
});
