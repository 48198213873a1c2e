import Anthropic from '@anthropic-ai/sdk';
import { countChatPromptTokens, countTextTokens } from '@turnpike/domain/token-count';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
let client: Anthropic;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
  client = new Anthropic({ apiKey: 'sk-sandbox', baseURL: `${sandbox.url}/anthropic`, maxRetries: 0 });
});
afterAll(async () => {
  await sandbox.running.close(0);
});

const model = 'claude-sonnet-5-5';
const ask = (content: string) => ({ model, max_tokens: 2_048, messages: [{ role: 'user' as const, content }] });
const withId = (id: string) => ({ headers: { 'x-client-request-id': id } });
const weather = {
  name: 'get_weather',
  description: 'The weather of a city.',
  input_schema: {
    type: 'object' as const,
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2 } },
    required: ['city', 'days'],
  },
};

async function post(body: unknown, headers: Record<string, string> = {}, path = 'messages'): Promise<Response> {
  return fetch(`${sandbox.url}/anthropic/v1/${path}`, {
    method: 'POST',
    headers: { 'x-api-key': 'sk-sandbox', 'anthropic-version': '2023-06-01', ...headers },
    body: JSON.stringify(body),
  });
}

describe('a message', () => {
  it('has Anthropic’s shape, exact usage, and an account', async () => {
    const message = await client.messages.create(ask('Hello'), withId('a-plain'));
    const [block] = message.content;
    const text = block?.type === 'text' ? block.text : '';
    expect(message).toMatchObject({
      type: 'message',
      role: 'assistant',
      model,
      stop_reason: 'end_turn',
      stop_sequence: null,
    });
    const prompt = countChatPromptTokens(ask('Hello').messages);
    expect(message.usage).toMatchObject({
      input_tokens: prompt,
      cache_read_input_tokens: 0,
      cache_creation_input_tokens: 0,
      output_tokens: countTextTokens(text),
    });
    expect(await sandbox.delivered('a-plain')).toMatchObject({
      operation: 'chat',
      model,
      deliveredText: text,
      promptTokens: prompt,
      completionTokens: countTextTokens(text),
      usageReported: true,
      ended: 'complete',
    });
  });

  it('counts the cache outside the input', async () => {
    const told =
      '@sandbox prompt_tokens=1000 completion_tokens=90 cached_tokens=600 cache_write_tokens=100 reasoning_tokens=30';
    const { usage } = await client.messages.create(ask(told));
    expect(usage).toMatchObject({
      input_tokens: 300,
      cache_read_input_tokens: 600,
      cache_creation_input_tokens: 100,
      cache_creation: { ephemeral_5m_input_tokens: 100, ephemeral_1h_input_tokens: 0 },
      output_tokens: 90,
      output_tokens_details: { thinking_tokens: 30 },
    });
  });

  it('ends at a stop sequence, at the limit, with a refusal', async () => {
    const steered = '@sandbox reply="one two three four"';
    const stopped = await client.messages.create({ ...ask(steered), stop_sequences: [' three'] });
    expect(stopped).toMatchObject({ stop_reason: 'stop_sequence', stop_sequence: ' three' });
    const short = await client.messages.create({ ...ask(steered), max_tokens: 2 });
    expect(short).toMatchObject({ stop_reason: 'max_tokens', content: [{ type: 'text', text: 'one two' }] });
    const refused = await client.messages.create(ask('@sandbox refusal="I would rather not."'));
    expect(refused).toMatchObject({
      stop_reason: 'refusal',
      stop_details: { type: 'refusal', explanation: 'I would rather not.' },
      content: [{ type: 'text', text: 'I would rather not.' }],
    });
  });

  it('fits the schema asked for', async () => {
    const message = await client.messages.create({
      ...ask('A person.'),
      output_config: {
        format: {
          type: 'json_schema',
          schema: {
            type: 'object',
            properties: { name: { type: 'string' }, age: { type: 'integer' } },
            required: ['name', 'age'],
            additionalProperties: false,
          },
        },
      },
    });
    const [block] = message.content;
    expect(JSON.parse(block?.type === 'text' ? block.text : '')).toEqual({ name: 'sandbox', age: 1 });
  });
});

