/** `@google/genai`. */
import {
  ApiError,
  type Content,
  type FunctionDeclaration,
  type GenerateContentResponse,
  GoogleGenAI,
} from '@google/genai';
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

const FUNCTIONS: FunctionDeclaration[] = [
  { name: 'get_weather', parametersJsonSchema: argumentsOf('city') },
  { name: 'get_time', parametersJsonSchema: argumentsOf('zone') },
];
/** The bytes of their answers are passed on. */
const SPEAK_GEMINI: ReadonlySet<Upstream> = new Set(['gemini', 'vertex']);
const TOOLS = [{ functionDeclarations: FUNCTIONS }];
const REPORTED = { promptTokenCount: 1200, cachedContentTokenCount: 1024, candidatesTokenCount: 90 };

function modelsOf({ url, customer }: Storefront, apiKey = customer.key) {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } }).models;
}

export function googleGenAiSuite(storefront: () => Storefront): void {
  describe.each(UPSTREAMS)('generateContent over %s', (upstream) => {
    test.concurrent('a call, its usage and its bill', () => usage(storefront(), upstream));
    test.concurrent('a stream, its usage and its bill', () => stream(storefront(), upstream));
    test.concurrent('two tools at once, and their results', () => toolLoop(storefront(), upstream));
    test.concurrent('a picture, a system prompt, a stop sequence', () => settings(storefront(), upstream));
    test.concurrent('an answer by a schema', () => schema(storefront(), upstream));
    test.concurrent('a refusal', () => refusal(storefront(), upstream));
    test.concurrent('a stream that is cut', () => cut(storefront(), upstream));
  });
  test.each(SHOW_THOUGHTS)('thoughts of %s are shown', (upstream) => thoughts(storefront(), upstream));
  test('tokens are counted without a call', () => counted(storefront()));
  test('errors are of its own class', () => errors(storefront()));
  test('what can’t be said is refused by name', () => fields(storefront()));
}

function requestIdOf({ sdkHttpResponse }: GenerateContentResponse): string {
  return sdkHttpResponse?.headers?.['x-request-id'] ?? '';
}

async function usage(store: Storefront, model: Upstream) {
  const answer = await modelsOf(store).generateContent({ model, contents: METERED });
  expect(answer.text).toContain('You said: hello');
  expect(answer.candidates?.[0]?.finishReason).toBe('STOP');
  expect(answer.usageMetadata).toMatchObject(REPORTED);
  await expectBilled(store, model, requestIdOf(answer));
}

async function stream(store: Storefront, model: Upstream) {
  const chunks = await collect(await modelsOf(store).generateContentStream({ model, contents: METERED }));
  expect(chunks.map(({ text }) => text ?? '').join('')).toContain('You said: hello');
  const last = chunks.at(-1) as GenerateContentResponse;
  expect(last.candidates?.[0]?.finishReason).toBe('STOP');
  expect(last.usageMetadata).toMatchObject(REPORTED);
  await expectBilled(store, model, requestIdOf(last));
}

async function toolLoop(store: Storefront, model: Upstream) {
  const models = modelsOf(store);
  const question: Content = { role: 'user', parts: [{ text: TOOL_PROMPT }] };
  const chunks = await collect(
    await models.generateContentStream({ model, contents: [question], config: { tools: TOOLS } }),
  );
  const parts = chunks.flatMap(({ candidates }) => candidates?.[0]?.content?.parts ?? []);
  const calls = parts.flatMap(({ functionCall }) => functionCall ?? []);
  expect(calls.map(({ name, args }) => ({ name, args }))).toEqual(ORDERS);
  const results = calls.map(({ id, name = '' }) => ({
    functionResponse: { name, response: { output: `${name}: fine` }, ...(id === undefined ? {} : { id }) },
  }));
  const contents: Content[] = [question, { role: 'model', parts }, { role: 'user', parts: results }];
  const told = await models.generateContent({ model, contents, config: { tools: TOOLS } });
  expect(told.text).toMatch(/get_weather: fine.*get_time: fine/);
}

