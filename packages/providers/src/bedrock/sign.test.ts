import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CredentialRefused, type SigningServices, type UpstreamTarget } from '../provider-adapter.js';
import { bedrockAdapter as adapter } from './adapter.js';
import { sign } from './sign.js';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const baseUrl = 'https://bedrock-runtime.eu-west-1.amazonaws.com';
const services: SigningServices = {
  nowMs: () => Date.UTC(2026, 0, 2, 3, 4, 5),
  fetch: () => Promise.reject(new TypeError('nothing is asked for')),
};

function targetOf(credential: unknown, url = baseUrl): UpstreamTarget {
  return { baseUrl: url, credential: typeof credential === 'string' ? credential : JSON.stringify(credential) };
}

function requestTo(target: UpstreamTarget): ReturnType<typeof adapter.buildRequest> {
  return adapter.buildRequest({
    operation: 'chat.completions',
    dialect: 'bedrock-converse',
    body: { messages: [{ role: 'user', content: [{ text: 'Grüße' }] }] },
    raw: null,
    upstreamModel: 'arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude(x)',
    stream: true,
    target,
    requestId: 'req_1',
  });
}

function headersOf(headers: readonly string[]): Map<string, string> {
  return new Map(
    Array.from({ length: headers.length / 2 }, (_, i) => [headers[2 * i] ?? '', headers[2 * i + 1] ?? '']),
  );
}

/** The signature by its definition (AWS General Reference, "Create a signed AWS API request"), without the library. */
function signatureByHand(path: string, signed: readonly (readonly [string, string])[], body: string): string {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const canonical = [
    'POST',
    path.replace(/[^A-Za-z0-9/._~-]/g, (one) => encodeURIComponent(one)),
    '',
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    signed.map(([name]) => name).join(';'),
    sha256(body),
  ].join('\n');
  const scope = '20260102/eu-west-1/bedrock/aws4_request';
  const toSign = ['AWS4-HMAC-SHA256', '20260102T030405Z', scope, sha256(canonical)].join('\n');
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  return hmac(key, toSign).toString('hex');
}

describe('sign', () => {
  it('signs method, path, host, type and body as it is defined', async () => {
    const target = targetOf({ ...keys, sessionToken: 'session' });
    const request = requestTo(target);
    const result = await sign(request, target, services);
    const headers = headersOf(result.headers);
    const body = request.body.toString();
    const signature = signatureByHand(
      request.path,
      [
        ['content-type', 'application/json'],
        ['host', 'bedrock-runtime.eu-west-1.amazonaws.com'],
        ['x-amz-content-sha256', createHash('sha256').update(body).digest('hex')],
        ['x-amz-date', '20260102T030405Z'],
        ['x-amz-security-token', 'session'],
      ],
      body,
    );
    expect(headers.get('authorization')).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/eu-west-1/bedrock/aws4_request, ' +
        'SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date;x-amz-security-token, ' +
        `Signature=${signature}`,
    );
    expect(result).toMatchObject({ origin: baseUrl, path: request.path, body: request.body });
    // Nothing twice, and what was there is there still.
    expect(headers.size * 2).toBe(result.headers.length);
    expect(result.headers.slice(0, request.headers.length)).toEqual(request.headers);
  });

  it('signs a list of models, for the region that the credential names', async () => {
    const target = targetOf({ ...keys, region: 'us-east-1' }, 'http://127.0.0.1:8090/bedrock');
    const request = adapter.buildModelListRequest(target, 'req_1');
    const result = await sign(request, target, services);
    expect(headersOf(result.headers).get('authorization')).toContain(
      '/us-east-1/bedrock/aws4_request, SignedHeaders=host;',
    );
    expect(result).toMatchObject({ method: 'GET', path: '/bedrock/foundation-models', body: null });
  });

  it.each([
    ['sk-not-json', baseUrl],
    ['{"accessKeyId":"a"}', baseUrl],
    ['{"accessKeyId":"","secretAccessKey":"b"}', baseUrl],
    ['["a","b"]', baseUrl],
    ['null', baseUrl],
    [JSON.stringify(keys), 'https://bedrock.example.com'],
  ])('refuses the credential %s at %s', async (credential, url) => {
    const target = targetOf(credential, url);
    await expect(sign(requestTo(target), target, services)).rejects.toBeInstanceOf(CredentialRefused);
  });
});
