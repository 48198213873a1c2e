/** Signing in by a provider, through the gateway and the sandbox's providers over HTTP, and every way it can go wrong. */
import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { type Sandbox, startSandboxProcess } from '@turnpike/testing/sandbox-process';
import { type ManagementGateway, startManagementGateway, SYSTEM } from '../../../test/management-gateway.js';

const PORTAL = 'http://127.0.0.1:3000';
const CALLBACK = `${PORTAL}/api/v1/sign-in/`;
const COOKIE = 'turnpike_session';
const ATTEMPT = 'turnpike_provider_sign_in';

type Provider = 'oidc' | 'github';
interface Person {
  email: string;
  name: string;
  verified?: boolean;
}

let sandbox: Sandbox;
let gateway: ManagementGateway;
let later = 0;
let browser: Browser;

beforeAll(async () => {
  sandbox = await startSandboxProcess();
  const origin = new URL(sandbox.baseUrl).origin;
  const client = { clientId: 'turnpike', clientSecret: 'sandbox' };
  gateway = await startManagementGateway({
    portalUrl: PORTAL,
    now: () => new Date(Date.now() + later),
    identityProviders: [
      { kind: 'oidc', id: 'oidc', name: 'Sandbox ID', issuer: `${origin}/oidc`, parameters: {}, ...client },
      {
        kind: 'github',
        id: 'github',
        name: 'GitHub',
        url: `${origin}/github`,
        apiUrl: `${origin}/github/api`,
        ...client,
      },
      { kind: 'oidc', id: 'google', name: 'Google', issuer: 'http://127.0.0.1:9/none', parameters: {}, ...client },
    ],
  });
});
afterAll(async () => {
  await gateway.stop();
  await sandbox.stop();
});
beforeEach(() => {
  later = 0;
  browser = newBrowser();
});

const newBrowser = () => new Browser({ [PORTAL]: gateway.url });

/** Presses the button and comes to the provider's page. */
async function begin(provider: Provider, visitor = browser, query = ''): Promise<string> {
  const { address } = await visitor.follow(
    `${PORTAL}/api/v1/sign-in/${provider}${query}`,
    CALLBACK + provider + '/call',
  );
  return address;
}

/** Answers the provider's page and gives the address it leads back to, not yet visited. */
async function answer(page: string, form: Record<string, string>, visitor = browser): Promise<string> {
  const { location } = await visitor.visit(page, form);
  expect(location).not.toBeNull();
  return (await visitor.follow(location as string, CALLBACK)).address;
}

const formOf = ({ email, name, verified = true }: Person) => ({
  decision: 'sign-in',
  email,
  name,
  ...(verified ? { verified: 'on' } : {}),
});

/** Where the portal is entered after signing in as that person. */
async function signInAs(provider: Provider, person: Person, query = ''): Promise<URL> {
  const back = await answer(await begin(provider, browser, query), formOf(person));
  const { location } = await browser.visit(back);
  return new URL(location as string);
}

const failureOf = (address: URL) => [address.pathname, address.searchParams.get('failure')];
const me = async () => {
  const cookie = `${COOKIE}=${browser.cookies(PORTAL).get(COOKIE)}`;
  return (await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie } })).data?.user;
};
const isSignedIn = () => browser.cookies(PORTAL).has(COOKIE);

it('lists what is switched on', async () => {
  const { data } = await gateway.call('GET', '/api/v1/sign-in/providers', { key: null });
  expect(data).toEqual([
    { id: 'oidc', name: 'Sandbox ID' },
    { id: 'github', name: 'GitHub' },
    { id: 'google', name: 'Google' },
  ]);
});

it('knows no other', async () => {
  for (const path of ['nobody', 'nobody/callback', 'session', '__proto__']) {
    expect((await gateway.call('GET', `/api/v1/sign-in/${path}`, { key: null })).status).toBe(404);
  }
});

