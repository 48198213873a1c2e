/** Which pages may call from a browser: the portal's, those that a product names, and no other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Corridor, HEADER_PREFIX, PORTAL_URL } from './corridor.fixture.js';

let corridor: Corridor;
beforeAll(async () => {
  corridor = await Corridor.start();
  // Products are added under way: a catalogue that changed is another one.
  const { catalogueStore } = corridor.stores;
  const { current } = catalogueStore;
  catalogueStore.current = () => {
    const catalogue = current();
    return catalogue && { ...catalogue };
  };
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
  expect(own.filter((name) => !exposed.has(name))).toEqual(['x-content-type-options']);
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

describe('pages that a product names', () => {
  const APP = 'https://app.example.com';
  const cors = (origins: string[], maxAgeSeconds = 600) => ({ product: { cors: { origins, maxAgeSeconds } } });
  const body = JSON.stringify({ model: 'chat', messages: [{ role: 'user', content: 'hello' }] });

  function call(account: { key: string }, origin: string): Promise<Response> {
    const headers = { origin, authorization: `Bearer ${account.key}`, 'content-type': 'application/json' };
    return fetch(`${corridor.url}${PATH}`, { method: 'POST', headers, body });
  }

  it('may ask first without a key, and send what their SDK sends', async () => {
    corridor.account(cors([APP], 60));
    const headers = 'authorization,content-type,x-stainless-lang';
    const asked = await ask('OPTIONS', {
      origin: APP,
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers,
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': headers,
      'access-control-max-age': '60',
      vary: 'origin',
    });
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
  });

  it('read the answer of that product, and of no other', async () => {
    const open = corridor.account(cors([APP]));
    const closed = corridor.account();
    const elsewhere = corridor.account(cors(['https://other.example.com']));
    const [answered, ...unread] = await Promise.all([open, closed, elsewhere].map((account) => call(account, APP)));
    expect([answered?.status, answered?.headers.get('access-control-allow-origin')]).toEqual([200, APP]);
    expect(answered?.headers.get('access-control-expose-headers')).toContain(`${HEADER_PREFIX}-charge`);
    for (const response of unread) expect([response.status, corsHeaders(response)]).toEqual([200, []]);
  });

  it('may be all pages, and read refusals too; no answer ever lets a browser send cookies', async () => {
    const account = corridor.account(cors(['*']));
    const answers = [await call(account, 'https://any.example'), await call({ key: 'wrong' }, 'https://any.example')];
    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    for (const { headers } of answers) {
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect(headers.get('access-control-allow-credentials')).toBeNull();
    }
  });

  it.each([
    ['another method', 'DELETE', APP],
    ['an operation nobody offers to pages', 'POST', APP, '/v1/moderations'],
    ['an address that does not exist', 'POST', APP, '/v1/nowhere'],
    ['null', 'POST', 'null', '/v1/moderations'],
  ])('get nothing for %s', async (_what, method, origin, path = PATH) => {
    const headers = { origin, 'access-control-request-method': method };
    const asked = await fetch(`${corridor.url}${path}`, { method: 'OPTIONS', headers });
    expect([asked.status >= 400, corsHeaders(asked)]).toEqual([true, []]);
  });
});
