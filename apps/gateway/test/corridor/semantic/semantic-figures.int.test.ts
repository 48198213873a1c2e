/** How often the semantic cache is wrong: measured on pairs of questions, with the vectors the sandbox gives over its wire. */
import { distinctFacts } from '@turnpike/pipeline/cache/semantic/distinct-facts';
import { type Sandbox, startSandboxProcess } from '@turnpike/testing/sandbox-process';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drawFigures, type ComparedPair } from './draw-figures.js';
import { QUESTION_PAIRS } from './question-pairs.fixture.js';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandboxProcess();
});
afterAll(() => sandbox.stop());

test('the figures in infra/docs are those of the code and the pairs as they are', async () => {
  const client = new OpenAI({ apiKey: 'sk-sandbox-1', baseURL: sandbox.baseUrl, maxRetries: 0 });
  const input = QUESTION_PAIRS.flatMap(([, asked, askedThen]) => [asked, askedThen]);
  const { data } = await client.embeddings.create({ model: 'text-embedding-3-small', input });
  const vectors = data.map(({ embedding }) => embedding);
  const compared = QUESTION_PAIRS.map(([kind, asked, askedThen], index): ComparedPair => {
    const similarity = cosine(vectors[index * 2] ?? [], vectors[index * 2 + 1] ?? []);
    return { kind, asked, askedThen, similarity, hasSameFacts: distinctFacts(asked) === distinctFacts(askedThen) };
  });
  await expect(drawFigures(compared)).toMatchFileSnapshot('../../../../../infra/docs/semantic-cache.md');
});

function cosine(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] ?? 0), 0);
}
