import { NextRequest } from 'next/server';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { proxy } from './proxy';

const key = Buffer.alloc(32, 1).toString('base64');
const request = (path: string, headers: Record<string, string> = {}) =>
  new NextRequest(`https://portal.example${path}`, { headers });

beforeAll(() => {
  vi.stubEnv('DATABASE_URL', 'postgresql://127.0.0.1:1/unused');
  vi.stubEnv('GATEWAY_URL', 'http://gateway.example:8080');
  vi.stubEnv('KEY_PEPPER', key);
  vi.stubEnv('CREDENTIAL_KEY', key);
});

describe('proxy', () => {
  it.each([
    '/api/v1/keys?limit=2&cursor=a%2Fb',
    '/oauth/token',
    '/docs',
    '/docs/errorsx',
    '/openapi.json',
    '/.well-known/oauth-authorization-server',
  ])('passes %s on to the gateway as it is', (path) => {
    const answer = proxy(request(path, { 'content-length': '1000' }));
    expect(answer.headers.get('x-middleware-rewrite')).toBe(`http://gateway.example:8080${path}`);
  });

  it.each([
    '//evil.example/api/v1/x',
    '/api/v1/%2e%2e/%2e%2e/metrics',
    '/api/v1/../x',
    '/documents',
    '/openapi.jsonx',
    '/docs/errors',
    '/docs/errors/not_found',
  ])('keeps %s to itself', (path) => {
    expect(proxy(request(path)).headers.get('x-middleware-rewrite')).toBeNull();
  });

  it.each([
    ['too large', { 'content-length': String(8 * 1024 * 1024 + 1) }],
    ['of no stated size', { 'transfer-encoding': 'chunked' }],
    ['of a size that is no number', { 'content-length': 'many' }],
  ])('refuses a body that is %s', async (_case, headers) => {
    const answer = proxy(request('/api/v1/keys', headers));
    expect(answer.status).toBe(413);
    expect(answer.headers.get('x-middleware-rewrite')).toBeNull();
    expect(await answer.json()).toMatchObject({ code: 4130, requestId: expect.stringMatching(/^req_[0-9a-f]{32}$/) });
  });

  it('lets a page show and play what is in its own memory, and nothing of other hosts but the gateway', () => {
    const policy = proxy(request('/app/playground')).headers.get('content-security-policy') ?? '';
    const directives = new Map(
      policy.split('; ').map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    expect(directives.get('img-src')).toBe("'self' data: blob:");
    expect(directives.get('media-src')).toBe("'self' blob:");
    expect(directives.get('connect-src')).toBe("'self' http://gateway.example:8080");
    expect(directives.get('default-src')).toBe("'self'");
    expect(directives.get('script-src')).not.toMatch(/blob:|data:|unsafe/);
  });
});
