import { describe, expect, it, vi } from 'vitest';
import {
  type BuildRequestInput,
  CredentialRefused,
  type SigningServices,
  type UpstreamAnswer,
} from '../provider-adapter.js';
import { azureOpenAiAdapter as adapter } from './adapter.js';

const CLASSIC = 'https://res.openai.azure.com/openai?api-version=2024-10-21';
const V1 = 'https://res.openai.azure.com/openai/v1';

function inputOf(baseUrl: string, more: Partial<BuildRequestInput> = {}): BuildRequestInput {
  const body = { model: 'public', messages: [], max_tokens: 5 };
  const call = { operation: 'chat.completions', dialect: 'openai-chat', upstreamModel: 'my gpt' } as const;
  const target = { baseUrl, credential: 'azure-key' };
  return { ...call, body, raw: null, stream: false, requestId: 'req_1', target, ...more };
}

const pathOf = (...given: Parameters<typeof inputOf>) => {
  const { origin, path } = adapter.buildRequest(inputOf(...given));
  return origin + path;
};

describe('paths', () => {
  it.each([
    [CLASSIC, 'https://res.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21'],
    ['https://h/openai/?api-version=2025-03-01-preview', 'https://h/openai/deployments/my%20gpt/chat/completions?api-version=2025-03-01-preview'], // prettier-ignore
    ['https://h?api-version=2024-10-21', 'https://h/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21'], // prettier-ignore
    [V1, 'https://res.openai.azure.com/openai/v1/chat/completions'],
    [`${V1}?api-version=preview`, 'https://res.openai.azure.com/openai/v1/chat/completions?api-version=preview'],
    ['https://res.openai.azure.com', 'https://res.openai.azure.com/openai/v1/chat/completions'],
    ['http://127.0.0.1:8090/azure/openai', 'http://127.0.0.1:8090/azure/openai/v1/chat/completions'],
  ])('%s', (baseUrl, expected) => {
    expect(adapter.isBaseUrl(baseUrl)).toBe(true);
    expect(pathOf(baseUrl)).toBe(expected);
  });

  it('follow the wire and the operation', () => {
    expect(pathOf(V1, { dialect: 'openai-completions' })).toMatch(/\/openai\/v1\/completions$/);
    const operation = { operation: 'audio.speech', dialect: null } as const;
    expect(pathOf(CLASSIC, operation)).toContain('/deployments/my%20gpt/audio/speech?');
    expect(() => pathOf(V1, { operation: 'messages', dialect: null })).toThrow(TypeError);
  });

  it.each([
    ['https://h/openai?api-version=2024-10-21&key=x'],
    ['https://h/openai?key=x'],
    ['https://h/openai?api-version=../x'],
    ['https://user:pw@h/openai/v1'],
    ['https://h/openai/v1#x'],
    ['ftp://h'],
    ['h'],
  ])('%s is no base URL', (baseUrl) => {
    expect(adapter.isBaseUrl(baseUrl)).toBe(false);
    expect(() => pathOf(baseUrl)).toThrow(TypeError);
  });
});

describe('sessions', () => {
  it.each([
    [V1, 'https://res.openai.azure.com/openai/v1/realtime?model=my%20gpt'],
    [`${V1}?api-version=preview`, 'https://res.openai.azure.com/openai/v1/realtime?api-version=preview&model=my%20gpt'],
    [CLASSIC, 'https://res.openai.azure.com/openai/v1/realtime?model=my%20gpt'],
  ])('%s', (baseUrl, expected) => {
    const handshake = adapter.sessions?.buildHandshake(inputOf(baseUrl));
    expect(`${handshake?.origin}${handshake?.path}`).toBe(expected);
    expect(handshake?.headers).toEqual(['api-key', 'azure-key', 'x-client-request-id', 'req_1']);
  });
});

describe('requests', () => {
  it('carry the key in Azure’s header, the deployment as model, the bound by its newer name', () => {
    const request = adapter.buildRequest(inputOf(V1));
    expect(request.headers.slice(0, 2)).toEqual(['api-key', 'azure-key']);
    expect(request.headers).not.toContain('authorization');
    expect(JSON.parse(request.body.toString())).toEqual({ model: 'my gpt', messages: [], max_completion_tokens: 5 });
  });

  it('ask for the list of models', () => {
    const target = { baseUrl: CLASSIC, credential: 'azure-key' };
    expect(adapter.buildModelListRequest(target, 'req_1')).toMatchObject({
      path: '/openai/models?api-version=2024-10-21',
      method: 'GET',
    });
  });
});

const ENTRA = { tenantId: 'my-tenant', clientId: 'app', clientSecret: 's3cret&' };