describe('tools', () => {
  it('are called as told, and their results answered', async () => {
    const question = ask('Weather?\n@sandbox tool=get_weather args={"city":"Paris"} tool=get_weather');
    const tools = [weather];
    const called = await client.messages.create({ ...question, tools }, withId('a-tool'));
    expect(called.stop_reason).toBe('tool_use');
    const uses = called.content.filter((block) => block.type === 'tool_use');
    expect(uses.map(({ name, input }) => ({ name, input }))).toEqual([
      { name: 'get_weather', input: { city: 'Paris' } },
      { name: 'get_weather', input: {} },
    ]);
    const output = countTextTokens('get_weather') * 2 + countTextTokens('{"city":"Paris"}') + countTextTokens('{}');
    expect(called.usage.output_tokens).toBe(output);
    expect((await sandbox.delivered('a-tool')).deliveredTools).toBe('get_weather{"city":"Paris"}get_weather{}');
    const results = uses.map(({ id }) => ({ type: 'tool_result' as const, tool_use_id: id, content: 'sunny, 21 °C' }));
    const messages = [
      ...question.messages,
      { role: 'assistant' as const, content: called.content },
      { role: 'user' as const, content: results },
    ];
    const answered = await client.messages.create({ ...question, tools, messages });
    expect(answered.stop_reason).toBe('end_turn');
    expect(answered.content).toMatchObject([{ type: 'text', text: expect.stringContaining('sunny, 21 °C') as string }]);
  });

  it('are called where the choice demands it, and left where it forbids it', async () => {
    const tools = [weather];
    const demanded = await client.messages.create({ ...ask('Hi'), tools, tool_choice: { type: 'any' } });
    expect(demanded.content).toMatchObject([{ type: 'tool_use', input: { city: 'sandbox', days: 2 } }]);
    const forbidden = await client.messages.create({
      ...ask('@sandbox tool=get_weather'),
      tools,
      tool_choice: { type: 'none' },
    });
    expect(forbidden.stop_reason).toBe('end_turn');
    const single = await client.messages.create({
      ...ask('@sandbox tool=get_weather tool=get_weather'),
      tools,
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    });
    expect(single.content).toHaveLength(1);
    await expect(client.messages.create(ask('@sandbox tool=get_weather'))).rejects.toThrow('declares no get_weather');
  });
});

describe('a stream', () => {
  it('builds the same message in the client’s own accumulator', async () => {
    const body = {
      ...ask('@sandbox reply="one two three" tool=get_weather args={"city":"Nîmes"} reasoning_tokens=12'),
      tools: [weather],
      thinking: { type: 'enabled' as const, budget_tokens: 1_024 },
    };
    const whole = await client.messages.create(body);
    const streamed = await client.messages.stream(body, withId('a-stream')).finalMessage();
    const bare = (message: Anthropic.Message) =>
      message.content.map((block) => (block.type === 'tool_use' ? { ...block, id: '' } : block));
    expect(bare(streamed)).toEqual(bare(whole));
    expect(whole.content.map(({ type }) => type)).toEqual(['thinking', 'text', 'tool_use']);
    expect(streamed.stop_reason).toBe('tool_use');
    expect(streamed.usage.output_tokens).toBe(whole.usage.output_tokens);
    expect(streamed.usage.output_tokens_details).toEqual({ thinking_tokens: 12 });
    const account = await sandbox.delivered('a-stream');
    expect(account).toMatchObject({ deliveredText: 'one two three', usageReported: true, ended: 'complete' });
    expect(countTextTokens(account.deliveredThoughts)).toBe(12);
  });

  it('writes the events in Anthropic’s order', async () => {
    const answer = await post({ ...ask('@sandbox reply="one two"'), stream: true });
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = (await answer.text()).split('\n\n').filter((event) => event !== '');
    const parsed = events.map((event) => /^event: (\w+)\ndata: (.*)$/.exec(event));
    expect(parsed.map((match) => match?.[1])).toEqual([
      'message_start',
      'content_block_start',
      'ping',
      'content_block_delta',
      'content_block_delta',
      'content_block_stop',
      'message_delta',
      'message_stop',
    ]);
    for (const match of parsed) expect((JSON.parse(match?.[2] ?? '') as { type: string }).type).toBe(match?.[1]);
  });

  it('fails, is cut, falls silent and omits its usage as told', async () => {
    const read = (words: string, id: string) => client.messages.stream(ask(`@sandbox ${words}`), withId(id)).done();
    await expect(read('chunks=9 error_after=3', 'a-error')).rejects.toMatchObject({ type: 'overloaded_error' });
    expect(await sandbox.delivered('a-error')).toMatchObject({ deliveredChunks: 3, ended: 'error' });
    await expect(read('chunks=9 cut_after=4', 'a-cut')).rejects.toThrow();
    expect(await sandbox.delivered('a-cut')).toMatchObject({ deliveredChunks: 4, ended: 'cut' });
    const silent = client.messages.stream(ask('@sandbox chunks=9 hang_after=2'), withId('a-hang'));
    const left = expect(silent.done()).rejects.toThrow(Anthropic.APIUserAbortError);
    await expect.poll(async () => (await sandbox.delivered('a-hang').catch(() => undefined))?.deliveredChunks).toBe(2);
    silent.abort();
    await left;
    await expect.poll(async () => (await sandbox.delivered('a-hang')).ended).toBe('client_closed');
    const bare = await (await post({ ...ask('@sandbox omit_usage=true'), stream: true })).text();
    expect(bare).not.toContain('usage');
  });
});