describe.each(['oidc', 'github'] as const)('by %s', (provider) => {
  it('makes a verified account with an organisation of its own, and finds it again', async () => {
    const person = { email: `New@${provider}-acme.example`, name: 'Ada' };
    const landed = await signInAs(provider, person);
    expect(landed.href).toBe(`${PORTAL}/app/start`);
    const first = await me();
    expect(first).toMatchObject({ email: person.email.toLowerCase(), name: 'Ada', platformAdmin: false });
    expect(first.memberships).toMatchObject([{ role: 'owner' }]);
    const { emailVerifiedAt, passwordHash } = await gateway.db.prisma.user.findUniqueOrThrow({
      where: { email: person.email.toLowerCase() },
    });
    expect([emailVerifiedAt === null, passwordHash]).toEqual([false, null]);
    browser = newBrowser();
    await signInAs(provider, { ...person, name: 'Somebody' });
    expect(await me()).toEqual(first);
  });

  it('leads on to where the person wanted to go, never to another host', async () => {
    const person = { email: `next@${provider}.example`, name: '' };
    expect((await signInAs(provider, person, '?next=%2Forg%2Fmembers%3Fa%3D1')).href).toBe(`${PORTAL}/org/members?a=1`);
    for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', '/\t/evil.example']) {
      const landed = await signInAs(provider, person, `?next=${encodeURIComponent(next)}`);
      expect([next, landed.href]).toEqual([next, `${PORTAL}/app/start`]);
    }
  });

  it('makes no organisation for somebody on the way to an invitation', async () => {
    await signInAs(provider, { email: `invited@${provider}.example`, name: '' }, '?next=/invite/abc');
    expect((await me()).memberships).toEqual([]);
  });

  it('tells who cancels there that nothing happened', async () => {
    const back = await answer(await begin(provider, browser, '?next=/docs'), { decision: 'cancel' });
    const { location } = await browser.visit(back);
    const landed = new URL(location as string);
    expect([...failureOf(landed), landed.searchParams.get('next')]).toEqual(['/sign-in', 'access_denied', '/docs']);
    expect(isSignedIn()).toBe(false);
  });

  it('refuses an address the provider has not verified', async () => {
    const landed = await signInAs(provider, { email: `unsure@${provider}.example`, name: '', verified: false });
    expect(failureOf(landed)).toEqual(['/sign-in', 'provider_email_unverified']);
    expect(isSignedIn()).toBe(false);
  });

  it('refuses an answer that comes too late', async () => {
    const back = await answer(await begin(provider), formOf({ email: `late@${provider}.example`, name: '' }));
    later = 10 * 60_000 + 1_000;
    const { location } = await browser.visit(back);
    expect(failureOf(new URL(location as string))).toEqual(['/sign-in', 'sign_in_expired']);
  });

  it('takes an answer once, even by a browser that kept its cookie', async () => {
    const back = await answer(await begin(provider), formOf({ email: `twice@${provider}.example`, name: '' }));
    const kept = browser.cookies(PORTAL).get(ATTEMPT) as string;
    expect((await browser.visit(back)).location).toBe(`${PORTAL}/app/start`);
    const again = await browser.visit(back);
    expect(failureOf(new URL(again.location as string))).toEqual(['/sign-in', 'sign_in_expired']);
    const thief = newBrowser();
    thief.cookies(PORTAL).set(ATTEMPT, kept);
    const stolen = await thief.visit(back);
    expect(failureOf(new URL(stolen.location as string))).toEqual(['/sign-in', 'sign_in_expired']);
    expect(thief.cookies(PORTAL).has(COOKIE)).toBe(false);
  });

  it('signs nobody in with an answer that another browser asked for', async () => {
    const attacker = newBrowser();
    const person = formOf({ email: `attacker@${provider}.example`, name: '' });
    const back = await answer(await begin(provider, attacker), person, attacker);
    const { location } = await browser.visit(back);
    expect(failureOf(new URL(location as string))).toEqual(['/sign-in', 'sign_in_expired']);
    // Nor when the victim has an attempt of their own under way.
    await begin(provider);
    const second = await browser.visit(back);
    expect(failureOf(new URL(second.location as string))).toEqual(['/sign-in', 'sign_in_expired']);
    expect(isSignedIn()).toBe(false);
  });

  it('refuses another code under its own state, and a forged cookie', async () => {
    const attacker = newBrowser();
    const theirs = await answer(
      await begin(provider, attacker),
      formOf({ email: `a@${provider}.example`, name: '' }),
      attacker,
    );
    const own = await answer(await begin(provider), formOf({ email: `v@${provider}.example`, name: '' }));
    const mixed = new URL(own);
    mixed.searchParams.set('code', new URL(theirs).searchParams.get('code') as string);
    const { location } = await browser.visit(mixed.href);
    expect(failureOf(new URL(location as string))).toEqual(['/sign-in', 'provider_failed']);
    const forger = newBrowser();
    const [payload] = (attacker.cookies(PORTAL).get(ATTEMPT) as string).split('.');
    forger.cookies(PORTAL).set(ATTEMPT, `${payload}.${'A'.repeat(43)}`);
    const forged = await forger.visit(theirs);
    expect(failureOf(new URL(forged.location as string))).toEqual(['/sign-in', 'sign_in_expired']);
  });

  it('links a verified account, and leaves one alone that nobody has verified', async () => {
    const known = await createUser(gateway.context, SYSTEM, {
      email: `known@${provider}.example`, password: 'correct horse battery', name: 'Known', platformAdmin: false, role: 'developer',
    }); // prettier-ignore
    await signInAs(provider, { email: `known@${provider}.example`, name: 'x' });
    expect((await me()).id).toBe(known.id);

    const trap = `trap@${provider}.example`;
    const user = { id: crypto.randomUUID(), email: trap, passwordHash: 'planted', emailVerifiedAt: null };
    await gateway.db.prisma.user.create({ data: user });
    browser = newBrowser();
    const landed = await signInAs(provider, { email: trap, name: '' });
    expect(failureOf(landed)).toEqual(['/sign-in', 'account_unverified']);
    expect(await gateway.db.prisma.userIdentity.count({ where: { userId: user.id } })).toBe(0);
    expect(isSignedIn()).toBe(false);
  });

  it('refuses a disabled account, linked or not', async () => {
    const person = { email: `gone@${provider}.example`, name: '' };
    await signInAs(provider, person);
    const where = { email: person.email };
    await gateway.db.prisma.user.update({ where, data: { disabledAt: new Date() } });
    browser = newBrowser();
    expect(failureOf(await signInAs(provider, person))).toEqual(['/sign-in', 'account_disabled']);
    await gateway.db.prisma.userIdentity.deleteMany({ where: { user: where } });
    expect(failureOf(await signInAs(provider, person))).toEqual(['/sign-in', 'account_disabled']);
    expect(isSignedIn()).toBe(false);
  });

  it('ends the session the browser had before', async () => {
    await signInAs(provider, { email: `first@${provider}.example`, name: '' });
    const before = browser.cookies(PORTAL).get(COOKIE);
    await signInAs(provider, { email: `second@${provider}.example`, name: '' });
    const cookie = `${COOKIE}=${before}`;
    expect((await gateway.call('GET', '/api/v1/me', { key: null, headers: { cookie } })).status).toBe(401);
    expect((await me()).email).toBe(`second@${provider}.example`);
  });
});

