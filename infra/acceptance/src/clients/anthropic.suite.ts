/** `@anthropic-ai/sdk`. */
import Anthropic from '@anthropic-ai/sdk';
import { describe, expect, test } from 'vitest';
import {
  argumentsOf,
  AT_ONCE,
  CUT,
  failureOf,
  failuresOf,
  METERED,
  ORDERS,
  PNG,
  REFUSAL,
  REFUSED,
  SCHEMA,
  THOUGHTFUL,
  TOOL_PROMPT,
} from './cases.js';
import {
  COUNT_PICTURES,
  expectBilled,
  SHOW_THOUGHTS,
  type Storefront,
  UPSTREAMS,
  type Upstream,
} from './storefront.js';

const TOOLS: Anthropic.Tool[] = [
  { name: 'get_weather', input_schema: argumentsOf('city') },
  { name: 'get_time', input_schema: argumentsOf('zone') },
];

function clientOf({ url, customer }: Storefront, apiKey = customer.key): Anthropic {
  return new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
}

export function anthropicSuite(storefront: () => Storefront): void {
  describe.each(UPSTREAMS)('messages over %s', (upstream) => {
    test.concurrent('a call, its usage and its bill', () => usage(storefront(), upstream));
    test.concurrent('a stream, its usage and its bill', () => stream(storefront(), upstream));
    test.concurrent('two tools at once, and their results', () => toolLoop(storefront(), upstream));
    test.concurrent('a picture, a system prompt, a stop sequence', () => settings(storefront(), upstream));
    test.concurrent('an answer by a schema', () => schema(storefront(), upstream));
    test.concurrent('a refusal', () => refusal(storefront(), upstream));
    test.concurrent('a stream that is cut', () => cut(storefront(), upstream));
  });
  test.each(SHOW_THOUGHTS)('thoughts of %s are shown, and taken back', (upstream) => thoughts(storefront(), upstream));
  test('tokens are counted without a call', () => counted(storefront()));
  test('errors are of its own classes', () => errors(storefront()));
  test('what can’t be said is refused by name; hints are dropped and listed', () => fields(storefront()));
}

const user = (content: string) => [{ role: 'user' as const, content }];
const REPORTED = { input_tokens: 1200 - 1024, cache_read_input_tokens: 1024, output_tokens: 90 };

function textOf({ content }: Anthropic.Message): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

async function usage(store: Storefront, model: Upstream) {
  const body = { model, max_tokens: 200, messages: user(METERED) };
  const { data, request_id } = await clientOf(store).messages.create(body).withResponse();
  expect(textOf(data)).toContain('You said: hello');
  expect(data).toMatchObject({ role: 'assistant', stop_reason: 'end_turn', usage: REPORTED });
  await expectBilled(store, model, request_id ?? '');
}

async function stream(store: Storefront, model: Upstream) {
  const messages = clientOf(store).messages.stream({ model, max_tokens: 200, messages: user(METERED) });
  const message = await messages.finalMessage();
  expect(textOf(message)).toContain('You said: hello');
  expect(message).toMatchObject({ stop_reason: 'end_turn', usage: REPORTED });
  await expectBilled(store, model, messages.request_id ?? '');
}

async function toolLoop(store: Storefront, model: Upstream) {
  const client = clientOf(store);
  const body = { model, max_tokens: 200, tools: TOOLS };
  const asked = await client.messages.stream({ ...body, messages: user(TOOL_PROMPT) }).finalMessage();
  expect(asked.stop_reason).toBe('tool_use');
  const calls = asked.content.filter((block) => block.type === 'tool_use');
  expect(calls.map(({ name, input }) => ({ name, args: input }))).toEqual(ORDERS);
  const results = calls.map(({ id, name }) => ({
    type: 'tool_result' as const,
    tool_use_id: id,
    content: `${name}: fine`,
  }));
  const messages: Anthropic.MessageParam[] = [
    ...user(TOOL_PROMPT),
    { role: 'assistant', content: asked.content },
    { role: 'user', content: results },
  ];
  expect(textOf(await client.messages.create({ ...body, messages }))).toMatch(/get_weather: fine.*get_time: fine/);
}

