/** `openai`, asking for chat completions. */
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import {
  argumentsOf,
  AT_ONCE,
  collect,
  CUT,
  failureOf,
  failuresOf,
  METERED,
  ORDERS,
  PNG,
  REFUSAL,
  REFUSED,
  SCHEMA,
  TOOL_PROMPT,
} from './cases.js';
import { COUNT_PICTURES, expectBilled, type Storefront, UPSTREAMS, type Upstream } from './storefront.js';

const TOOLS: OpenAI.ChatCompletionTool[] = [
  { type: 'function', function: { name: 'get_weather', parameters: argumentsOf('city') } },
  { type: 'function', function: { name: 'get_time', parameters: argumentsOf('zone') } },
];

/** Wires that give several answers at once. */
const MANY_CHOICES: readonly Upstream[] = ['openai', 'azure', 'gemini', 'vertex'];

export function openAiClient({ url, customer }: Storefront, apiKey = customer.key): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
}

export function openAiChatSuite(storefront: () => Storefront): void {
  describe.each(UPSTREAMS)('chat completions over %s', (upstream) => {
    test.concurrent('a call, its usage and its bill', () => usage(storefront(), upstream));
    test.concurrent('a stream, its usage and its bill', () => stream(storefront(), upstream));
    test.concurrent('two tools at once, and their results', () => toolLoop(storefront(), upstream));
    test.concurrent('two tools at once, streamed', () => streamedTools(storefront(), upstream));
    test.concurrent('a picture, a system prompt, a stop sequence', () => settings(storefront(), upstream));
    test.concurrent('an answer by a schema', () => schema(storefront(), upstream));
    test.concurrent('a refusal', () => refusal(storefront(), upstream));
    test.concurrent('a stream that is cut', () => cut(storefront(), upstream));
  });
  test.concurrent.each(MANY_CHOICES)('two choices of %s', (upstream) => choices(storefront(), upstream));
  test('errors are of its own classes', () => errors(storefront()));
  test('what can’t be said is refused by name; hints are dropped and listed', () => fields(storefront()));
}

const user = (content: string) => [{ role: 'user' as const, content }];

async function usage(store: Storefront, model: Upstream) {
  const answer = await openAiClient(store)
    .chat.completions.create({ model, messages: user(METERED) })
    .withResponse();
  expect(answer.data).toMatchObject({
    choices: [{ finish_reason: 'stop', message: { content: expect.stringContaining('You said: hello') as string } }],
    usage: {
      prompt_tokens: 1200,
      completion_tokens: 90,
      total_tokens: 1290,
      prompt_tokens_details: { cached_tokens: 1024 },
    },
  });
  await expectBilled(store, model, answer.request_id ?? '');
}

async function stream(store: Storefront, model: Upstream) {
  const body = { model, messages: user(METERED), stream: true, stream_options: { include_usage: true } } as const;
  const { data, request_id } = await openAiClient(store).chat.completions.create(body).withResponse();
  const chunks = await collect(data);
  const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
  expect(text).toContain('You said: hello');
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 1200, completion_tokens: 90 } });
  await expectBilled(store, model, request_id ?? '');
  const unasked = await openAiClient(store).chat.completions.create({ ...body, stream_options: null });
  expect((await collect(unasked)).some((chunk) => chunk.usage != null)).toBe(false);
}

async function choices(store: Storefront, model: Upstream) {
  const body = { model, n: 2, seed: 7, logprobs: true, top_logprobs: 2, messages: user('hello') };
  const { data, request_id } = await openAiClient(store).chat.completions.create(body).withResponse();
  expect(data.choices.map(({ index }) => index)).toEqual([0, 1]);
  for (const { message, logprobs } of data.choices) {
    expect(logprobs?.content?.map(({ token }) => token).join('')).toBe(message.content);
    expect(logprobs?.content?.[0]?.top_logprobs.length).toBeGreaterThan(0);
  }
  await expectBilled(store, model, request_id ?? '');
}

async function toolLoop(store: Storefront, model: Upstream) {
  const client = openAiClient(store);
  const messages: OpenAI.ChatCompletionMessageParam[] = user(TOOL_PROMPT);
  const asked = await client.chat.completions.create({ model, messages, tools: TOOLS });
  expect(asked.choices[0]?.finish_reason).toBe('tool_calls');
  const message = asked.choices[0]?.message;
  const calls = (message?.tool_calls ?? []).filter((call) => call.type === 'function');
  expect(calls.map(({ function: { name, arguments: args } }) => ({ name, args: JSON.parse(args) as object }))).toEqual(
    ORDERS,
  );
  if (message !== undefined) messages.push(message);
  for (const {
    id,
    function: { name },
  } of calls)
    messages.push({ role: 'tool', tool_call_id: id, content: `${name}: fine` });
  const told = await client.chat.completions.create({ model, messages, tools: TOOLS });
  expect(told.choices[0]).toMatchObject({ finish_reason: 'stop' });
  expect(told.choices[0]?.message.content).toMatch(/get_weather: fine.*get_time: fine/);
}