function services(answer: Partial<UpstreamAnswer> & { json?: unknown }, nowMs = () => 0) {
  const body = Buffer.from(JSON.stringify(answer.json ?? {}));
  const fetch = vi.fn<SigningServices['fetch']>(() => Promise.resolve({ status: 200, headers: {}, body, ...answer }));
  return { fetch, nowMs };
}

describe('signing', () => {
  const signed = (credential: string, given: SigningServices) => {
    const target = { baseUrl: V1, credential };
    const request = adapter.buildRequest(inputOf(V1, { target }));
    return adapter.sign?.(request, target, given);
  };

  it('leaves a request with a key as it is', async () => {
    const given = services({});
    expect((await signed('azure-key', given))?.headers).toContain('azure-key');
    expect(given.fetch).not.toHaveBeenCalled();
  });

  it('asks Entra for a token, once for its lifetime', async () => {
    let now = 0;
    const given = services({ json: { access_token: 'tok', expires_in: 3_600, token_type: 'Bearer' } }, () => now);
    const credential = JSON.stringify({ ...ENTRA, clientId: 'lifetime' });
    const request = await signed(credential, given);
    expect(request?.headers.slice(-2)).toEqual(['authorization', 'Bearer tok']);
    expect(request?.headers).not.toContain('api-key');
    await signed(credential, given);
    expect(given.fetch).toHaveBeenCalledTimes(1);
    expect(given.fetch.mock.calls[0]?.[0]).toEqual({
      url: 'https://login.microsoftonline.com/my-tenant/oauth2/v2.0/token',
      method: 'POST',
      headers: ['content-type', 'application/x-www-form-urlencoded', 'accept', 'application/json'],
      body: 'grant_type=client_credentials&client_id=lifetime&client_secret=s3cret%26&scope=https%3A%2F%2Fcognitiveservices.azure.com%2F.default', // prettier-ignore
    });
    now = 3_541_000;
    await signed(credential, given);
    expect(given.fetch).toHaveBeenCalledTimes(2);
  });

  it('asks another cloud’s authority for its own scope', async () => {
    const given = services({ json: { access_token: 'tok', expires_in: '3600' } });
    const cloud = { authority: 'https://login.microsoftonline.us/', scope: 'https://x.us/.default' };
    await signed(JSON.stringify({ ...ENTRA, ...cloud }), given);
    expect(given.fetch.mock.calls[0]?.[0].url).toBe('https://login.microsoftonline.us/my-tenant/oauth2/v2.0/token');
    expect(given.fetch.mock.calls[0]?.[0].body).toContain('scope=https%3A%2F%2Fx.us%2F.default');
  });

  it.each([
    ['half a credential', { tenantId: 't', clientId: 'c' }, {}],
    ['a tenant that is a path', { ...ENTRA, tenantId: '../x' }, {}],
    ['an authority that is none', { ...ENTRA, authority: 'file:///x' }, {}],
    ['a refusal', { ...ENTRA, clientId: 'refused' }, { status: 401, json: { error: 'invalid_client' } }],
    ['no token', { ...ENTRA, clientId: 'none' }, { json: { expires_in: 10 } }],
    ['a token that would break a header', { ...ENTRA, clientId: 'crlf' }, { json: { access_token: 'a\r\nb: c', expires_in: 10 } }], // prettier-ignore
    ['a page of HTML', { ...ENTRA, clientId: 'html' }, { body: Buffer.from('<html>') }],
  ])('refuses %s', async (_name, credential, answer) => {
    await expect(signed(JSON.stringify(credential), services(answer))).rejects.toBeInstanceOf(CredentialRefused);
  });
});

describe('failures', () => {
  const context = {
    target: { baseUrl: V1, credential: JSON.stringify(ENTRA) },
    upstreamModel: 'my gpt',
    publicModel: 'public',
  };
  const failure = (status: number, error: object) => {
    return adapter.classifyAnswer({ status, headers: {}, body: Buffer.from(JSON.stringify({ error })) }, context);
  };

  it.each([
    ['an unknown deployment', 404, { code: 'DeploymentNotFound', message: 'x' }, 'upstream_error', 'platform'],
    ['an unknown version', 404, { code: '404', message: 'Resource not found' }, 'upstream_error', 'platform'],
    ['a wrong key', 401, { code: '401', message: 'x' }, 'upstream_rejected_credential', 'platform'],
    ['its filter', 400, { code: 'content_filter', message: 'x' }, 'invalid_parameter', 'caller'],
    ['too many calls', 429, { code: '429', message: 'x' }, 'upstream_error', 'provider'],
  ])('%s', (_name, status, error, errorCode, blame) => {
    expect(failure(status, error)).toMatchObject({ errorCode, blame });
  });

  it('shows no secret', () => {
    const said = failure(400, { message: 'wrong: s3cret& at https://res.openai.azure.com' }).message;
    expect(said).toBe('wrong: [redacted] at https://[provider]');
  });
});