async function settings(store: Storefront, model: Upstream) {
  const source = { type: 'base64' as const, media_type: 'image/png' as const, data: PNG };
  const content = [
    { type: 'image' as const, source },
    { type: 'text' as const, text: 'hello' },
  ];
  const messages = [{ role: 'user' as const, content }];
  const body = { model, max_tokens: 50, system: 'Be brief.', messages, stop_sequences: ['sandbox'] };
  const { data, request_id } = await clientOf(store).messages.create(body).withResponse();
  expect(textOf(data)).toBe('You said: hello. The ');
  const { imageInputTokens } = await expectBilled(store, model, request_id ?? '');
  expect(imageInputTokens > 0).toBe(COUNT_PICTURES.has(model));
}

async function schema(store: Storefront, model: Upstream) {
  const output_config = { format: { type: 'json_schema' as const, schema: SCHEMA } };
  const message = await clientOf(store).messages.create({
    model,
    max_tokens: 200,
    messages: user('hello'),
    output_config,
  });
  expect(JSON.parse(textOf(message))).toEqual({
    city: expect.any(String) as string,
    degrees: expect.any(Number) as number,
  });
}

async function refusal(store: Storefront, model: Upstream) {
  const message = await clientOf(store).messages.create({ model, max_tokens: 200, messages: user(REFUSED) });
  expect(textOf(message)).toBe(REFUSAL);
}

async function cut(store: Storefront, model: Upstream) {
  const messages = clientOf(store).messages.stream({ model, max_tokens: 200, messages: user(CUT) });
  const failure = await failureOf(messages.finalMessage());
  expect(failure).toBeInstanceOf(Anthropic.APIError);
  expect(failure).toMatchObject({ error: { error: { code: 'upstream_interrupted' } } });
}

async function thoughts(store: Storefront, model: Upstream) {
  const client = clientOf(store);
  const thinking = { type: 'enabled', budget_tokens: 1024, display: 'summarized' } as const;
  const body = { model, max_tokens: 4000, thinking };
  const { data, request_id } = await client.messages.create({ ...body, messages: user(THOUGHTFUL) }).withResponse();
  expect(data.content[0]).toMatchObject({ type: 'thinking', thinking: expect.stringMatching(/\w/) as string });
  expect(textOf(data)).toContain('You said: hello');
  await expectBilled(store, model, request_id ?? '');
  const messages = [...user(THOUGHTFUL), { role: 'assistant' as const, content: data.content }, ...user('go on')];
  expect(textOf(await client.messages.create({ ...body, messages }))).toContain('You said: go on');
}

async function counted(store: Storefront) {
  const { input_tokens } = await clientOf(store).messages.countTokens({
    model: 'openai',
    messages: user('hello there'),
  });
  expect(input_tokens).toBeGreaterThan(1);
}

async function errors(store: Storefront) {
  const ask = (key: string, body: object = {}) =>
    clientOf(store, key).messages.create({ model: 'openai', max_tokens: 50, messages: user('hello'), ...body });
  const { key } = store.customer;
  expect(await failureOf(ask('nobody'))).toBeInstanceOf(Anthropic.AuthenticationError);
  expect(await failureOf(ask(key, { model: 'nothing' }))).toBeInstanceOf(Anthropic.NotFoundError);
  const bad = await failureOf(ask(key, { temperature: 'warm' }));
  expect(bad).toBeInstanceOf(Anthropic.BadRequestError);
  expect(bad).toMatchObject({ error: { error: { param: 'temperature' } } });
  expect(await failureOf(ask(store.poor.key))).toMatchObject({ status: 402, type: 'billing_error' });
  const [limited] = await failuresOf(AT_ONCE.map(() => ask(store.slow.key)));
  expect(limited).toBeInstanceOf(Anthropic.RateLimitError);
  expect((limited as InstanceType<typeof Anthropic.RateLimitError>).headers.get('retry-after')).toBe('1');
}

async function fields(store: Storefront) {
  const create = (body: object) =>
    clientOf(store).messages.create({ model: 'openai', max_tokens: 50, messages: user('hello'), ...body });
  const refused = await failureOf(create({ top_k: 5 }));
  expect(refused).toBeInstanceOf(Anthropic.BadRequestError);
  expect(refused).toMatchObject({ error: { error: { param: 'top_k' } } });
  const system = [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }];
  const answer = await create({ system, service_tier: 'auto' }).asResponse();
  expect(answer.headers.get('x-turnpike-dropped')?.split(', ').sort()).toEqual([
    'service_tier',
    'system[0].cache_control',
  ]);
}