describe('thinking', () => {
  const thinking = { type: 'enabled' as const, budget_tokens: 1_024 };

  it('must come back as it was, before the tools it led to', async () => {
    const question = { ...ask('@sandbox tool=get_weather'), thinking, tools: [weather] };
    const called = await client.messages.create(question);
    expect(called.content.map(({ type }) => type)).toEqual(['thinking', 'tool_use']);
    const send = (content: Anthropic.ContentBlockParam[]) => {
      const use = called.content.find((block) => block.type === 'tool_use');
      const result = { type: 'tool_result' as const, tool_use_id: use?.id ?? '', content: 'rain' };
      return client.messages.create({
        ...question,
        messages: [...question.messages, { role: 'assistant', content }, { role: 'user', content: [result] }],
      });
    };
    expect((await send(called.content)).stop_reason).toBe('end_turn');
    const changed = called.content.map((block) => (block.type === 'thinking' ? { ...block, thinking: 'No.' } : block));
    await expect(send(changed)).rejects.toThrow('Invalid `signature` in `thinking` block');
    await expect(send(called.content.slice(1))).rejects.toThrow('Expected `thinking` or `redacted_thinking`');
  });

  it('keeps its words to itself where it is asked to', async () => {
    const message = await client.messages.create({ ...ask('Hi'), thinking: { type: 'adaptive', display: 'omitted' } });
    expect(message.content[0]).toMatchObject({ type: 'thinking', thinking: '' });
  });
});

