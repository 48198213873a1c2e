import { countTextTokens } from '@turnpike/domain/token-count';
import type { ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

const model = 'gpt-5';
const tools = [{ type: 'function' as const, name: 'get_weather', parameters: { type: 'object' }, strict: false }];

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

async function readStream(input: string, more: object = {}): Promise<ResponseStreamEvent[]> {
  const events: ResponseStreamEvent[] = [];
  for await (const event of await sandbox.client.responses.create({ model, input, stream: true, ...more })) {
    events.push(event);
  }
  return events;
}

it('answers, keeps what it said, and goes on from there', async () => {
  const { responses } = sandbox.client;
  const first = await responses.create({
    model,
    input: '@sandbox reply="as you wish" prompt_tokens=50 cached_tokens=9',
  });
  expect(first).toMatchObject({
    object: 'response',
    status: 'completed',
    output_text: 'as you wish',
    usage: {
      input_tokens: 50,
      input_tokens_details: { cached_tokens: 9 },
      output_tokens: countTextTokens('as you wish'),
      total_tokens: 50 + countTextTokens('as you wish'),
    },
  });
  expect(await responses.retrieve(first.id)).toMatchObject({ id: first.id, output_text: 'as you wish' });
  const items = await responses.inputItems.list(first.id);
  expect(items.data).toHaveLength(1);
  const alone = await responses.create({ model, input: 'Hello there' });
  const second = await responses.create({ model, input: 'Hello there', previous_response_id: first.id });
  expect(second.usage?.input_tokens).toBeGreaterThan(alone.usage?.input_tokens ?? Infinity);
  await responses.delete(first.id);
  await expect(responses.retrieve(first.id)).rejects.toMatchObject({ status: 404 });
  await expect(responses.create({ model, input: 'a', previous_response_id: first.id })).rejects.toMatchObject({
    status: 400,
    code: 'previous_response_not_found',
  });
});

it('keeps nothing that was not to be stored', async () => {
  const { id } = await sandbox.client.responses.create({ model, input: 'Hello', store: false });
  await expect(sandbox.client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
});

it('streams every event in order, numbered', async () => {
  const events = await readStream('@sandbox reply="one two" reasoning_tokens=3', { reasoning: { summary: 'auto' } });
  expect(events.map(({ type }) => type.replace('response.', ''))).toEqual([
    'created',
    'in_progress',
    'output_item.added',
    'reasoning_summary_part.added',
    ...events
      .filter(({ type }) => type === 'response.reasoning_summary_text.delta')
      .map(() => 'reasoning_summary_text.delta'),
    'reasoning_summary_text.done',
    'reasoning_summary_part.done',
    'output_item.done',
    'output_item.added',
    'content_part.added',
    'output_text.delta',
    'output_text.delta',
    'output_text.done',
    'content_part.done',
    'output_item.done',
    'completed',
  ]);
  expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
  const last = events.at(-1);
  if (last?.type !== 'response.completed') throw new Error('the stream has no end');
  expect(last.response.usage).toMatchObject({
    output_tokens: countTextTokens('one two') + 3,
    output_tokens_details: { reasoning_tokens: 3 },
  });
  expect(await sandbox.client.responses.retrieve(last.response.id)).toMatchObject({ output_text: 'one two' });
});

it('hides thoughts that nobody asked to see, and seals them for those who ask for that', async () => {
  const hidden = await sandbox.client.responses.create({ model, input: '@sandbox reasoning_tokens=3' });
  expect(hidden.output[0]).toMatchObject({ type: 'reasoning', summary: [] });
  const include = ['reasoning.encrypted_content' as const];
  const sealed = await sandbox.client.responses.create({ model, input: '@sandbox reasoning_tokens=3', include });
  expect(sealed.output[0]).toMatchObject({ encrypted_content: expect.any(String) as string });
});

it('calls functions, streamed too, and answers their results', async () => {
  const input = '@sandbox tool=get_weather args={"city":"Paris"}';
  const called = await sandbox.client.responses.create({ model, input, tools });
  const call = called.output.find((item) => item.type === 'function_call');
  expect(call).toMatchObject({ name: 'get_weather', arguments: '{"city":"Paris"}', status: 'completed' });
  const events = await readStream(input, { tools });
  const json = events.flatMap((event) =>
    event.type === 'response.function_call_arguments.delta' ? [event.delta] : [],
  );
  expect(JSON.parse(json.join(''))).toEqual({ city: 'Paris' });
  const output = { type: 'function_call_output' as const, call_id: call?.call_id ?? '', output: 'clear sky' };
  const answer = await sandbox.client.responses.create({
    model,
    tools,
    input: [output],
    previous_response_id: called.id,
  });
  expect(answer.output_text).toContain('clear sky');
});

it('refuses, in a stream too, and says when it was stopped', async () => {
  const refused = await sandbox.client.responses.create({ model, input: '@sandbox refusal="I would rather not."' });
  expect(refused.output.at(-1)).toMatchObject({ content: [{ type: 'refusal', refusal: 'I would rather not.' }] });
  const events = await readStream('@sandbox refusal="I would rather not."');
  expect(events.some((event) => event.type === 'response.refusal.done')).toBe(true);
  const stopped = await sandbox.client.responses.create({
    model,
    input: 'Hello\n@sandbox chunks=90',
    max_output_tokens: 16,
  });
  expect(stopped).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  const filtered = await readStream('@sandbox filtered=true');
  expect(filtered.at(-1)).toMatchObject({
    type: 'response.incomplete',
    response: { incomplete_details: { reason: 'content_filter' } },
  });
});

it('answers with an object that fits the schema', async () => {
  const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
  const format = { type: 'json_schema' as const, name: 'place', schema, strict: false };
  const answer = await sandbox.client.responses.create({ model, input: 'Where?', text: { format } });
  expect(JSON.parse(answer.output_text)).toEqual({ city: expect.any(String) as string });
});

it.each([
  [{ model }, 'input'],
  [{ input: 'a' }, 'model'],
  [{ model, messages: [] }, 'messages'],
  [{ model, input: 'a', nonsense: 1 }, 'nonsense'],
  [{ model, input: 'a', max_output_tokens: 1 }, 'max_output_tokens'],
  [{ model, input: [{ role: 'nobody', content: 'a' }] }, 'input[0].role'],
  [{ model, input: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }] }, 'input[0].content[0]'],
  [{ model, input: [{ type: 'function_call_output', call_id: 'x', output: 'a' }] }, 'input'],
  [{ model, input: 'a', tools: [{ type: 'function' }] }, 'tools[0].name'],
  [{ model, input: 'a', text: { format: { type: 'json_schema' } } }, 'text.format.name'],
])('refuses %j', async (body, param) => {
  const answer = await fetch(`${sandbox.url}/v1/responses`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { param, type: 'invalid_request_error' } });
});

it('fails as steering says', async () => {
  await expect(readStream('@sandbox cut_after=2 chunks=5')).rejects.toThrow();
  await expect(readStream('@sandbox error_after=2 chunks=5')).rejects.toMatchObject({
    code: expect.anything() as string,
  });
  await expect(readStream('@sandbox status=503')).rejects.toMatchObject({ status: 503 });
});
