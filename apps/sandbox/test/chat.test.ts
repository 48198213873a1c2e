import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

const ask = (content: string) => ({ model: 'sandbox-chat', messages: [{ role: 'user' as const, content }] });
const withId = (id: string) => ({ headers: { 'x-client-request-id': id } });

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${sandbox.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox-test', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

describe('a plain answer', () => {
  it('is the same for the same prompt, with exact usage, and on the account', async () => {
    const first = await sandbox.client.chat.completions.create(ask('Hello there'), withId('plain-1'));
    const second = await sandbox.client.chat.completions.create(ask('Hello there'));
    const text = first.choices[0]?.message.content ?? '';
    expect(text).not.toBe('');
    expect(second.choices[0]?.message.content).toBe(text);
    expect(first.choices[0]?.finish_reason).toBe('stop');
    const prompt = countChatPromptTokens(ask('Hello there').messages);
    expect(first.usage).toMatchObject({
      prompt_tokens: prompt,
      completion_tokens: countTextTokens(text),
      total_tokens: prompt + countTextTokens(text),
    });
    const account = await sandbox.delivered('plain-1');
    expect(account).toMatchObject({
      id: 'plain-1',
      model: 'sandbox-chat',
      stream: false,
      status: 200,
      promptTokens: prompt,
      completionTokens: countTextTokens(text),
      cachedTokens: 0,
      reasoningTokens: 0,
      deliveredText: text,
      deliveredChunks: 0,
      usageReported: true,
      ended: 'complete',
      attemptCount: 1,
    });
  });

  it('is found by our own id when the caller sends none', async () => {
    const { response } = await sandbox.client.chat.completions.create(ask('Hello')).withResponse();
    const account = await sandbox.delivered(response.headers.get('x-request-id') ?? '');
    expect(account.ended).toBe('complete');
    expect(response.headers.get('openai-processing-ms')).toMatch(/^\d+$/);
  });

  it('honours n, max_completion_tokens and stop', async () => {
    const steered = '@sandbox reply="one two three four five six"';
    const several = await sandbox.client.chat.completions.create({ ...ask(steered), n: 3 });
    expect(several.choices.map((choice) => choice.index)).toEqual([0, 1, 2]);
    expect(several.usage?.completion_tokens).toBe(18);
    const short = await sandbox.client.chat.completions.create({ ...ask(steered), max_completion_tokens: 2 });
    expect(short.choices[0]).toMatchObject({ message: { content: 'one two' }, finish_reason: 'length' });
    expect(short.usage?.completion_tokens).toBe(2);
    const stopped = await sandbox.client.chat.completions.create({ ...ask(steered), stop: ' four' });
    expect(stopped.choices[0]).toMatchObject({ message: { content: 'one two three' }, finish_reason: 'stop' });
  });

  it('reports the usage it is told to, zero included', async () => {
    const told = '@sandbox prompt_tokens=1200 completion_tokens=90 cached_tokens=1024 reasoning_tokens=64';
    const answer = await sandbox.client.chat.completions.create(ask(told), withId('told'));
    expect(answer.usage).toMatchObject({
      prompt_tokens: 1200,
      completion_tokens: 90,
      total_tokens: 1290,
      prompt_tokens_details: { cached_tokens: 1024 },
      completion_tokens_details: { reasoning_tokens: 64 },
    });
    expect(await sandbox.delivered('told')).toMatchObject({
      promptTokens: 1200,
      completionTokens: 90,
      cachedTokens: 1024,
      reasoningTokens: 64,
    });
    const zero = await sandbox.client.chat.completions.create(ask('@sandbox prompt_tokens=0 completion_tokens=0'));
    expect(zero.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 });
    const added = await sandbox.client.chat.completions.create(ask('@sandbox reply="one two" reasoning_tokens=10'));
    expect(added.usage?.completion_tokens).toBe(12);
  });

  it('omits usage, and then the account counts', async () => {
    const prompt = ask('@sandbox omit_usage=true reply="one two three" completion_tokens=99');
    const answer = await sandbox.client.chat.completions.create(prompt, withId('omitted'));
    expect(answer.usage).toBeUndefined();
    expect(await sandbox.delivered('omitted')).toMatchObject({
      usageReported: false,
      promptTokens: countChatPromptTokens(prompt.messages),
      completionTokens: 3,
      ended: 'complete',
    });
  });

  it('drops the connection in the middle of the body', async () => {
    const cut = post(ask('@sandbox cut_after=0'), { 'x-client-request-id': 'plain-cut' });
    await expect(cut.then((answer) => answer.text())).rejects.toThrow();
    expect(await sandbox.delivered('plain-cut')).toMatchObject({
      status: 200,
      ended: 'cut',
      deliveredText: '',
      completionTokens: 0,
      usageReported: false,
    });
  });

  it('knows a caller who left before the answer', async () => {
    const leave = new AbortController();
    const answer = sandbox.client.chat.completions.create(ask('@sandbox delay_ms=60000'), {
      ...withId('left'),
      signal: leave.signal,
    });
    await expect.poll(async () => (await sandbox.delivered('left').catch(() => undefined))?.model).toBe('sandbox-chat');
    leave.abort();
    await expect(answer).rejects.toThrow(OpenAI.APIUserAbortError);
    await expect.poll(async () => (await sandbox.delivered('left')).ended).toBe('client_closed');
    expect(await sandbox.delivered('left')).toMatchObject({ status: null, deliveredText: '', completionTokens: 0 });
  });
});