async function streamedTools(store: Storefront, model: Upstream) {
  const runner = openAiClient(store).chat.completions.stream({ model, messages: user(TOOL_PROMPT), tools: TOOLS });
  const { choices } = await runner.finalChatCompletion();
  const calls = choices[0]?.message.tool_calls?.filter((call) => call.type === 'function') ?? [];
  expect(calls.map(({ function: { name, arguments: args } }) => ({ name, args: JSON.parse(args) as object }))).toEqual(
    ORDERS,
  );
  expect(choices[0]?.finish_reason).toBe('tool_calls');
}

async function settings(store: Storefront, model: Upstream) {
  const content = [
    { type: 'text' as const, text: 'hello' },
    { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PNG}` } },
  ];
  const messages = [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'user' as const, content },
  ];
  const body = { model, messages, stop: ['sandbox'], temperature: 0.5, max_tokens: 50 };
  const { data, request_id } = await openAiClient(store).chat.completions.create(body).withResponse();
  expect(data.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: 'You said: hello. The ' } });
  const { imageInputTokens } = await expectBilled(store, model, request_id ?? '');
  expect(imageInputTokens > 0).toBe(COUNT_PICTURES.has(model));
}

async function schema(store: Storefront, model: Upstream) {
  const response_format = {
    type: 'json_schema' as const,
    json_schema: { name: 'weather', schema: SCHEMA, strict: true },
  };
  const body = { model, messages: user('hello'), response_format };
  const answer = await openAiClient(store).chat.completions.parse(body);
  expect(answer.choices[0]?.message.parsed).toEqual({
    city: expect.any(String) as string,
    degrees: expect.any(Number) as number,
  });
}

async function refusal(store: Storefront, model: Upstream) {
  const { choices } = await openAiClient(store).chat.completions.create({ model, messages: user(REFUSED) });
  const { content, refusal: refused } = choices[0]?.message ?? {};
  expect(refused ?? content).toBe(REFUSAL);
}

async function cut(store: Storefront, model: Upstream) {
  const data = await openAiClient(store).chat.completions.create({ model, messages: user(CUT), stream: true });
  const failure = await failureOf(collect(data));
  expect(failure).toBeInstanceOf(OpenAI.APIError);
  expect(failure).toMatchObject({ code: 'upstream_interrupted' });
}

async function errors(store: Storefront) {
  const ask = (key: string, body: object = {}) =>
    openAiClient(store, key).chat.completions.create({ model: 'anthropic', messages: user('hello'), ...body });
  const { key } = store.customer;
  expect(await failureOf(ask('nobody'))).toBeInstanceOf(OpenAI.AuthenticationError);
  expect(await failureOf(ask(key, { model: 'nothing' }))).toBeInstanceOf(OpenAI.NotFoundError);
  const bad = await failureOf(ask(key, { temperature: 'warm' }));
  expect(bad).toBeInstanceOf(OpenAI.BadRequestError);
  expect(bad).toMatchObject({ param: 'temperature' });
  expect(await failureOf(ask(store.poor.key))).toMatchObject({ status: 402, code: 'insufficient_quota' });
  const [limited] = await failuresOf(AT_ONCE.map(() => ask(store.slow.key)));
  expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
  expect((limited as InstanceType<typeof OpenAI.RateLimitError>).headers.get('retry-after')).toBe('1');
}

async function fields(store: Storefront) {
  const create = (body: object) =>
    openAiClient(store).chat.completions.create({ model: 'anthropic', messages: user('hello'), ...body });
  const meaningful = { logit_bias: { 50256: -100 }, n: 2, seed: 7, logprobs: true, presence_penalty: 1 };
  for (const [param, value] of Object.entries(meaningful)) {
    const refused = await failureOf(create({ [param]: value }));
    expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
    expect(refused).toMatchObject({ param });
  }
  const answer = await create({ metadata: { a: 'b' }, service_tier: 'auto' }).asResponse();
  expect(answer.headers.get('x-turnpike-dropped')?.split(', ').sort()).toEqual(['metadata', 'service_tier']);
}
