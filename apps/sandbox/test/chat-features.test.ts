import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { countTextTokens } from '@turnpike/domain/token-count';
import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collect } from './collect.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

type Message = OpenAI.Chat.ChatCompletionMessageParam;
const ask = (content: string) => ({ model: 'sandbox-chat', messages: [{ role: 'user', content }] as Message[] });
const withId = (id: string) => ({ headers: { 'x-client-request-id': id } });
const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    },
  },
};
const tools = [weather];

async function post(body: unknown): Promise<Response> {
  return fetch(`${sandbox.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: JSON.stringify(body),
  });
}

describe('tools', () => {
  const steered = '@sandbox tool=get_weather args={"city":"Paris"} tool=get_weather args={"city":"Lyon"}';

  it('are called as told, and their results answered', async () => {
    const question = ask(`Weather?\n${steered}`);
    const called = await sandbox.client.chat.completions.create({ ...question, tools }, withId('o-tool'));
    expect(called.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
    const calls = called.choices[0]?.message.tool_calls ?? [];
    expect(calls.map((call) => (call.type === 'function' ? call.function.arguments : ''))).toEqual([
      '{"city":"Paris"}',
      '{"city":"Lyon"}',
    ]);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
    const tokens = 2 * countTextTokens('get_weather') + countTextTokens('{"city":"Paris"}');
    expect(called.usage?.completion_tokens).toBe(tokens + countTextTokens('{"city":"Lyon"}'));
    const results = calls.map(({ id }): Message => ({ role: 'tool', tool_call_id: id, content: `sunny ${id}` }));
    const said: Message = { role: 'assistant', tool_calls: calls };
    const messages = [...question.messages, said, ...results];
    const answered = await sandbox.client.chat.completions.create({ ...question, tools, messages });
    expect(answered.choices[0]?.finish_reason).toBe('stop');
    for (const { id } of calls) expect(answered.choices[0]?.message.content).toContain(`sunny ${id}`);
  });

  it('stream in pieces that the client puts together', async () => {
    const stream = sandbox.client.chat.completions.stream({ ...ask(steered), tools, n: 2 }, withId('o-tool-stream'));
    const completion = await stream.finalChatCompletion();
    expect(completion.choices).toHaveLength(2);
    for (const choice of completion.choices) {
      expect(choice.finish_reason).toBe('tool_calls');
      expect(
        choice.message.tool_calls?.map((call) => (call.type === 'function' ? call.function.arguments : '')),
      ).toEqual(['{"city":"Paris"}', '{"city":"Lyon"}']);
    }
    const account = await sandbox.delivered('o-tool-stream');
    expect(account.deliveredTools).toBe('get_weather{"city":"Paris"}get_weather{"city":"Lyon"}'.repeat(2));
    expect(account).toMatchObject({ usageReported: false, completionTokens: expect.any(Number) as number });
    expect(account.completionTokens).toBe(countTextTokens('get_weather{"city":"Paris"}get_weather{"city":"Lyon"}') * 2);
  });

  it('are called where the choice demands it, one at a time where it is told so', async () => {
    const create = (extra: Partial<OpenAI.Chat.ChatCompletionCreateParamsNonStreaming>, words = 'Hi') =>
      sandbox.client.chat.completions.create({ ...ask(words), tools, ...extra });
    const required = await create({ tool_choice: 'required' });
    const [call] = required.choices[0]?.message.tool_calls ?? [];
    expect(call).toMatchObject({ function: { name: 'get_weather', arguments: '{"city":"sandbox"}' } });
    expect((await create({ tool_choice: 'none' }, steered)).choices[0]?.finish_reason).toBe('stop');
    const single = await create({ parallel_tool_calls: false }, steered);
    expect(single.choices[0]?.message.tool_calls).toHaveLength(1);
  });
});

describe('an answer', () => {
  it('may be a refusal, whole and streamed', async () => {
    const whole = await sandbox.client.chat.completions.create(ask('@sandbox refusal="I had rather not."'));
    expect(whole.choices[0]).toMatchObject({
      message: { content: null, refusal: 'I had rather not.' },
      finish_reason: 'stop',
    });
    const streamed = await sandbox.client.chat.completions
      .stream(ask('@sandbox refusal="I had rather not."'))
      .finalChatCompletion();
    expect(streamed.choices[0]?.message.refusal).toBe('I had rather not.');
    const filtered = await sandbox.client.chat.completions.create(ask('@sandbox filtered=true'));
    expect(filtered.choices[0]?.finish_reason).toBe('content_filter');
  });

  it('says how likely its pieces were, the same each time', async () => {
    const body = { ...ask('@sandbox reply="one two"'), logprobs: true, top_logprobs: 2 };
    const first = await sandbox.client.chat.completions.create(body);
    const odds = first.choices[0]?.logprobs?.content ?? [];
    expect(odds.map(({ token }) => token)).toEqual(['one', ' two']);
    for (const { token, logprob, bytes, top_logprobs: top } of odds) {
      expect(logprob).toBeLessThanOrEqual(0);
      expect(Buffer.from(bytes ?? []).toString()).toBe(token);
      expect(top).toHaveLength(2);
      expect(top[0]).toMatchObject({ token, logprob });
    }
    const streamed = await sandbox.client.chat.completions.stream(body).finalChatCompletion();
    expect(streamed.choices[0]?.logprobs?.content).toEqual(odds);
  });

  it('fits the schema asked for', async () => {
    const schema = weather.function.parameters;
    const answer = await sandbox.client.chat.completions.create({
      ...ask('A city.'),
      response_format: { type: 'json_schema', json_schema: { name: 'city', strict: true, schema } },
    });
    expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual({ city: 'sandbox' });
    const free = await sandbox.client.chat.completions.create({
      ...ask('Some JSON.'),
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(free.choices[0]?.message.content ?? '')).toEqual({ you_said: 'Some JSON.' });
  });

  it('may be spoken, and costs tokens for its sound', async () => {
    const body = { ...ask('@sandbox reply="one two"'), modalities: ['text' as const, 'audio' as const] };
    const whole = await sandbox.client.chat.completions.create({ ...body, audio: { voice: 'alloy', format: 'wav' } });
    const message = whole.choices[0]?.message;
    expect(message).toMatchObject({ content: null, audio: { transcript: 'one two' } });
    expect(
      Buffer.from(message?.audio?.data ?? '', 'base64')
        .subarray(0, 4)
        .toString(),
    ).toBe('RIFF');
    const sound = whole.usage?.completion_tokens_details?.audio_tokens ?? 0;
    expect(sound).toBeGreaterThan(0);
    expect(whole.usage?.completion_tokens).toBe(sound + 2);
    const stream = await sandbox.client.chat.completions.create({
      ...body,
      audio: { voice: 'alloy', format: 'pcm16' },
      stream: true,
    });
    const deltas = (await collect(stream)).flatMap((chunk) => chunk.choices[0]?.delta.audio ?? []);
    expect(deltas.map(({ transcript }) => transcript ?? '').join('')).toBe('one two');
    expect((await post({ ...body, audio: { voice: 'alloy', format: 'mp3' } })).status).toBe(400);
  });

  it('shows thoughts where it is told to', async () => {
    const words = '@sandbox show_thoughts=true reasoning_tokens=5 reply=so';
    const text = await (await post({ ...ask(words), stream: true })).text();
    expect(text).toContain('"delta":{"reasoning_content":"and"}');
    const usage = (await sandbox.client.chat.completions.create(ask(words))).usage;
    expect(usage).toMatchObject({ completion_tokens: 6, completion_tokens_details: { reasoning_tokens: 5 } });
  });

  it('reports what it wrote to a cache', async () => {
    const { usage } = await sandbox.client.chat.completions.create(
      ask('@sandbox prompt_tokens=100 cached_tokens=60 cache_write_tokens=40'),
    );
    expect(usage?.prompt_tokens_details).toMatchObject({ cached_tokens: 60, cache_write_tokens: 40 });
  });
});

describe('garbage', () => {
  const read = async (kind: string, stream: boolean) => post({ ...ask(`@sandbox garbage=${kind}`), stream });

  /** `fetch` would unpack, and takes what is truncated for whole. */
  async function readBytes(body: object): Promise<Buffer> {
    const asked = request(`${sandbox.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-sandbox' },
    });
    asked.end(JSON.stringify(body));
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    expect(answer.headers['content-encoding']).toBe('gzip');
    return buffer(answer);
  }

  it.each([false, true])('is a 200 that isn’t one (stream: %s)', async (stream) => {
    const broken = await read('json', stream);
    expect(broken.status).toBe(200);
    const [first = ''] = (await broken.text()).replace('data: ', '').split('\n\n');
    expect(() => JSON.parse(first) as unknown).toThrow(SyntaxError);
    const packed = await readBytes({ ...ask('@sandbox garbage=gzip'), stream });
    expect(() => gunzipSync(packed)).toThrow('unexpected end of file');
    expect(await (await read('error_body', stream)).json()).toMatchObject({ error: { type: 'server_error' } });
    expect((await read('content_type', stream)).headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await (await read('empty', stream)).text()).toBe('');
  });

  it('may be one long line, and counts as nothing delivered', async () => {
    const answer = await fetch(`${sandbox.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-sandbox', 'x-client-request-id': 'o-line' },
      body: JSON.stringify({ ...ask('@sandbox garbage=long_line'), stream: true }),
    });
    let bytes = 0;
    for await (const part of answer.body ?? []) {
      bytes += part.length;
      if (bytes > 3_000_000) break;
    }
    expect(bytes).toBeGreaterThan(3_000_000);
    expect(await sandbox.delivered('o-line')).toMatchObject({ deliveredText: '', completionTokens: 0, ended: 'error' });
  });
});

describe('a stream', () => {
  it('may come byte by byte, and is the same', async () => {
    const text = async (words: string) => {
      const answer = await post({ ...ask(`@sandbox reply="né 🎡" ${words}`), stream: true });
      return (await answer.text()).replaceAll(/"(?:id|created)":[^,]+,/g, '');
    };
    expect(await text('byte_by_byte=true')).toBe(await text('chunks=2'));
  });

  it('fails in mid-stream as told', async () => {
    const stream = await sandbox.client.chat.completions.create(
      { ...ask('@sandbox chunks=9 error_after=3'), stream: true },
      withId('o-error'),
    );
    await expect(collect(stream)).rejects.toThrow('told to fail in mid-stream');
    expect(await sandbox.delivered('o-error')).toMatchObject({ status: 200, deliveredChunks: 3, ended: 'error' });
  });

  it('falls silent as told, until the reader leaves', async () => {
    const leave = new AbortController();
    const answer = await fetch(`${sandbox.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk-sandbox', 'x-client-request-id': 'o-hang' },
      body: JSON.stringify({ ...ask('@sandbox chunks=9 hang_after=2'), stream: true }),
      signal: leave.signal,
    });
    await answer.body?.getReader().read();
    await expect.poll(async () => (await sandbox.delivered('o-hang')).deliveredChunks).toBe(2);
    expect((await sandbox.delivered('o-hang')).ended).toBe('open');
    leave.abort();
    await expect.poll(async () => (await sandbox.delivered('o-hang')).ended).toBe('client_closed');
  });
});

