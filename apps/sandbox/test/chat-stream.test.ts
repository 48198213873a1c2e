import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

const ask = (content: string) => ({
  model: 'sandbox-chat',
  messages: [{ role: 'user' as const, content }],
  stream: true as const,
});
const withId = (id: string) => ({ headers: { 'x-client-request-id': id } });

/** The contents and usage of a stream read to its end, or to its breaking. */
async function read(
  id: string,
  body: ReturnType<typeof ask> & { stream_options?: { include_usage: boolean }; n?: number },
) {
  const contents: string[] = [];
  let usage: unknown;
  let failed = false;
  try {
    for await (const chunk of await sandbox.client.chat.completions.create(body, withId(id))) {
      const content = chunk.choices[0]?.delta.content;
      if (content) contents.push(content);
      if (chunk.usage) usage = chunk.usage;
    }
  } catch {
    failed = true;
  }
  return { contents, usage, failed };
}

it('streams in the pieces asked for, with usage last, and accounts for it', async () => {
  const body = { ...ask('Hello\n@sandbox chunks=20'), stream_options: { include_usage: true } };
  const { contents, usage, failed } = await read('s-1', body);
  const text = contents.join('');
  expect(failed).toBe(false);
  expect(contents).toHaveLength(20);
  const prompt = countChatPromptTokens(body.messages);
  expect(usage).toMatchObject({ prompt_tokens: prompt, completion_tokens: countTextTokens(text) });
  expect(await sandbox.delivered('s-1')).toMatchObject({
    stream: true,
    status: 200,
    deliveredText: text,
    deliveredChunks: 20,
    promptTokens: prompt,
    completionTokens: countTextTokens(text),
    usageReported: true,
    ended: 'complete',
  });
});

it('writes the bytes as OpenAI does', async () => {
  const answer = await fetch(`${sandbox.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: JSON.stringify({
      ...ask('@sandbox reply="one two" n=1'.replace(' n=1', '')),
      stream_options: { include_usage: true },
    }),
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const events = (await answer.text()).split('\n\n');
  expect(events.pop()).toBe('');
  expect(events.at(-1)).toBe('data: [DONE]');
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event.replace('data: ', '')) as Record<string, unknown>);
  expect(chunks.map((chunk) => [JSON.stringify(chunk.choices), chunk.usage === null])).toEqual([
    [
      '[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}]',
      true,
    ],
    ['[{"index":0,"delta":{"content":"one"},"logprobs":null,"finish_reason":null}]', true],
    ['[{"index":0,"delta":{"content":" two"},"logprobs":null,"finish_reason":null}]', true],
    ['[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}]', true],
    ['[]', false],
  ]);
  expect(new Set(chunks.map((chunk) => chunk.id)).size).toBe(1);
});

it('reports no usage that was not asked for, or is omitted', async () => {
  const unasked = await read('s-unasked', ask('@sandbox reply="one two three" completion_tokens=50'));
  expect(unasked.usage).toBeUndefined();
  expect(await sandbox.delivered('s-unasked')).toMatchObject({ usageReported: false, completionTokens: 3 });
  const body = { ...ask('@sandbox reply="one two three" omit_usage=true'), stream_options: { include_usage: true } };
  const omitted = await read('s-omitted', body);
  expect(omitted).toMatchObject({ failed: false, usage: undefined });
  expect(await sandbox.delivered('s-omitted')).toMatchObject({
    usageReported: false,
    completionTokens: 3,
    ended: 'complete',
  });
});

it.each([0, 1, 5])('drops the connection after %i pieces, every one of which arrives', async (cutAfter) => {
  const id = `s-cut-${cutAfter}`;
  const body = { ...ask(`@sandbox chunks=20 cut_after=${cutAfter}`), stream_options: { include_usage: true } };
  const { contents, usage, failed } = await read(id, body);
  expect(failed).toBe(true);
  expect(contents).toHaveLength(cutAfter);
  expect(usage).toBeUndefined();
  expect(await sandbox.delivered(id)).toMatchObject({
    deliveredChunks: cutAfter,
    deliveredText: contents.join(''),
    completionTokens: countTextTokens(contents.join('')),
    usageReported: false,
    ended: 'cut',
  });
});

it('does not cut a stream that is shorter', async () => {
  const { failed, contents } = await read('s-short', ask('@sandbox reply="one two" cut_after=3'));
  expect({ failed, contents }).toEqual({ failed: false, contents: ['one', ' two'] });
});

it('counts what had left when the reader closed', async () => {
  const body = ask('@sandbox chunks=50 chunk_delay_ms=20');
  const contents: string[] = [];
  for await (const chunk of await sandbox.client.chat.completions.create(body, withId('s-left'))) {
    const content = chunk.choices[0]?.delta.content;
    if (content) contents.push(content);
    if (contents.length === 3) break;
  }
  await expect.poll(async () => (await sandbox.delivered('s-left')).ended).toBe('client_closed');
  const account = await sandbox.delivered('s-left');
  expect(account.deliveredChunks).toBeGreaterThanOrEqual(3);
  expect(account.deliveredChunks).toBeLessThan(50);
  expect(account.deliveredText.startsWith(contents.join(''))).toBe(true);
  expect(account).toMatchObject({ usageReported: false, completionTokens: countTextTokens(account.deliveredText) });
});

it('does not count what a reader who stands still never let through', async () => {
  const leave = new AbortController();
  const answer = await fetch(`${sandbox.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox', 'x-client-request-id': 's-still' },
    body: JSON.stringify(ask(`@sandbox chunks=2000 reply="${'word '.repeat(2_000_000)}"`)),
    signal: leave.signal,
  });
  const reader = answer.body?.getReader();
  await reader?.read();
  await expect.poll(async () => (await sandbox.delivered('s-still')).deliveredChunks).toBeGreaterThan(0);
  leave.abort();
  await expect.poll(async () => (await sandbox.delivered('s-still')).ended).toBe('client_closed');
  expect((await sandbox.delivered('s-still')).deliveredChunks).toBeLessThan(2_000);
});

it('streams several choices side by side', async () => {
  const body = { ...ask('@sandbox reply="one two"'), n: 2, stream_options: { include_usage: true } };
  const { usage } = await read('s-n', body);
  expect(usage).toMatchObject({ completion_tokens: 4 });
  expect(await sandbox.delivered('s-n')).toMatchObject({
    deliveredChunks: 4,
    deliveredText: 'one twoone two',
    completionTokens: 4,
  });
});

it('answers an error status in place of a stream', async () => {
  expect(await read('s-error', ask('@sandbox status=503'))).toMatchObject({ failed: true, contents: [] });
  expect(await sandbox.delivered('s-error')).toMatchObject({ stream: true, status: 503, ended: 'error' });
});
