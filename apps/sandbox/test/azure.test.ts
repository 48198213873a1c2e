import OpenAI, { AzureOpenAI } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

const apiVersion = '2024-10-21';
const messages = [{ role: 'user' as const, content: '@sandbox reply="as you wish"' }];

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

function connect(more: { apiKey?: string; apiVersion?: string; token?: string }): AzureOpenAI {
  const { token } = more;
  return new AzureOpenAI({
    endpoint: `${sandbox.url}/azure`,
    apiVersion: more.apiVersion ?? apiVersion,
    maxRetries: 0,
    ...(token === undefined
      ? { apiKey: more.apiKey ?? 'sk-sandbox' }
      : { azureADTokenProvider: () => Promise.resolve(token) }),
  });
}

async function askToken(form: Record<string, string>): Promise<{ status: number; body: Record<string, unknown> }> {
  const good = {
    grant_type: 'client_credentials',
    client_id: 'a-client',
    client_secret: 'sandbox-secret',
    scope: 'https://cognitiveservices.azure.com/.default',
  };
  const answer = await fetch(`${sandbox.url}/azure/00000000-0000-0000-0000-000000000000/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...good, ...form }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

it('answers by deployment, with the findings of the content filter', async () => {
  const answer = await connect({}).chat.completions.create({ model: 'my-deployment', messages });
  expect(answer.choices[0]?.message.content).toBe('as you wish');
  expect(answer.model).toBe('my-deployment');
  expect(answer).toMatchObject({
    prompt_filter_results: [{ prompt_index: 0 }],
    choices: [{ content_filter_results: { hate: { filtered: false, severity: 'safe' } } }],
  });
});

it('streams a first event without a choice', async () => {
  const body = { model: 'my-deployment', messages, stream: true as const, stream_options: { include_usage: true } };
  const chunks = [];
  for await (const chunk of await connect({}).chat.completions.create(body)) chunks.push(chunk);
  expect(chunks[0]).toMatchObject({ choices: [], id: '', prompt_filter_results: [{ prompt_index: 0 }] });
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? '').join('')).toBe('as you wish');
  expect(chunks.at(-1)?.usage?.completion_tokens).toBeGreaterThan(0);
});

it('takes the model from the path, whatever the body says', async () => {
  const answer = await fetch(`${sandbox.url}/azure/openai/deployments/mine/embeddings?api-version=${apiVersion}`, {
    method: 'POST',
    headers: { 'api-key': 'sk-sandbox' },
    body: JSON.stringify({ input: 'hello', model: 'another' }),
  });
  expect(await answer.json()).toMatchObject({ model: 'mine' });
});

it('speaks as OpenAI does under v1', async () => {
  const client = new OpenAI({ apiKey: 'sk-sandbox', baseURL: `${sandbox.url}/azure/openai/v1`, maxRetries: 0 });
  const answer = await client.responses.create({ model: 'gpt-5', input: '@sandbox reply="as you wish"' });
  expect(answer.output_text).toBe('as you wish');
  expect((await client.models.list()).data.length).toBeGreaterThan(0);
});

it('takes a token that it gave out, and no other', async () => {
  const { status, body } = await askToken({});
  expect([status, body.token_type, body.expires_in]).toEqual([200, 'Bearer', 3_599]);
  const token = String(body.access_token);
  const answer = await connect({ token }).chat.completions.create({ model: 'my-deployment', messages });
  expect(answer.choices[0]?.message.content).toBe('as you wish');
  const wrong = connect({ token: 'made-up' }).chat.completions.create({ model: 'my-deployment', messages });
  await expect(wrong).rejects.toMatchObject({ status: 401, code: '401' });
});

it.each([
  [{ client_secret: 'wrong' }, 401, 'invalid_client'],
  [{ scope: 'https://graph.microsoft.com/.default' }, 400, 'invalid_scope'],
  [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
  [{ client_id: '' }, 400, 'invalid_request'],
])('gives no token for %j', async (form, status, error) => {
  expect(await askToken(form)).toMatchObject({ status, body: { error } });
});

it.each([
  [{ apiVersion: '2023-05-15' }, 404],
  [{ apiVersion: 'latest' }, 404],
  [{ apiKey: 'wrong' }, 401],
])('refuses %j', async (wrong, status) => {
  const sending = connect(wrong).chat.completions.create({ model: 'my-deployment', messages });
  await expect(sending).rejects.toMatchObject({ status, code: String(status) });
});

it('takes no key as a Bearer token where paths are its own', async () => {
  const answer = await fetch(
    `${sandbox.url}/azure/openai/deployments/mine/chat/completions?api-version=${apiVersion}`,
    {
      method: 'POST',
      headers: { authorization: 'Bearer sk-sandbox' },
      body: JSON.stringify({ messages }),
    },
  );
  expect(answer.status).toBe(401);
});

it('refuses bad parameters in OpenAI’s words, and fails as steering says', async () => {
  const ask = (content: string, temperature = 1) =>
    connect({}).chat.completions.create({ model: 'm', temperature, messages: [{ role: 'user', content }] });
  await expect(ask('a', 9)).rejects.toMatchObject({ status: 400, param: 'temperature' });
  await expect(ask('@sandbox status=429')).rejects.toMatchObject({ status: 429, code: '429' });
});
