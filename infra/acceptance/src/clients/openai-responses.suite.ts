/** `openai`, asking for responses. */
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import {
  argumentsOf,
  collect,
  CUT,
  failureOf,
  METERED,
  ORDERS,
  PNG,
  REFUSAL,
  REFUSED,
  SCHEMA,
  THOUGHTFUL,
  TOOL_PROMPT,
} from './cases.js';
import { openAiClient } from './openai-chat.suite.js';
import {
  COUNT_PICTURES,
  expectBilled,
  SHOW_THOUGHTS,
  type Storefront,
  UPSTREAMS,
  type Upstream,
} from './storefront.js';

const TOOLS: OpenAI.Responses.FunctionTool[] = [
  { type: 'function', name: 'get_weather', parameters: argumentsOf('city'), strict: true },
  { type: 'function', name: 'get_time', parameters: argumentsOf('zone'), strict: true },
];

export function openAiResponsesSuite(storefront: () => Storefront): void {
  describe.each(UPSTREAMS)('responses over %s', (upstream) => {
    test.concurrent('a call, its usage and its bill', () => usage(storefront(), upstream));
    test.concurrent('a stream, its usage and its bill', () => stream(storefront(), upstream));
    test.concurrent('two tools at once, and their results', () => toolLoop(storefront(), upstream));
    test.concurrent('a conversation that is kept', () => kept(storefront(), upstream));
    test.concurrent('a picture and instructions', () => picture(storefront(), upstream));
    test.concurrent('an answer by a schema', () => schema(storefront(), upstream));
    test.concurrent('a refusal', () => refusal(storefront(), upstream));
    test.concurrent('a stream that is cut', () => cut(storefront(), upstream));
  });
  test.each(SHOW_THOUGHTS)('thoughts of %s are shown', (upstream) => thoughts(storefront(), upstream));
  test('what can’t be said is refused by name; hints are dropped and listed', () => fields(storefront()));
}

async function usage(store: Storefront, model: Upstream) {
  const { data, request_id } = await openAiClient(store).responses.create({ model, input: METERED }).withResponse();
  expect(data).toMatchObject({
    status: 'completed',
    output_text: expect.stringContaining('You said: hello') as string,
  });
  expect(data.usage).toMatchObject({
    input_tokens: 1200,
    input_tokens_details: { cached_tokens: 1024 },
    output_tokens: 90,
    total_tokens: 1290,
  });
  await expectBilled(store, model, request_id ?? '');
}

async function stream(store: Storefront, model: Upstream) {
  const body = { model, input: METERED, stream: true } as const;
  const { data, request_id } = await openAiClient(store).responses.create(body).withResponse();
  const events = await collect(data);
  const text = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
  expect(text).toContain('You said: hello');
  expect(events[0]?.type).toBe('response.created');
  expect(events.at(-1)).toMatchObject({
    type: 'response.completed',
    response: { usage: { input_tokens: 1200, output_tokens: 90 } },
  });
  await expectBilled(store, model, request_id ?? '');
}

async function toolLoop(store: Storefront, model: Upstream) {
  const client = openAiClient(store);
  const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: TOOL_PROMPT }];
  const asked = await client.responses.stream({ model, input, tools: TOOLS, store: false }).finalResponse();
  const calls = asked.output.filter((item) => item.type === 'function_call');
  expect(calls.map(({ name, arguments: args }) => ({ name, args: JSON.parse(args) as object }))).toEqual(ORDERS);
  for (const item of asked.output) if (item.type === 'function_call' || item.type === 'reasoning') input.push(item);
  for (const { call_id, name } of calls) input.push({ type: 'function_call_output', call_id, output: `${name}: fine` });
  const told = await client.responses.create({ model, input, tools: TOOLS, store: false });
  expect(told.output_text).toMatch(/get_weather: fine.*get_time: fine/);
}

async function kept(store: Storefront, model: Upstream) {
  const client = openAiClient(store);
  const first = await client.responses.create({ model, input: 'hello' });
  const second = await client.responses.create({ model, input: 'and now?', previous_response_id: first.id });
  expect(second).toMatchObject({ previous_response_id: first.id, status: 'completed' });
  expect((await client.responses.retrieve(second.id)).output_text).toBe(second.output_text);
  const items = await collect(await client.responses.inputItems.list(second.id));
  expect(JSON.stringify(items)).toContain('and now?');
  await client.responses.delete(first.id);
  expect(await failureOf(client.responses.retrieve(first.id))).toBeInstanceOf(OpenAI.NotFoundError);
}

async function picture(store: Storefront, model: Upstream) {
  const image = { type: 'input_image' as const, image_url: `data:image/png;base64,${PNG}`, detail: 'auto' as const };
  const content = [{ type: 'input_text' as const, text: 'hello' }, image];
  const body = { model, instructions: 'Be brief.', input: [{ role: 'user' as const, content }] };
  const { data, request_id } = await openAiClient(store).responses.create(body).withResponse();
  expect(data.output_text).toContain('You said: hello');
  const { imageInputTokens } = await expectBilled(store, model, request_id ?? '');
  expect(imageInputTokens > 0).toBe(COUNT_PICTURES.has(model));
}

async function schema(store: Storefront, model: Upstream) {
  const format = { type: 'json_schema' as const, name: 'weather', schema: SCHEMA, strict: true };
  const { output_parsed } = await openAiClient(store).responses.parse({ model, input: 'hello', text: { format } });
  expect(output_parsed).toEqual({ city: expect.any(String) as string, degrees: expect.any(Number) as number });
}

async function refusal(store: Storefront, model: Upstream) {
  const { output } = await openAiClient(store).responses.create({ model, input: REFUSED });
  const content = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  expect(content.map((part) => (part.type === 'refusal' ? part.refusal : part.text)).join('')).toBe(REFUSAL);
}

async function cut(store: Storefront, model: Upstream) {
  const data = await openAiClient(store).responses.create({ model, input: CUT, stream: true });
  const failure = await failureOf(collect(data));
  expect(failure).toBeInstanceOf(OpenAI.APIError);
  expect(failure).toMatchObject({ code: 'upstream_interrupted' });
}

async function thoughts(store: Storefront, model: Upstream) {
  const reasoning = { effort: 'low', summary: 'auto' } as const;
  const answer = await openAiClient(store).responses.create({ model, input: THOUGHTFUL, reasoning }).withResponse();
  const items = answer.data.output.filter((item) => item.type === 'reasoning');
  expect(items.flatMap(({ summary }) => summary.map(({ text }) => text)).join('')).not.toBe('');
  expect(answer.data.output_text).toContain('You said: hello');
  await expectBilled(store, model, answer.request_id ?? '');
}

async function fields(store: Storefront) {
  const create = (body: object) =>
    openAiClient(store).responses.create({ model: 'anthropic', input: 'hello', ...body });
  const refused = await failureOf(create({ tools: [{ type: 'web_search' }] }));
  expect(refused).toBeInstanceOf(OpenAI.BadRequestError);
  expect((refused as { param?: string }).param).toMatch(/^tools/);
  const answer = await create({ metadata: { a: 'b' }, service_tier: 'auto' }).asResponse();
  expect(answer.headers.get('x-turnpike-dropped')?.split(', ').sort()).toContain('service_tier');
}