it('refuses an ID token made for another nonce', async () => {
  const { location } = await browser.visit(`${PORTAL}/api/v1/sign-in/oidc`);
  const tampered = new URL(location as string);
  expect(tampered.searchParams.get('nonce')).toMatch(/.{20}/);
  expect(tampered.searchParams.get('code_challenge_method')).toBe('S256');
  tampered.searchParams.set('nonce', 'another');
  const { address } = await browser.follow(tampered.href, CALLBACK);
  const back = await answer(address, formOf({ email: 'nonce@example.com', name: '' }));
  const end = await browser.visit(back);
  expect(failureOf(new URL(end.location as string))).toEqual(['/sign-in', 'provider_failed']);
  expect(isSignedIn()).toBe(false);
  expect(await gateway.db.prisma.user.count({ where: { email: 'nonce@example.com' } })).toBe(0);
});

it('refuses an answer of one provider at another’s door', async () => {
  const back = await answer(await begin('github'), formOf({ email: 'mix@example.com', name: '' }));
  const { location } = await browser.visit(back.replace('/github/', '/oidc/'));
  expect(failureOf(new URL(location as string))).toEqual(['/sign-in', 'sign_in_expired']);
});

it('says so when the provider can not be reached, and logs no secret', async () => {
  const { location } = await browser.visit(`${PORTAL}/api/v1/sign-in/google?next=/docs`);
  const landed = new URL(location as string);
  expect([...failureOf(landed), landed.searchParams.get('next')]).toEqual(['/sign-in', 'provider_failed', '/docs']);
  expect(gateway.log()).toContain('an identity provider failed');
  expect(gateway.log()).not.toContain('@example.com');
});

