/** Which pages may call from a browser: the portal's, and no other. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Corridor, HEADER_PREFIX, PORTAL_URL } from './corridor.fixture.js';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
});
afterAll(() => corridor.stop());

const PATH = '/v1/chat/completions';
const FOREIGN = [
  'http://evil.example',
  'null',
  `${PORTAL_URL}.evil.example`,
  'http://127.0.0.1:30000',
  'https://127.0.0.1:3000',
];

function ask(method: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${corridor.url}${PATH}`, { method, headers });
}

function preflight(origin: string): Promise<Response> {
  return ask('OPTIONS', {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization, content-type',
  });
}

const corsHeaders = (response: Response) =>
  [...response.headers.keys()].filter((name) => name.startsWith('access-control'));

it('lets the portal’s pages call with a key, and read the request id and the receipt', async () => {
  const allowed = await preflight(PORTAL_URL);
  expect(allowed.status).toBe(204);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(PORTAL_URL);
  expect(allowed.headers.get('access-control-allow-methods')).toContain('POST');
  expect(allowed.headers.get('access-control-allow-headers')).toContain('authorization');
  expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
  expect(await allowed.text()).toBe('');

  const refused = await ask('POST', { origin: PORTAL_URL });
  expect(refused.status).toBe(401);
  expect(refused.headers.get('access-control-allow-origin')).toBe(PORTAL_URL);
  expect(refused.headers.get('vary')).toBe('origin');
  const exposed = refused.headers.get('access-control-expose-headers')?.split(', ');
  expect(exposed).toEqual(expect.arrayContaining(['x-request-id', `${HEADER_PREFIX}-charge`]));
});

it('exposes what an answered call carries', async () => {
  const account = corridor.account();
  const body = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'hello' }] });
  const headers = { origin: PORTAL_URL, authorization: `Bearer ${account.key}`, 'content-type': 'application/json' };
  const response = await fetch(`${corridor.url}${PATH}`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  const exposed = new Set(response.headers.get('access-control-expose-headers')?.split(', '));
  const own = [...response.headers.keys()].filter((name) => name.startsWith(HEADER_PREFIX) || name.startsWith('x-'));
  expect(own.length).toBeGreaterThan(8);
  expect(own.filter((name) => !exposed.has(name))).toEqual([]);
});

it.each(FOREIGN)('says nothing to a page of %s', async (origin) => {
  const asked = await preflight(origin);
  expect([asked.status, corsHeaders(asked)]).toEqual([405, []]);
  const called = await ask('POST', { origin });
  expect([called.status, corsHeaders(called)]).toEqual([401, []]);
});

it('changes nothing for callers that are no browsers', async () => {
  const called = await ask('POST', {});
  expect([called.status, corsHeaders(called), called.headers.get('vary')]).toEqual([401, [], null]);
  const options = await ask('OPTIONS', {});
  expect(options.status).toBe(405);
});
