import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManagementGateway, startManagementGateway, SYSTEM } from '../../test/management-gateway.js';

const PORTAL = 'https://portal.example';

let gateway: ManagementGateway;
let setCookie: string;
beforeAll(async () => {
  gateway = await startManagementGateway({ portalUrl: PORTAL, trustedProxies: ['127.0.0.0/8'] });
  const person = { email: 'admin@example.com', password: 'correct horse battery' };
  await createUser(gateway.context, SYSTEM, { ...person, name: '', platformAdmin: true, role: 'developer' });
  const answer = await gateway.call('POST', '/api/v1/sessions', { key: null, body: person });
  setCookie = answer.headers.getSetCookie()[0] as string;
});
afterAll(() => gateway.stop());

const me = (cookie: string) => gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie } });

describe('behind a proxy that is trusted, with the portal on HTTPS', () => {
  it('believes the address the proxy names', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' };
    const made = await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Address' }, headers });
    const { data } = await gateway.call('GET', `/api/v1/audit?tenantId=${made.data.id}`);
    // The nearest address that is no proxy of ours; what stands further left is the caller's own claim.
    expect(data.items[0].ip).toBe('203.0.113.7');
  });

  it('sets a cookie that only HTTPS carries and only this host can have set', () => {
    expect(setCookie).toMatch(/^__Host-turnpike_session=[\w-]{43}; /);
    expect(setCookie).toContain('; Secure');
    expect(setCookie).toContain('; Path=/');
    expect(setCookie).not.toContain('Domain');
  });

  it('does not take the session from a cookie that plain HTTP could have set', async () => {
    const cookie = setCookie.split(';', 1)[0] as string;
    expect((await me(cookie)).status).toBe(200);
    expect((await me(cookie.replace('__Host-', ''))).status).toBe(401);
  });

  it('takes no write from a page over plain HTTP, not even of its own host', async () => {
    const cookie = setCookie.split(';', 1)[0] as string;
    const write = (origin: string, name: string) =>
      gateway.call('POST', '/api/v1/tenants', { key: null, headers: { cookie, origin }, body: { name } });
    expect((await write(PORTAL, 'one')).status).toBe(201);
    expect((await write(PORTAL.replace('https', 'http'), 'two')).status).toBe(403);
    expect((await write(gateway.url, 'three')).status).toBe(403);
  });
});