describe('the rest of the API', () => {
  it('counts tokens as messages do', async () => {
    const { messages, system } = { ...ask('Hello there'), system: 'Be kind.' };
    const counted = await client.messages.countTokens({ model, messages, system });
    const message = await client.messages.create({ ...ask('Hello there'), system });
    expect(counted.input_tokens).toBe(message.usage.input_tokens);
  });

  it('lists models page by page', async () => {
    const ids: string[] = [];
    for await (const each of client.models.list({ limit: 3 })) ids.push(each.id);
    expect(ids).toEqual(['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5', 'sandbox-chat']);
    expect((await client.models.retrieve('sandbox-chat')).type).toBe('model');
    await expect(client.models.retrieve('none')).rejects.toThrow(Anthropic.NotFoundError);
  });

  it('becomes the client’s own error classes', async () => {
    const create = (words: string) => client.messages.create(ask(`@sandbox ${words}`));
    await expect(create('status=429 retry_after=2')).rejects.toThrow(Anthropic.RateLimitError);
    await expect(create('status=529')).rejects.toMatchObject({ status: 529, type: 'overloaded_error' });
    await expect(create('status=500')).rejects.toMatchObject({ status: 500, type: 'api_error' });
    await expect(create('status=400 error_code=billing_error')).rejects.toMatchObject({ type: 'billing_error' });
    await expect(create('image=1')).rejects.toThrow('@sandbox: image');
    const answer = await post(ask('@sandbox status=503'));
    expect(await answer.json()).toEqual({
      type: 'error',
      error: { type: 'overloaded_error', message: 'The sandbox was told to answer with status 503.' },
      request_id: answer.headers.get('request-id'),
    });
  });

  it('demands a key and a version it knows', async () => {
    const status = async (headers: Record<string, string>) => (await post(ask('Hi'), headers)).status;
    expect(await status({ 'x-api-key': 'sk-other' })).toBe(401);
    expect(await status({ 'x-api-key': 'sk-other', authorization: 'Bearer sk-sandbox' })).toBe(401);
    expect(await status({ 'anthropic-version': '2024-01-01' })).toBe(400);
    expect(await status({ 'anthropic-version': '' })).toBe(400);
    expect((await fetch(`${sandbox.url}/anthropic/v1/nothing`)).status).toBe(404);
    expect((await fetch(`${sandbox.url}/anthropic/v1/messages`)).status).toBe(405);
  });

  const user = (content: unknown) => ({ role: 'user', content });
  const use = (id: string) => ({ role: 'assistant', content: [{ type: 'tool_use', id, name: 'x', input: {} }] });
  const result = (id: string) => ({ type: 'tool_result', tool_use_id: id, content: 'y' });
  const base = ask('Hi');
  it.each([
    [[], 'valid dictionary'],
    [{ ...base, max_tokens: undefined }, 'max_tokens: Field required'],
    [{ ...base, max_tokens: 1.5 }, 'max_tokens: Input should be a valid integer'],
    [{ ...base, model: undefined }, 'model: Field required'],
    [{ ...base, messages: [] }, 'at least one message is required'],
    [{ ...base, top: 1 }, 'top: Extra inputs are not permitted'],
    [{ ...base, messages: [{ role: 'tool', content: 'x' }] }, "messages.0.role: Input should be 'user', 'assistant'"],
    [{ ...base, messages: [{ role: 'assistant', content: 'x' }] }, 'first message must use the "user" role'],
    [{ ...base, messages: [user('')] }, 'non-empty content'],
    [{ ...base, messages: [user([{ type: 'text', text: '' }])] }, 'must be non-empty'],
    [{ ...base, messages: [user([{ type: 'sound' }])] }, "Input tag 'sound'"],
    [{ ...base, messages: [user([{ type: 'text', text: 'x', refusal: 'y' }])] }, 'messages.0.content.0.text.refusal'],
    [{ ...base, messages: [user('x'), { role: 'assistant', content: 'y ' }] }, 'trailing whitespace'],
    [{ ...base, messages: [user('x'), use('t1')] }, '`tool_use` ids were found without `tool_result` blocks'],
    [{ ...base, messages: [user('x'), use('t1'), user('no')] }, 'immediately after: t1'],
    [{ ...base, messages: [user('x'), use('t1'), user([result('t2')])] }, 'unexpected `tool_use_id`'],
    [
      { ...base, messages: [user('x'), use('t1'), user([{ type: 'text', text: 'so' }, result('t1')])] },
      'immediately after: t1',
    ],
    [{ ...base, temperature: 1.5 }, 'temperature: range: 0..1'],
    [{ ...base, stop_sequences: [' '] }, 'must contain non-whitespace'],
    [{ ...base, tool_choice: { type: 'auto' } }, 'while providing tools'],
    [{ ...base, tools: [{ name: 'a b', input_schema: { type: 'object' } }] }, 'String should match pattern'],
    [{ ...base, tools: [{ name: 'a' }] }, 'tools.0.custom.input_schema: Field required'],
    [{ ...base, tools: [weather], tool_choice: { type: 'tool', name: 'b' } }, "Tool 'b' not found"],
    [{ ...base, tools: [weather], tool_choice: { type: 'required' } }, 'tool_choice.type'],
    [{ ...base, thinking: { type: 'enabled', budget_tokens: 10 } }, 'greater than or equal to 1024'],
    [{ ...base, thinking: { type: 'enabled', budget_tokens: 4_096 } }, 'must be greater than'],
    [{ ...base, temperature: 0.5, thinking: { type: 'adaptive' } }, 'may only be set to 1'],
    [
      { ...base, output_config: { format: { type: 'json_schema', schema: { type: 'object' } } } },
      'explicitly set to false',
    ],
  ])('names what is wrong with %j', async (body, words) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    const { error } = (await answer.json()) as { error: { type: string; message: string } };
    expect(error.type).toBe('invalid_request_error');
    expect(error.message).toContain(words);
  });

  it('knows what the newest version took away', async () => {
    const newest = { 'anthropic-version': '2026-10-21' };
    expect((await post({ ...base, temperature: 1 })).status).toBe(200);
    const answer = await post({ ...base, temperature: 1 }, newest);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('temperature: Extra inputs are not permitted');
  });
});