it('keeps the e-mail’s account apart from the subject: a known subject is its person, whatever the e-mail says now', async () => {
  await signInAs('oidc', { email: 'moved@example.com', name: '' });
  const { id } = await me();
  const where = { user: { email: 'moved@example.com' } };
  const identity = await gateway.db.prisma.userIdentity.findFirstOrThrow({ where });
  await gateway.db.prisma.user.update({ where: { email: 'moved@example.com' }, data: { email: 'other@example.com' } });
  browser = newBrowser();
  await signInAs('oidc', { email: 'moved@example.com', name: '' });
  expect((await me()).id).toBe(id);
  expect(identity.lastUsedAt).not.toBeNull();
});

it('makes one account of two first sign-ins at once', async () => {
  const other = newBrowser();
  const person = { email: 'race@example.com', name: 'Race' };
  const backs = [await answer(await begin('oidc'), formOf(person))];
  backs.push(await answer(await begin('oidc', other), formOf(person), other));
  const [first, second] = await Promise.all([browser.visit(backs[0] as string), other.visit(backs[1] as string)]);
  expect([first.location, second.location]).toEqual([`${PORTAL}/app/start`, `${PORTAL}/app/start`]);
  expect(await gateway.db.prisma.user.count({ where: { email: person.email } })).toBe(1);
  expect(
    await gateway.db.prisma.tenant.count({ where: { memberships: { some: { user: { email: person.email } } } } }),
  ).toBe(1);
});

describe('linked accounts', () => {
  it('are listed and unlinked by their person, but for the last way in', async () => {
    await signInAs('oidc', { email: 'linked@example.com', name: '' });
    const headers = { cookie: `${COOKIE}=${browser.cookies(PORTAL).get(COOKIE)}`, origin: PORTAL };
    const list = async () => (await gateway.call('GET', '/api/v1/me/identities', { key: null, headers })).data;
    const [identity] = await list();
    expect(identity).toMatchObject({ provider: 'oidc', email: 'linked@example.com' });
    const unlink = () => gateway.call('DELETE', `/api/v1/me/identities/${identity.id}`, { key: null, headers });
    expect([(await unlink()).status, (await list()).length]).toEqual([409, 1]);
    await signInAs('github', { email: 'linked@example.com', name: '' });
    headers.cookie = `${COOKIE}=${browser.cookies(PORTAL).get(COOKIE)}`;
    expect([(await unlink()).status, (await list()).map(({ provider }: { provider: string }) => provider)]).toEqual([
      200,
      ['github'],
    ]);
    expect((await unlink()).status).toBe(404);
  });
});
