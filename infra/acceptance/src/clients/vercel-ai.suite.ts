/** Vercel's `ai`, by each of its providers that has a surface here. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateText, isStepCount, jsonSchema, type LanguageModel, Output, streamText, tool } from 'ai';
import { describe, expect, test } from 'vitest';
import { argumentsOf, CUT, failureOf, METERED, PNG, SCHEMA, TOOL_PROMPT } from './cases.js';
import { type Storefront, type Upstream, WIRES } from './storefront.js';

type ModelOf = (store: Storefront, model: string, apiKey?: string) => LanguageModel;

const PROVIDERS: Readonly<Record<string, ModelOf>> = {
  '@ai-sdk/openai responses': ({ url, customer }, model, apiKey = customer.key) =>
    createOpenAI({ baseURL: `${url}/v1`, apiKey }).responses(model),
  '@ai-sdk/openai chat': ({ url, customer }, model, apiKey = customer.key) =>
    createOpenAI({ baseURL: `${url}/v1`, apiKey }).chat(model),
  '@ai-sdk/anthropic': ({ url, customer }, model, apiKey = customer.key) =>
    createAnthropic({ baseURL: `${url}/v1`, apiKey })(model),
  '@ai-sdk/google': ({ url, customer }, model, apiKey = customer.key) =>
    createGoogle({ baseURL: `${url}/v1beta`, apiKey })(model),
};

/** To models whose name it doesn't know it gives a tool in place of a schema, and forbids a second call of it. */
const BY_SCHEMA = { anthropic: { structuredOutputMode: 'outputFormat' } };

const tools = {
  get_weather: tool({
    inputSchema: jsonSchema<{ city: string }>(argumentsOf('city')),
    execute: ({ city }) => `rain in ${city}`,
  }),
  get_time: tool({
    inputSchema: jsonSchema<{ zone: string }>(argumentsOf('zone')),
    execute: ({ zone }) => `noon in ${zone}`,
  }),
};

export function vercelAiSuite(storefront: () => Storefront): void {
  describe.each(Object.entries(PROVIDERS))('%s', (_name, modelOf) => {
    test.concurrent.each(WIRES)('over %s: a text, a stream, tools, a schema, a picture', async (upstream) => {
      const store = storefront();
      await all(modelOf(store, upstream));
    });
    test('a stream that is cut, a bad key, a model that isn’t there', () => failures(storefront(), modelOf));
  });
}

async function all(model: LanguageModel) {
  const plain = await generateText({ model, prompt: METERED, maxRetries: 0 });
  expect(plain.text).toContain('You said: hello');
  const expected = { inputTokens: 1200, outputTokens: 90, inputTokenDetails: { cacheReadTokens: 1024 } };
  expect(plain.usage).toMatchObject(expected);

  const stream = streamText({ model, prompt: METERED, maxRetries: 0 });
  expect(await stream.text).toContain('You said: hello');
  expect(await stream.usage).toMatchObject(expected);

  const loop = await generateText({ model, prompt: TOOL_PROMPT, tools, stopWhen: isStepCount(3), maxRetries: 0 });
  expect(loop.steps.map(({ toolResults }) => toolResults.map(({ output }) => output))).toEqual([
    ['rain in Paris', 'noon in CET'],
    [],
  ]);
  expect(loop.text).toMatch(/rain in Paris.*noon in CET/);

  const output = Output.object({ schema: jsonSchema({ ...SCHEMA, required: [...SCHEMA.required] }) });
  const made = await generateText({ model, prompt: 'hello', output, providerOptions: BY_SCHEMA, maxRetries: 0 });
  expect(made.output).toEqual({ city: expect.any(String) as string, degrees: expect.any(Number) as number });

  const content = [
    { type: 'text' as const, text: 'hello' },
    { type: 'file' as const, mediaType: 'image/png', data: PNG },
  ];
  const seen = await generateText({ model, system: 'Be brief.', messages: [{ role: 'user', content }], maxRetries: 0 });
  expect(seen.text).toContain('You said: hello');
}

async function failures(store: Storefront, modelOf: ModelOf) {
  const errors: unknown[] = [];
  const stream = streamText({
    model: modelOf(store, 'anthropic' satisfies Upstream),
    prompt: CUT,
    maxRetries: 0,
    onError: ({ error }) => void errors.push(error),
  });
  await stream.consumeStream();
  expect(errors).toHaveLength(1);
  const ask = (model: LanguageModel) => failureOf(generateText({ model, prompt: 'hello', maxRetries: 0 }));
  const stranger = await ask(modelOf(store, 'anthropic', 'nobody'));
  expect(APICallError.isInstance(stranger)).toBe(true);
  expect(stranger).toMatchObject({ statusCode: 401, message: expect.stringMatching(/key/i) as string });
  expect(await ask(modelOf(store, 'nothing'))).toMatchObject({ statusCode: 404 });
}
