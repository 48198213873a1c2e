import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

const model = 'text-embedding-3-small';

it('gives the same unit vector as floats and as base64', async () => {
  const floats = await sandbox.client.embeddings.create({ model, input: 'hello world', encoding_format: 'float' });
  const packed = await sandbox.client.embeddings.create({ model, input: ['hello world', 'other'] });
  const vector = floats.data[0]?.embedding ?? [];
  expect(vector).toHaveLength(1_536);
  expect(packed.data[0]?.embedding).toEqual(vector);
  expect(packed.data[1]?.embedding).not.toEqual(vector);
  expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
  expect(floats.usage).toEqual({ prompt_tokens: 2, total_tokens: 2 });
  expect(packed.usage.prompt_tokens).toBe(3);
});

it('honours dimensions and token ids, and accounts for them', async () => {
  const headers = { 'x-client-request-id': 'emb-1' };
  const answer = await sandbox.client.embeddings.create(
    { model, input: [[1, 2, 3], [4]], dimensions: 64 },
    { headers },
  );
  expect(answer.data.map((item) => item.embedding.length)).toEqual([64, 64]);
  expect(await sandbox.delivered('emb-1')).toMatchObject({
    operation: 'embeddings',
    model,
    status: 200,
    promptTokens: 4,
    completionTokens: 0,
    usageReported: true,
    ended: 'complete',
  });
});

it('is steered by an input that begins with @sandbox', async () => {
  const create = (input: string) => sandbox.client.embeddings.create({ model, input });
  expect((await create('@sandbox prompt_tokens=77')).usage.prompt_tokens).toBe(77);
  expect((await create('@sandbox omit_usage=true')).usage).toBeUndefined();
  await expect(create('@sandbox status=503')).rejects.toMatchObject({ status: 503 });
  await expect(create('@sandbox chunks=3')).rejects.toMatchObject({ status: 400 });
});

it.each([
  [{ model }, 'input'],
  [{ model, input: '' }, 'input'],
  [{ model, input: [] }, 'input'],
  [{ model, input: ['a', 1] }, 'input'],
  [{ model, input: [['a']] }, 'input'],
  [{ model, input: {} }, 'input'],
  [{ model, input: 'x', dimensions: 0 }, 'dimensions'],
  [{ model, input: 'x', encoding_format: 'int8' }, 'encoding_format'],
  [{ input: 'x' }, 'model'],
])('refuses %j', async (body, param) => {
  const answer = await fetch(`${sandbox.url}/v1/embeddings`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-sandbox' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: { param, type: 'invalid_request_error' } });
});

it('lists models', async () => {
  const page = await sandbox.client.models.list();
  expect(page.data.map((item) => item.id)).toContain('sandbox-chat');
  expect((await sandbox.client.models.retrieve('sandbox-embedding')).object).toBe('model');
});