describe('an error', () => {
  it('has the status, envelope and headers asked for', async () => {
    const failing = post(ask('@sandbox status=503 retry_after=2 error_code=overloaded'), {
      'x-client-request-id': 'e-1',
    });
    const answer = await failing;
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await answer.json()).toEqual({
      error: {
        message: 'The sandbox was told to answer with status 503.',
        type: 'server_error',
        param: null,
        code: 'overloaded',
      },
    });
    expect(await sandbox.delivered('e-1')).toMatchObject({
      status: 503,
      ended: 'error',
      promptTokens: 0,
      completionTokens: 0,
    });
  });

  it('becomes the client’s own error classes', async () => {
    const create = (content: string) => sandbox.client.chat.completions.create(ask(content));
    await expect(create('@sandbox status=429')).rejects.toThrow(OpenAI.RateLimitError);
    await expect(create('@sandbox status=500')).rejects.toThrow(OpenAI.InternalServerError);
    await expect(create('@sandbox status=404')).rejects.toThrow(OpenAI.NotFoundError);
    const stranger = new OpenAI({ apiKey: 'sk-other-0123456789', baseURL: `${sandbox.url}/v1`, maxRetries: 0 });
    await expect(stranger.chat.completions.create(ask('Hello'))).rejects.toMatchObject({
      status: 401,
      code: 'invalid_api_key',
      message: expect.not.stringContaining('0123456789') as string,
    });
  });

  it('keeps every attempt made under one id', async () => {
    await post(ask('@sandbox status=503'), { 'x-client-request-id': 'retried' });
    const answer = await post(ask('Hello'), { 'x-client-request-id': 'retried' });
    await answer.text();
    const account = await sandbox.delivered('retried');
    expect(account.attempts.map((attempt) => attempt.status)).toEqual([503, 200]);
    expect(account).toMatchObject({ status: 200, ended: 'complete', attemptCount: 2 });
  });

  it.each([
    ['{"model": ', null, 'parse'],
    ['[]', null, 'JSON object'],
    [{ messages: [] }, 'model', 'model'],
    [{ model: 7, messages: [] }, 'model', 'expected a string, but got an integer'],
    [{ model: 'm' }, 'messages', 'Missing required parameter'],
    [{ model: 'm', messages: 'hi' }, 'messages', 'but got a string'],
    [{ model: 'm', messages: [] }, 'messages', 'empty array'],
    [{ model: 'm', messages: [null] }, 'messages[0]', 'expected an object'],
    [{ model: 'm', messages: [{ content: 'x' }] }, 'messages[0].role', 'Missing'],
    [{ model: 'm', messages: [{ role: 'king', content: 'x' }] }, 'messages[0].role', "Invalid value: 'king'"],
    [{ model: 'm', messages: [{ role: 'user' }] }, 'messages[0].content', 'but got null'],
    [
      { model: 'm', messages: [{ role: 'user', content: [{ type: 'text' }] }] },
      'messages[0].content[0].text',
      'string',
    ],
    [{ ...ask('x'), max_tokens: -5 }, 'max_tokens', 'but got -5'],
    [{ ...ask('x'), max_tokens: 1.5 }, 'max_tokens', 'a decimal'],
    [{ ...ask('x'), max_tokens: 5, max_completion_tokens: 5 }, 'max_tokens', 'at the same time'],
    [{ ...ask('x'), n: 129 }, 'n', '<= 128'],
    [{ ...ask('x'), temperature: 3 }, 'temperature', '<= 2'],
    [{ ...ask('x'), stream: 'yes' }, 'stream', 'a boolean'],
    [{ ...ask('x'), stream_options: { include_usage: true } }, 'stream_options', 'only allowed when'],
    [{ ...ask('x'), stop: ['a', 'b', 'c', 'd', 'e'] }, 'stop', 'array too long'],
    [ask('@sandbox chunks=none'), 'messages', '@sandbox: chunks must be'],
    [ask('@sandbox cached_tokens=50000'), 'messages', 'cached_tokens (50000)'],
    [ask('@sandbox completion_tokens=5 reasoning_tokens=6'), 'messages', 'reasoning_tokens (6)'],
  ])('names what is wrong with %j', async (body, param, words) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { message: string; type: string; param: string | null } };
    expect(error).toMatchObject({ type: 'invalid_request_error', param });
    expect(error.message).toContain(words);
  });

  it('is a 404 or 405 off the map', async () => {
    const headers = { authorization: 'Bearer sk-sandbox' };
    expect((await fetch(`${sandbox.url}/v1/chat/completions`, { headers })).status).toBe(405);
    expect((await fetch(`${sandbox.url}/v1/nothing`, { headers })).status).toBe(404);
    expect((await fetch(`${sandbox.url}/v1/models/none`, { headers })).status).toBe(404);
    expect((await fetch(`${sandbox.url}/v1/models`)).status).toBe(401);
  });
});
