import { countTextTokens } from '@turnpike/domain/token-count';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

const model = 'gpt-3.5-turbo-instruct';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

async function post(path: string, body: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: 'Bearer sk-sandbox', 'x-client-request-id': `other-${path}` };
  const answer = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it('completes a text, several times, echoed', async () => {
  const prompt = '@sandbox reply="as you wish"';
  const answer = await sandbox.client.completions.create({ model, prompt, n: 2, echo: true, logprobs: 1 });
  expect(answer.object).toBe('text_completion');
  expect(answer.choices.map(({ text }) => text)).toEqual([`${prompt}as you wish`, `${prompt}as you wish`]);
  expect(answer.choices[0]?.logprobs).toMatchObject({
    tokens: ['as', ' you', ' wish'],
    text_offset: [prompt.length, prompt.length + 2, prompt.length + 6],
  });
  expect(answer.usage).toMatchObject({
    prompt_tokens: countTextTokens(prompt),
    completion_tokens: 2 * countTextTokens('as you wish'),
  });
});

it('completes sixteen tokens where no number is said', async () => {
  const answer = await sandbox.client.completions.create({ model, prompt: `@sandbox reply="${'word '.repeat(40)}"` });
  expect(answer.choices[0]?.finish_reason).toBe('length');
  expect(answer.usage?.completion_tokens).toBe(16);
});

it('streams completions, usage last', async () => {
  const prompt = '@sandbox reply="one two three"';
  const chunks = [];
  const request = { model, prompt, stream: true as const, stream_options: { include_usage: true } };
  for await (const chunk of await sandbox.client.completions.create(request)) chunks.push(chunk);
  expect(chunks.map((chunk) => chunk.choices[0]?.text ?? '').join('')).toBe('one two three');
  expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: countTextTokens('one two three') } });
});

it.each([
  [{ model }, 'prompt'],
  [{ model, prompt: [1, 'a'] }, 'prompt'],
  [{ model, prompt: 'a', n: 0 }, 'n'],
  [{ model, prompt: 'a', messages: [] }, 'messages'],
])('refuses to complete %j', async (body, param) => {
  expect(await post('/v1/completions', body)).toMatchObject({ status: 400, body: { error: { param } } });
});

it('moderates by words, each input for itself', async () => {
  const answer = await sandbox.client.moderations.create({ input: ['I will kill you', 'Good morning, skill'] });
  expect(answer.results.map(({ flagged }) => flagged)).toEqual([true, false]);
  expect(answer.results[0]?.categories).toMatchObject({ violence: true, hate: false });
  expect(answer.results[0]?.category_scores.violence).toBeGreaterThan(0.9);
  expect(answer.results[1]?.category_scores.violence).toBeLessThan(0.01);
  const parts = await sandbox.client.moderations.create({
    input: [
      { type: 'text', text: 'Good morning' },
      { type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
    ],
  });
  expect(parts.results).toHaveLength(1);
  expect(parts.results[0]?.category_applied_input_types).toMatchObject({ violence: ['text', 'image'], hate: ['text'] });
  await expect(sandbox.client.moderations.create({ input: '@sandbox status=500' })).rejects.toMatchObject({
    status: 500,
  });
  expect(await post('/v1/moderations', { input: 5 })).toMatchObject({
    status: 400,
    body: { error: { param: 'input' } },
  });
});

it('reranks in the shape that many share', async () => {
  const documents = ['the sea', { text: 'a toll gate' }];
  const ranked = { model: 'rerank', query: 'toll gate', documents, top_n: 1, return_documents: true };
  const { body } = await post('/v1/rerank', ranked);
  const prompt = ['toll gate', 'the sea', 'a toll gate'].reduce((sum, text) => sum + countTextTokens(text), 0);
  expect(body).toMatchObject({
    model: 'rerank',
    results: [{ index: 1, document: { text: 'a toll gate' } }],
    usage: { total_tokens: prompt },
    meta: { billed_units: { search_units: 1 } },
  });
  expect(await sandbox.delivered('other-/v1/rerank')).toMatchObject({ operation: 'rerank', units: { searches: 1 } });
  const failing = await post('/v1/rerank', { ...ranked, query: '@sandbox status=429' });
  expect(failing.status).toBe(429);
  expect((await post('/v1/rerank', { ...ranked, documents: [] })).status).toBe(400);
});
