/** Vectors, lists of models and the older completions, by the clients that have them. */
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { embedMany } from 'ai';
import { expect, test } from 'vitest';
import { collect } from './cases.js';
import { openAiClient } from './openai-chat.suite.js';
import { expectBilled, type Storefront, type Upstream, UPSTREAMS, WIRES } from './storefront.js';

/** Wires with vectors. */
const EMBED: readonly Upstream[] = ['openai', 'azure', 'gemini', 'vertex', 'cohere'];
const TEXTS = ['hello there', 'and good bye'];

export function embeddingsSuite(storefront: () => Storefront): void {
  test.concurrent.each(EMBED)('openai: vectors of %s, as bytes and as numbers', (upstream) =>
    byOpenAi(storefront(), upstream),
  );
  test.concurrent.each(EMBED)('@google/genai and ai: vectors of %s', (upstream) => byOthers(storefront(), upstream));
}

export function listsSuite(storefront: () => Storefront): void {
  test('openai, @anthropic-ai/sdk and @google/genai list what may be called', () => lists(storefront()));
  test.concurrent.each(WIRES)('openai: the older completions over %s', (upstream) =>
    completions(storefront(), upstream),
  );
}

async function byOpenAi(store: Storefront, model: Upstream) {
  const client = openAiClient(store);
  // Unasked, this client fetches bytes and decodes them.
  const { data, request_id } = await client.embeddings.create({ model, input: TEXTS }).withResponse();
  const numbers = await client.embeddings.create({ model, input: TEXTS, encoding_format: 'float' });
  expect(data.data).toHaveLength(TEXTS.length);
  for (const [index, { embedding }] of data.data.entries()) {
    expect(embedding.length).toBeGreaterThan(1);
    const same = numbers.data[index]?.embedding ?? [];
    expect(embedding.every((value, place) => Math.abs(value - (same[place] ?? NaN)) < 1e-6)).toBe(true);
  }
  await expectBilled(store, model, request_id ?? '');
}

async function byOthers({ url, customer: { key } }: Storefront, model: Upstream) {
  const google = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: url } });
  const { embeddings = [] } = await google.models.embedContent({ model, contents: TEXTS });
  const models = [
    createOpenAI({ baseURL: `${url}/v1`, apiKey: key }).embeddingModel(model),
    createGoogle({ baseURL: `${url}/v1beta`, apiKey: key }).embeddingModel(model),
  ];
  for (const one of models) {
    const made = await embedMany({ model: one, values: TEXTS, maxRetries: 0 });
    expect(made.embeddings).toHaveLength(TEXTS.length);
    expect(made.embeddings[1]?.[0]).toBeCloseTo(embeddings[1]?.values?.[0] ?? NaN, 6);
  }
}

async function lists(store: Storefront) {
  const { url, customer } = store;
  const apiKey = customer.key;
  const offered = [...UPSTREAMS].sort();
  const openAi = await collect(await openAiClient(store).models.list());
  expect(openAi.map(({ id }) => id).sort()).toEqual(offered);
  const anthropic = await collect(await new Anthropic({ baseURL: url, apiKey }).models.list());
  expect(anthropic.map(({ id }) => id).sort()).toEqual(offered);
  const google = await collect(await new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } }).models.list());
  expect(google.map(({ name }) => name?.replace('models/', '')).sort()).toEqual(offered);
}

async function completions(store: Storefront, model: Upstream) {
  const body = { model, prompt: 'hello', max_tokens: 50 };
  const { data, request_id } = await openAiClient(store).completions.create(body).withResponse();
  expect(data.choices[0]).toMatchObject({ finish_reason: 'stop', text: expect.stringContaining('hello') as string });
  await expectBilled(store, model, request_id ?? '');
  const chunks = await collect(await openAiClient(store).completions.create({ ...body, stream: true }));
  expect(chunks.map(({ choices }) => choices[0]?.text ?? '').join('')).toBe(data.choices[0]?.text);
}
