import { GoogleGenAI } from '@google/genai';
import { importPKCS8, SignJWT } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { collect } from './collect.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

interface KeyFile {
  project_id: string;
  private_key: string;
  client_email: string;
  token_uri: string;
}

interface Claims {
  issuer?: string;
  audience?: string;
  lifeS?: number;
  scope?: string;
  privateKey?: string;
}

let sandbox: SandboxUnderTest;
let keyFile: KeyFile;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
  keyFile = (await (await fetch(`${sandbox.url}/vertex/service-account.json`)).json()) as KeyFile;
});
afterAll(async () => {
  await sandbox.running.close(0);
});

const scope = 'https://www.googleapis.com/auth/cloud-platform';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

async function exchange(claims: Claims = {}, grant = grantType): Promise<Response> {
  const key = await importPKCS8(claims.privateKey ?? keyFile.private_key, 'RS256');
  const assertion = await new SignJWT({ scope: claims.scope ?? scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(claims.issuer ?? keyFile.client_email)
    .setAudience(claims.audience ?? keyFile.token_uri)
    .setIssuedAt()
    .setExpirationTime(`${claims.lifeS ?? 3_600}s`)
    .sign(key);
  const body = new URLSearchParams({ grant_type: grant, assertion });
  return fetch(keyFile.token_uri, { method: 'POST', body });
}

async function post(path: string, token: string, body: unknown): Promise<Response> {
  return fetch(`${sandbox.url}/vertex/v1/projects/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
}

const model = 'locations/europe-west4/publishers/google/models/gemini-2.5-flash';
const ask = { contents: [{ role: 'user', parts: [{ text: '@sandbox reply="one two"' }] }] };

async function token(): Promise<string> {
  return ((await (await exchange()).json()) as { access_token: string }).access_token;
}

it('gives a token for an assertion its account signed', async () => {
  const answer = await exchange();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ expires_in: 3_599, token_type: 'Bearer' });
});

it.each<[string, Claims, string]>([
  ['another issuer', { issuer: 'someone@else' }, 'invalid_grant'],
  ['another audience', { audience: 'https://example.com/token' }, 'invalid_grant'],
  ['too long a life', { lifeS: 7_200 }, 'invalid_grant'],
  ['an expired assertion', { lifeS: -60 }, 'invalid_grant'],
  ['too small a scope', { scope: 'openid' }, 'invalid_scope'],
])('refuses %s', async (_, claims, error) => {
  const answer = await exchange(claims);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error });
});

it('refuses another key and another grant', async () => {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2_048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  expect(await (await exchange({ privateKey })).json()).toMatchObject({ error: 'invalid_grant' });
  expect(await (await exchange({}, 'password')).json()).toMatchObject({ error: 'unsupported_grant_type' });
});

it('answers Google’s client', async () => {
  const bearer = new Headers({ authorization: `Bearer ${await token()}` });
  const client = new GoogleGenAI({
    vertexai: true,
    project: keyFile.project_id,
    location: 'europe-west4',
    httpOptions: { baseUrl: `${sandbox.url}/vertex`, headers: Object.fromEntries(bearer) },
    googleAuthOptions: { authClient: { getRequestHeaders: () => Promise.resolve(bearer) } as never },
  });
  const whole = await client.models.generateContent({
    model: 'gemini-2.5-flash',
    contents: '@sandbox reply="one two"',
  });
  expect(whole.text).toBe('one two');
  const stream = await client.models.generateContentStream({
    model: 'gemini-2.5-flash',
    contents: '@sandbox chunks=4',
  });
  expect((await collect(stream)).at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
  const vectors = await client.models.embedContent({ model: 'text-embedding-005', contents: ['a', 'b'] });
  expect(vectors.embeddings).toHaveLength(2);
  const counted = await client.models.countTokens({ model: 'gemini-2.5-flash', contents: 'Hello' });
  expect(counted.totalTokens).toBeGreaterThan(0);
});

it('lets in bearers it gave, into their own project', async () => {
  const good = await token();
  expect((await post(`sandbox/${model}:generateContent`, good, ask)).status).toBe(200);
  expect(await (await post(`sandbox/${model}:generateContent`, 'ya29.other', ask)).json()).toMatchObject({
    error: { code: 401, status: 'UNAUTHENTICATED', details: [{ reason: 'ACCESS_TOKEN_TYPE_UNSUPPORTED' }] },
  });
  expect(await (await post(`other/${model}:generateContent`, good, ask)).json()).toMatchObject({
    error: { code: 403, status: 'PERMISSION_DENIED' },
  });
  expect((await post(`sandbox/${model}:unknown`, good, ask)).status).toBe(404);
});

it('knows Vertex’s fields, not those of the Gemini API', async () => {
  const good = await token();
  const send = async (body: object) => (await post(`sandbox/${model}:generateContent`, good, body)).status;
  expect(await send({ ...ask, labels: { team: 'a' } })).toBe(200);
  expect(await send({ ...ask, store: false })).toBe(400);
  expect(await send({ contents: [{ parts: [{ text: 'no role' }] }] })).toBe(400);
  const called = await post(`sandbox/${model}:generateContent`, good, {
    contents: [{ role: 'user', parts: [{ text: '@sandbox tool=f' }] }],
    tools: [{ functionDeclarations: [{ name: 'f' }] }],
  });
  const text = await called.text();
  expect(text).toContain('"functionCall":{"name":"f","args":{}}');
});
