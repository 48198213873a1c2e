import { connect } from 'node:net';
import { linkToken } from '@turnpike/domain/link-token';
import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManagementGateway, startManagementGateway, SYSTEM } from '../../test/management-gateway.js';

const PORTAL = 'http://127.0.0.1:3000';
const PASSWORD = 'correct horse battery';

let gateway: ManagementGateway;
beforeAll(async () => {
  gateway = await startManagementGateway({ portalUrl: PORTAL });
  await addUser('admin@example.com', { platformAdmin: true });
});
afterAll(() => gateway.stop());

async function addUser(email: string, more: { platformAdmin?: boolean; tenantId?: string } = {}) {
  const input = { email, password: PASSWORD, name: '', platformAdmin: false, role: 'developer' as const, ...more };
  return createUser(gateway.context, SYSTEM, input);
}

/** Signs in and gives the cookie as a browser would send it back. */
async function signIn(email: string): Promise<string> {
  const answer = await gateway.call('POST', '/api/v1/sessions', { key: null, body: { email, password: PASSWORD } });
  expect(answer.status).toBe(201);
  const [cookie] = answer.headers.getSetCookie();
  return (cookie as string).split(';', 1)[0] as string;
}

describe('a management key', () => {
  const get = (authorization: string | null) =>
    gateway.call('GET', '/api/v1/tenants', { key: null, headers: authorization === null ? {} : { authorization } });

  it('opens the API', async () => {
    expect((await get(`Bearer ${gateway.managementKey}`)).status).toBe(200);
    expect((await get(`bearer ${gateway.managementKey}`)).status).toBe(200);
    const me = await gateway.call('GET', '/api/v1/me');
    expect(me.data).toMatchObject({
      kind: 'platform_admin',
      via: 'management_key',
      managementKey: { name: 'test' },
      user: null,
    });
  });

  it.each([
    ['no credential', () => null],
    ['an empty header', () => ''],
    ['another scheme', () => `Basic ${gateway.managementKey}`],
    ['no scheme', () => gateway.managementKey],
    ['a truncated key', () => `Bearer ${gateway.managementKey.slice(0, -1)}`],
    ['a forged key', () => `Bearer ${gateway.managementKey.slice(0, -4)}0000`],
    ['two keys', () => `Bearer ${gateway.managementKey} ${gateway.managementKey}`],
    ['an API key', () => `Bearer tp_live_${'0'.repeat(38)}`],
    ['ten thousand characters', () => `Bearer ${'x'.repeat(10_000)}`],
  ])('is refused: %s', async (_name, authorization) => {
    const answer = await get(authorization());
    expect([answer.status, answer.body.code]).toEqual([401, 4010]);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('is not taken from a query', async () => {
    const answer = await gateway.call(
      'GET',
      `/api/v1/tenants?access_token=${gateway.managementKey}&key=${gateway.managementKey}`,
      { key: null },
    );
    expect(answer.status).toBe(401);
  });

  it('stops working when it is revoked', async () => {
    const made = await gateway.call('POST', '/api/v1/management-keys', { body: { name: 'second' } });
    expect(made.status).toBe(201);
    const use = () => gateway.call('GET', '/api/v1/tenants', { key: made.data.key });
    expect((await use()).status).toBe(200);
    const listed = await gateway.call('GET', '/api/v1/management-keys');
    expect(JSON.stringify(listed.body)).not.toContain(made.data.key);
    await gateway.call('POST', `/api/v1/management-keys/${made.data.id}/revoke`);
    expect((await use()).status).toBe(401);
  });

  it.each([
    ['a route that is closed', 'POST', '/api/v1/tenants', 401],
    ['an address that is none', 'POST', '/api/v1/nothing', 404],
    ['an address outside the API', 'PUT', '/nothing', 404],
    ['signing in', 'POST', '/api/v1/sessions', 413],
  ])('is asked for before a body is read: %s', async (_name, method, path, status) => {
    // The body is announced and never sent: whoever waits for it never answers.
    const answer = await sendHead(method, path, 'content-length: 900000');
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(await sendHead(method, path, 'transfer-encoding: chunked')).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

/** Sends a request's head alone and gives the first bytes of the answer. */
function sendHead(method: string, path: string, header: string): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${header}\r\n\r\n`),
    );
    socket.once('data', (bytes) => {
      socket.destroy();
      resolve(bytes.toString());
    });
    socket.once('error', reject);
  });
}

describe('a session', () => {
  it('begins with e-mail and password and lives in a cookie no script can read', async () => {
    const body = { email: 'ADMIN@example.com', password: PASSWORD };
    const answer = await gateway.call('POST', '/api/v1/sessions', { key: null, body });
    expect(answer.status).toBe(201);
    expect(answer.data.user).toMatchObject({ email: 'admin@example.com', platformAdmin: true });
    const [cookie] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/^turnpike_session=[\w-]{43}; .*HttpOnly/);
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).not.toContain('Secure');
    expect(JSON.stringify(answer.body)).not.toContain((cookie as string).slice(17, 60));
  });

  it('reads with the cookie alone, and writes only from our own pages', async () => {
    const cookie = await signIn('admin@example.com');
    let writes = 0;
    const write = (headers: Record<string, string>) => {
      const body = { name: `By session ${writes++}` };
      return gateway.call('POST', '/api/v1/tenants', { key: null, headers: { cookie, ...headers }, body });
    };
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie } })).data).toMatchObject({
      kind: 'platform_admin',
      via: 'session',
    });
    expect((await write({ origin: PORTAL })).status).toBe(201);
    expect((await write({ origin: gateway.url })).status).toBe(201);
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:3001', `${PORTAL}.evil.example`]) {
      const answer = await write({ origin });
      expect([origin, answer.status, answer.body.code]).toEqual([origin, 403, 4030]);
    }
    expect((await write({})).status).toBe(403);
  });

  it('ends when the person signs out', async () => {
    const cookie = await signIn('admin@example.com');
    const out = await gateway.call('DELETE', '/api/v1/sessions/current', {
      key: null,
      headers: { cookie, origin: PORTAL },
    });
    expect([out.status, out.data]).toEqual([200, null]);
    expect(out.headers.getSetCookie()[0]).toMatch(/^turnpike_session=; .*Expires=Thu, 01 Jan 1970/);
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie } })).status).toBe(401);
  });

  it('of a forged, empty or foreign cookie is none', async () => {
    for (const cookie of [
      'turnpike_session=',
      `turnpike_session=${'A'.repeat(43)}`,
      '__Host-turnpike_session=x',
      'turnpike_session=%00',
      ';;;=',
    ]) {
      expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie } })).status).toBe(401);
    }
  });

  it('does not count beside a credential that is wrong', async () => {
    const cookie = await signIn('admin@example.com');
    expect((await gateway.call('GET', '/api/v1/me', { key: 'nonsense', headers: { cookie } })).status).toBe(401);
  });

  it('of a management key can not be signed out', async () => {
    expect((await gateway.call('DELETE', '/api/v1/sessions/current')).status).toBe(404);
  });
});

describe('signing in', () => {
  const attempt = (email: string, password: string, headers = {}) =>
    gateway.call('POST', '/api/v1/sessions', { key: null, body: { email, password }, headers });

  it('tells neither which half was wrong nor who has an account', async () => {
    await addUser('known@example.com');
    const wrong = await attempt('known@example.com', 'wrong');
    const unknown = await attempt('unknown@example.com', 'wrong');
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body.message).toBe(unknown.body.message);
    expect(wrong.headers.getSetCookie()).toEqual([]);
  });

  it('is refused after ten failures, even with the right password', async () => {
    await addUser('guessed@example.com');
    for (let index = 0; index < 10; index++) expect((await attempt('guessed@example.com', 'wrong')).status).toBe(401);
    const answer = await attempt('guessed@example.com', PASSWORD);
    expect([answer.status, answer.body.code]).toEqual([429, 4293]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await attempt('admin@example.com', PASSWORD)).status).toBe(201);
  });

  it('counts attempts that come at once', async () => {
    await addUser('burst@example.com');
    const answers = await Promise.all(Array.from({ length: 30 }, () => attempt('burst@example.com', 'wrong')));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
  });

  it('is refused from a foreign page', async () => {
    expect((await attempt('admin@example.com', PASSWORD, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('never writes a password or a cookie to the log', () => {
    expect(gateway.log()).not.toContain(PASSWORD);
    expect(gateway.log()).not.toContain('turnpike_session=');
  });
});

describe('an address', () => {
  it('is the connection’s, whatever the caller claims, when no proxy is trusted', async () => {
    const headers = { 'x-forwarded-for': '203.0.113.7' };
    const made = await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Address' }, headers });
    const { data } = await gateway.call('GET', `/api/v1/audit?tenantId=${made.data.id}`);
    expect(data.items[0].ip).toBe('127.0.0.1');
  });
});

describe('an account', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    gateway.call('POST', `/api/v1/${path}`, { key: null, body, headers });
  const cookieOf = (answer: { headers: Headers }) =>
    (answer.headers.getSetCookie()[0] as string).split(';', 1)[0] as string;

  /** The token of the newest mail that was asked for. */
  async function newestToken(): Promise<string> {
    const row = await gateway.db.prisma.emailToken.findFirstOrThrow({ orderBy: { id: 'desc' } });
    return linkToken(gateway.context.keyPepper, 'email-token', row.id);
  }

  it('is made, verified, entered, seen and left over the API', async () => {
    const email = 'grace@acme.example';
    const signUp = await post('sign-ups', { email, password: PASSWORD, name: 'Grace', next: '//evil.example' });
    expect([signUp.status, signUp.data, signUp.headers.getSetCookie()]).toEqual([200, null, []]);
    const early = await post('sessions', { email, password: PASSWORD });
    expect([early.status, early.body.code]).toEqual([403, 4033]);
    const verified = await post('email-verifications/confirm', { token: await newestToken() });
    expect(verified.status).toBe(201);
    expect(verified.data.user.memberships).toMatchObject([{ tenant: 'Acme', role: 'owner' }]);
    const cookie = cookieOf(verified);
    const own = { key: null, headers: { cookie, origin: PORTAL } };
    const second = await signIn(email);
    const list = await gateway.call('GET', '/api/v1/sessions', own);
    expect(list.data.map(({ current }: { current: boolean }) => current).sort()).toEqual([false, true]);
    expect((await gateway.call('POST', '/api/v1/sessions/revoke-others', own)).data).toEqual({ revoked: 1 });
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie: second } })).status).toBe(401);
    const named = await gateway.call('PATCH', '/api/v1/me', { ...own, body: { name: 'Grace Hopper' } });
    expect(named.data.name).toBe('Grace Hopper');
    const body = { currentPassword: PASSWORD, newPassword: 'another long password' };
    const changed = await gateway.call('POST', '/api/v1/me/password', { ...own, body });
    expect(changed.status).toBe(200);
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie } })).status).toBe(401);
    const [{ id }] = list.data;
    const headers = { cookie: cookieOf(changed), origin: PORTAL };
    expect((await gateway.call('DELETE', `/api/v1/sessions/${id}`, { key: null, headers })).status).toBe(200);
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers })).data.user.name).toBe('Grace Hopper');
  });

  it('is got back into by the link of a reset', async () => {
    await addUser('forgot@example.com');
    const before = await signIn('forgot@example.com');
    expect((await post('password-resets', { email: 'forgot@example.com' })).status).toBe(200);
    const token = await newestToken();
    const weak = await post('password-resets/confirm', { token, password: 'password1234' });
    expect([weak.status, weak.body.data.param]).toEqual([400, 'password']);
    const reset = await post('password-resets/confirm', { token, password: 'another long password' });
    expect(reset.status).toBe(201);
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie: before } })).status).toBe(401);
    const again = await post('password-resets/confirm', { token, password: 'another long password' });
    expect([again.status, again.body.code]).toEqual([410, 4100]);
  });

  it('has the same answer for everybody who asks about an address', async () => {
    await addUser('taken@example.com');
    for (const path of ['sign-ups', 'password-resets', 'email-verifications']) {
      const answers = [];
      for (const email of ['taken@example.com', `free-${path}@example.com`]) {
        const { status, body } = await post(path, { email, password: PASSWORD });
        answers.push({ status, ...body, requestId: '' });
      }
      expect(answers[0]).toEqual(answers[1]);
    }
  });

  it('is touched from no foreign page', async () => {
    const origin = 'https://evil.example';
    const email = 'victim@example.com';
    const token = 'A'.repeat(43);
    for (const [path, body] of [
      ['sign-ups', { email, password: PASSWORD }],
      ['email-verifications', { email }],
      ['email-verifications/confirm', { token }],
      ['password-resets', { email }],
      ['password-resets/confirm', { token, password: PASSWORD }],
    ] as const) {
      expect([path, (await post(path, body, { origin })).status]).toEqual([path, 403]);
    }
  });

  it('of a browser has one session: the one it brought ends', async () => {
    await addUser('rotates@example.com');
    const first = await signIn('rotates@example.com');
    const answer = await post('sessions', { email: 'rotates@example.com', password: PASSWORD }, { cookie: first });
    expect(cookieOf(answer)).not.toBe(first);
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie: first } })).status).toBe(401);
  });
});