const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
const base = ask('x');
it.each([
  [{ ...base, top_k: 4 }, 'top_k', "Unknown parameter: 'top_k'."],
  [{ ...base, tool_choice: 'auto' }, 'tool_choice', "only allowed when 'tools'"],
  [{ ...base, tools: [] }, 'tools', 'wrong length'],
  [{ ...base, tools: [{ type: 'function' }] }, 'tools[0].function', 'Missing'],
  [{ ...base, tools: [{ type: 'function', function: { name: 'a b' } }] }, 'tools[0].function.name', 'pattern'],
  [
    { ...base, tools: [{ type: 'function', function: { name: 'f', parameters: { type: 'string' } } }] },
    'tools[0].function.parameters',
    'got \'type: "string"\'',
  ],
  [
    { ...base, tools: [{ type: 'function', function: { name: 'f', strict: true, parameters: { type: 'object' } } }] },
    'tools[0].function.parameters',
    "'additionalProperties' is required",
  ],
  [{ ...base, tools, tool_choice: { type: 'function', function: { name: 'g' } } }, 'tool_choice', "'g'"],
  [{ ...base, response_format: { type: 'json_object' } }, 'messages', "must contain the word 'json'"],
  [{ ...base, response_format: { type: 'json' } }, 'response_format.type', 'Supported values'],
  [{ ...base, top_logprobs: 2 }, 'top_logprobs', "when 'logprobs' is enabled"],
  [{ ...base, seed: 'x' }, 'seed', 'an integer'],
  [{ ...base, reasoning_effort: 'huge' }, 'reasoning_effort', "'huge'"],
  [{ ...base, messages: [{ role: 'tool', tool_call_id: 'c', content: 'x' }] }, 'messages.[0].role', 'preceeding'],
  [
    { ...base, messages: [...base.messages, { role: 'assistant', tool_calls: [call('c')] }, ...base.messages] },
    'messages.[2].role',
    'did not have response messages: c',
  ],
  [
    { ...base, messages: [...base.messages, { role: 'assistant', tool_calls: [call('c')] }] },
    'messages.[1].role',
    'did not have response messages: c',
  ],
  [{ ...base, messages: [{ role: 'user', content: [{ type: 'image' }] }] }, 'messages[0].content[0].type', "'image'"],
  [
    { ...base, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: 'https://x' }] }] },
    'messages[0].content[0].image_url',
    'expected an object',
  ],
  [ask('@sandbox image=1'), 'messages', 'carry'],
])('names what is wrong with %j', async (body, param, words) => {
  const answer = await post(body);
  expect(answer.status).toBe(400);
  const { error } = (await answer.json()) as { error: { message: string; param: string | null } };
  expect(error.param).toBe(param);
  expect(error.message).toContain(words);
});
