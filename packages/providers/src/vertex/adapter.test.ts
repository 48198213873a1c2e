import { createVerify, generateKeyPairSync } from 'node:crypto';
import { EgressError } from '@turnpike/egress/egress-error';
import { describe, expect, it, test } from 'vitest';
import { CredentialRefused } from '../provider-adapter.js';
import type { BuildRequestInput, SigningServices, UpstreamTarget } from '../provider-adapter.js';
import { vertexAdapter as adapter } from './adapter.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ACCOUNT = {
  type: 'service_account',
  project_id: 'acme',
  private_key_id: 'k1',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'bot@acme.iam.gserviceaccount.com',
  token_uri: 'https://oauth2.googleapis.com/token',
};
const HOST = 'https://europe-west4-aiplatform.googleapis.com';

function targetOf(account: object | string = ACCOUNT, baseUrl = HOST): UpstreamTarget {
  return { baseUrl, credential: typeof account === 'string' ? account : JSON.stringify(account) };
}

function build(more: Partial<BuildRequestInput> = {}) {
  const body = more.body ?? { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] };
  return adapter.buildRequest({
    operation: 'models.generateContent',
    dialect: 'gemini',
    body,
    raw: Buffer.from(JSON.stringify(body)),
    upstreamModel: 'gemini-2.5-flash',
    stream: false,
    target: targetOf(),
    requestId: 'req_1',
    ...more,
  });
}

describe('buildRequest', () => {
  const place = '/v1beta1/projects/acme/locations/europe-west4';
  it.each<[string, Partial<BuildRequestInput>, string]>([
    ['Google’s model', {}, `${place}/publishers/google/models/gemini-2.5-flash:generateContent`],
    ['a stream', { stream: true }, `${place}/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse`],
    [
      'embeddings',
      { operation: 'embeddings', dialect: null, upstreamModel: 'text-embedding-005' },
      `${place}/publishers/google/models/text-embedding-005:predict`,
    ],
    ['another’s model', { upstreamModel: 'meta/llama' }, `${place}/publishers/meta/models/llama:generateContent`],
    ['an endpoint', { upstreamModel: 'endpoints/77' }, `${place}/endpoints/77:generateContent`],
    [
      'the global place',
      { target: targetOf(ACCOUNT, 'https://aiplatform.googleapis.com') },
      '/v1beta1/projects/acme/locations/global/publishers/google/models/gemini-2.5-flash:generateContent',
    ],
    [
      'a place of several regions',
      { target: targetOf(ACCOUNT, 'https://aiplatform.eu.rep.googleapis.com/v1') },
      '/v1/projects/acme/locations/eu/publishers/google/models/gemini-2.5-flash:generateContent',
    ],
    [
      'what the base URL says',
      { target: targetOf(ACCOUNT, 'http://127.0.0.1:8090/vertex/v1/projects/other/locations/here') },
      '/vertex/v1/projects/other/locations/here/publishers/google/models/gemini-2.5-flash:generateContent',
    ],
  ])('asks for %s', (_what, more, path) => {
    expect(build(more).path).toBe(path);
  });

  it('holds no credential before it is signed', () => {
    expect(JSON.stringify(build())).not.toMatch(/authorization|PRIVATE|goog-api-key/i);
  });

  it('says whose a content is where the caller left it out', () => {
    const { body } = build({ body: { contents: [{ parts: [{ text: 'x' }] }, { role: 'model', parts: [] }] } });
    expect(JSON.parse(body.toString())).toEqual({
      contents: [
        { parts: [{ text: 'x' }], role: 'user' },
        { role: 'model', parts: [] },
      ],
    });
  });

  it('lists Google’s models', () => {
    expect(adapter.buildModelListRequest(targetOf(), 'req_1').path).toBe(
      '/v1beta1/publishers/google/models?pageSize=200',
    );
  });
});

/** A token endpoint that keeps what it was asked. */
function services(
  status = 200,
  answer: unknown = { access_token: 'ya29.token', expires_in: 3_599, token_type: 'Bearer' },
) {
  const asked: { url: string; body: string | null }[] = [];
  const world: SigningServices = {
    nowMs: () => 1_700_000_000_500,
    fetch: (request) => {
      asked.push(request);
      const body = Buffer.from(JSON.stringify(answer));
      return Promise.resolve({ status, headers: {}, body });
    },
  };
  return { asked, world };
}

