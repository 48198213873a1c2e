import { CohereClientV2, CohereError } from 'cohere-ai';
import { countTextTokens } from '@turnpike/domain/token-count';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

const model = 'command-a-03-2025';
const tools = [{ type: 'function' as const, function: { name: 'get_weather', parameters: { type: 'object' } } }];

let sandbox: SandboxUnderTest;
let client: CohereClientV2;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
  client = connect('sk-sandbox');
});
afterAll(async () => {
  await sandbox.running.close(0);
});

function connect(token: string): CohereClientV2 {
  return new CohereClientV2({ token, environment: `${sandbox.url}/cohere`, maxRetries: 0 });
}

const ask = (content: string) => ({ model, messages: [{ role: 'user' as const, content }] });

it('answers, with usage', async () => {
  const answer = await client.chat(ask('@sandbox reply="as you wish" prompt_tokens=40 cached_tokens=8'));
  expect(answer).toMatchObject({
    finishReason: 'COMPLETE',
    message: { role: 'assistant', content: [{ type: 'text', text: 'as you wish' }] },
    usage: { tokens: { inputTokens: 40, outputTokens: countTextTokens('as you wish') }, cachedTokens: 8 },
  });
});

it('streams thoughts and text to a message end with usage', async () => {
  const events = [];
  const request = {
    ...ask('@sandbox reply="one two three" reasoning_tokens=4'),
    thinking: { type: 'enabled' as const },
  };
  for await (const event of await client.chatStream(request)) events.push(event);
  const parts = events.flatMap((event) => (event.type === 'content-delta' ? [event.delta?.message?.content] : []));
  expect(parts.map((part) => part?.text ?? '').join('')).toBe('one two three');
  expect(parts.some((part) => (part?.thinking ?? '') !== '')).toBe(true);
  expect(events[0]?.type).toBe('message-start');
  expect(events.at(-1)).toMatchObject({
    type: 'message-end',
    delta: { finishReason: 'COMPLETE', usage: { tokens: { outputTokens: countTextTokens('one two three') + 4 } } },
  });
});

it('calls a tool, streamed too, and answers its result', async () => {
  const request = { ...ask('@sandbox tool=get_weather args={"city":"Paris"}'), tools };
  const called = await client.chat(request);
  const call = called.message.toolCalls?.[0];
  expect(called.finishReason).toBe('TOOL_CALL');
  expect(call?.function).toEqual({ name: 'get_weather', arguments: '{"city":"Paris"}' });
  let json = '';
  for await (const event of await client.chatStream(request)) {
    if (event.type === 'tool-call-delta') json += event.delta?.message?.toolCalls?.function?.arguments ?? '';
  }
  expect(JSON.parse(json)).toEqual({ city: 'Paris' });
  const answer = await client.chat({
    model,
    tools,
    messages: [
      ...request.messages,
      { role: 'assistant', toolCalls: called.message.toolCalls ?? [] },
      { role: 'tool', toolCallId: call?.id ?? '', content: 'clear sky' },
    ],
  });
  expect(answer.message.content?.[0]).toMatchObject({ text: expect.stringContaining('clear sky') as string });
});

it('embeds in every type asked for', async () => {
  const answer = await client.embed({
    model: 'embed-v4.0',
    inputType: 'search_document',
    texts: ['hello world', 'other'],
    embeddingTypes: ['float', 'int8', 'ubinary'],
    outputDimension: 256,
  });
  const { float, int8, ubinary } = answer.embeddings;
  expect([float?.[0]?.length, int8?.[1]?.length, ubinary?.[0]?.length]).toEqual([256, 256, 32]);
  expect(int8?.flat().every((value) => Number.isInteger(value) && value >= -128 && value <= 127)).toBe(true);
  expect(answer.meta?.billedUnits?.inputTokens).toBe(3);
});

it('reranks by the words in common', async () => {
  const documents = ['the sea is blue', 'tolls are paid at the gate', 'a toll gate on the road'];
  const answer = await client.rerank({ model: 'rerank-v3.5', query: 'toll gate', documents, topN: 2 });
  expect(answer.results.map(({ index }) => index)).toEqual([2, 1]);
  expect(answer.results[0]?.relevanceScore).toBeGreaterThan(answer.results[1]?.relevanceScore ?? 1);
  expect(answer.meta?.billedUnits?.searchUnits).toBe(1);
});

it('refuses a wrong token, a wrong request, and what steering says', async () => {
  await expect(connect('wrong').chat(ask('Hello'))).rejects.toMatchObject({ statusCode: 401 });
  const refusals = [
    { model: '', messages: [{ role: 'user' as const, content: 'a' }] },
    { model, messages: [] },
    { ...ask('a'), temperature: 2 },
    { model, messages: [{ role: 'tool' as const, toolCallId: 'x', content: 'a' }] },
    ask('@sandbox nonsense=1'),
    ask('@sandbox image=1'),
  ];
  for (const refused of refusals) await expect(client.chat(refused)).rejects.toMatchObject({ statusCode: 400 });
  await expect(client.chat(ask('@sandbox status=429'))).rejects.toMatchObject({ statusCode: 429 });
  await expect(client.chat(ask('@sandbox status=500'))).rejects.toBeInstanceOf(CohereError);
});

it('reports an error in mid-stream as its end', async () => {
  const events = [];
  for await (const event of await client.chatStream(ask('@sandbox error_after=2 chunks=5'))) events.push(event);
  expect(events.at(-1)).toMatchObject({ type: 'message-end', delta: { finishReason: 'ERROR' } });
});

it('lists models', async () => {
  const answer = await fetch(`${sandbox.url}/cohere/v1/models`, { headers: { authorization: 'Bearer sk-sandbox' } });
  const { models } = (await answer.json()) as { models: { name: string }[] };
  expect(models.map(({ name }) => name)).toContain(model);
});