async function settings(store: Storefront, model: Upstream) {
  const contents = [{ inlineData: { mimeType: 'image/png', data: PNG } }, { text: 'hello' }];
  const config = { systemInstruction: 'Be brief.', stopSequences: ['sandbox'], temperature: 0.5, maxOutputTokens: 50 };
  const answer = await modelsOf(store).generateContent({ model, contents, config });
  expect(answer.text).toBe('You said: hello. The ');
  const { imageInputTokens } = await expectBilled(store, model, requestIdOf(answer));
  expect(imageInputTokens > 0).toBe(COUNT_PICTURES.has(model));
}

async function schema(store: Storefront, model: Upstream) {
  const config = { responseMimeType: 'application/json', responseJsonSchema: SCHEMA };
  const answer = await modelsOf(store).generateContent({ model, contents: 'hello', config });
  expect(JSON.parse(answer.text ?? '')).toEqual({
    city: expect.any(String) as string,
    degrees: expect.any(Number) as number,
  });
}

async function refusal(store: Storefront, model: Upstream) {
  const answer = await modelsOf(store).generateContent({ model, contents: REFUSED });
  // The client reads no `finishMessage`, which is where Gemini puts the words.
  const [candidate] = answer.candidates ?? [];
  if (SPEAK_GEMINI.has(model)) expect(candidate?.finishReason).toBe('SAFETY');
  else expect(answer.text).toBe(REFUSAL);
}

async function cut(store: Storefront, model: Upstream) {
  const chunks = await modelsOf(store).generateContentStream({ model, contents: CUT });
  const failure = await failureOf(collect(chunks));
  expect(failure).toBeInstanceOf(ApiError);
  expect((failure as ApiError).message).toContain('UPSTREAM_INTERRUPTED');
}

async function thoughts(store: Storefront, model: Upstream) {
  const config = { thinkingConfig: { thinkingBudget: 1024, includeThoughts: true }, maxOutputTokens: 4000 };
  const answer = await modelsOf(store).generateContent({ model, contents: THOUGHTFUL, config });
  const parts = answer.candidates?.[0]?.content?.parts ?? [];
  expect(parts[0]).toMatchObject({ thought: true, text: expect.stringMatching(/\w/) as string });
  expect(answer.text).toContain('You said: hello');
  await expectBilled(store, model, requestIdOf(answer));
}

async function counted(store: Storefront) {
  const { totalTokens } = await modelsOf(store).countTokens({ model: 'openai', contents: 'hello there' });
  expect(totalTokens).toBeGreaterThan(1);
}

async function errors(store: Storefront) {
  const ask = (key: string, body: object = {}) =>
    modelsOf(store, key).generateContent({ model: 'openai', contents: 'hello', ...body });
  const { key } = store.customer;
  const [limited] = await failuresOf(AT_ONCE.map(() => ask(store.slow.key)));
  const expected = [
    [await failureOf(ask('nobody')), 401, 'INVALID_API_KEY'],
    [await failureOf(ask(key, { model: 'nothing' })), 404, 'MODEL_NOT_FOUND'],
    [await failureOf(ask(key, { config: { temperature: 'warm' } })), 400, 'generationConfig.temperature'],
    [await failureOf(ask(store.poor.key)), 402, 'INSUFFICIENT_QUOTA'],
    [limited, 429, '"retryDelay":"1s"'],
  ] as const;
  for (const [failure, status, words] of expected) {
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure).toMatchObject({ status, message: expect.stringContaining(words) as string });
  }
}

async function fields(store: Storefront) {
  const config = { topK: 5 };
  const failure = await failureOf(modelsOf(store).generateContent({ model: 'openai', contents: 'hello', config }));
  expect(failure).toMatchObject({ status: 400, message: expect.stringContaining('generationConfig.topK') as string });
}