const sign = (target: UpstreamTarget, world: SigningServices) => {
  if (adapter.sign === undefined) throw new Error('it signs');
  return adapter.sign(build({ target }), target, world);
};

describe('sign', () => {
  it('exchanges a signed assertion for a token, once', async () => {
    const { asked, world } = services();
    const target = targetOf();
    const [signed] = await Promise.all([sign(target, world), sign(target, world)]);
    expect(signed.headers.slice(-2)).toEqual(['authorization', 'Bearer ya29.token']);
    expect(asked).toHaveLength(1);
    const form = new URLSearchParams(asked[0]?.body ?? '');
    expect([asked[0]?.url, form.get('grant_type')]).toEqual([
      'https://oauth2.googleapis.com/token',
      'urn:ietf:params:oauth:grant-type:jwt-bearer',
    ]);
    const [header = '', claims = '', signature = ''] = form.get('assertion')?.split('.') ?? [];
    expect(createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(publicKey, signature, 'base64url')).toBe(
      true,
    );
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect(read(claims)).toEqual({
      iss: 'bot@acme.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      aud: 'https://oauth2.googleapis.com/token',
      iat: 1_700_000_000,
      exp: 1_700_003_600,
    });
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' });
  it.each<[string, object | string]>([
    ['no JSON', 'AIza'],
    ['no key', { ...ACCOUNT, private_key: undefined }],
    ['half a key', { ...ACCOUNT, private_key: String(ACCOUNT.private_key).slice(0, 300) }],
    ['a key of another kind', { ...ACCOUNT, private_key: ec }],
    ['no account', { ...ACCOUNT, client_email: '' }],
    ['no project', { ...ACCOUNT, project_id: undefined }],
    ['a token endpoint that is none', { ...ACCOUNT, token_uri: 'file:///etc/passwd' }],
  ])('refuses a credential with %s, and sends nothing', async (_what, account) => {
    const { asked, world } = services();
    await expect(sign(targetOf(account), world)).rejects.toBeInstanceOf(CredentialRefused);
    expect(asked).toEqual([]);
  });

  it('does with a project in the base URL', async () => {
    const target = targetOf({ ...ACCOUNT, project_id: undefined }, `${HOST}/v1/projects/acme`);
    await expect(sign(target, services().world)).resolves.toBeDefined();
  });

  it('tells that the endpoint refused', async () => {
    const refused = targetOf({ ...ACCOUNT, client_email: 'refused' });
    await expect(sign(refused, services(400).world)).rejects.toBeInstanceOf(CredentialRefused);
    await expect(sign(refused, services(200).world)).resolves.toBeDefined();
  });

  it.each([
    [429, { access_token: 't' }],
    [503, { access_token: 't' }],
    [200, {}],
    [200, { access_token: 'a\r\nb' }],
    [200, null],
  ])('tells that the endpoint failed: %s %j', async (status, body) => {
    const failed = targetOf({ ...ACCOUNT, client_email: 'failed' });
    await expect(sign(failed, services(status, body).world)).rejects.toBeInstanceOf(EgressError);
  });

  it('asks again a minute before the token expires', async () => {
    const target = targetOf({ ...ACCOUNT, client_email: 'renewed' });
    const { asked, world } = services();
    const later = (ms: number): SigningServices => ({ ...world, nowMs: () => world.nowMs() + ms });
    await sign(target, world);
    await sign(target, later(3_538_999));
    expect(asked).toHaveLength(1);
    await sign(target, later(3_539_000));
    expect(asked).toHaveLength(2);
  });
});

test('usage of vectors is what their predictions say', () => {
  const predictions = [{ embeddings: { values: [1], statistics: { token_count: 4 } } }];
  const read = (json: unknown) => adapter.readUnaryUsage(Buffer.from(JSON.stringify(json)), 'embeddings');
  expect(read({ predictions }).usage).toMatchObject({ inputTokens: 4 });
  expect(read({ predictions: [{}] })).toEqual({ usage: null, fault: 'token_count is missing or absurd' });
});
