/** Every page, handler and action of the built portal, asked as anonymous, as each role and as another tenant. */
import { roleAllows, type MemberRole } from '@turnpike/domain/permissions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PortalSystem, startPortalSystem } from '../system/portal-system.js';
import { ADMIN_ACTIONS, PUBLIC_ACTIONS, SESSION_ACTIONS, TENANT_ACTIONS } from './action-inputs.js';
import { type BuiltAction, builtActions, builtRoutes } from './built-portal.js';
import { callAction } from './call-action.js';
import { makeOrganisation, makePerson, type Organisation, type Person } from './people.js';

let system: PortalSystem;
let theirs: Organisation;
let ours: Organisation;
let loner: Person;

beforeAll(async () => {
  system = await startPortalSystem();
  const { context, portalUrl } = system;
  [theirs, ours] = [await makeOrganisation(context, portalUrl), await makeOrganisation(context, portalUrl)];
  loner = await makePerson(context, portalUrl, null);
}, 180_000);
afterAll(() => system?.stop());

const ACTIONS = builtActions();
const ask = (action: BuiltAction, input: unknown, cookie: string | null, origin?: string) =>
  callAction(action, input, { portalUrl: system.portalUrl, cookie, ...(origin === undefined ? {} : { origin }) });

describe('actions', () => {
  test('are all known to this test, and nothing it knows is gone', () => {
    const known = [...Object.keys(TENANT_ACTIONS), ...SESSION_ACTIONS, ...PUBLIC_ACTIONS, ...ADMIN_ACTIONS].sort();
    expect(ACTIONS.map(({ name }) => name)).toEqual(known);
  });

  const guarded = ACTIONS.filter(({ name }) => !PUBLIC_ACTIONS.has(name));

  test.each(guarded)('$name refuses whoever is not signed in', async (action) => {
    const input = TENANT_ACTIONS[action.name]?.input(theirs) ?? {};
    expect((await ask(action, input, null)).outcome).toBe('unauthorized');
    const forged = `${theirs.people.owner.cookie.split('=', 1)[0]}=${'A'.repeat(43)}`;
    expect((await ask(action, input, forged)).outcome).toBe('unauthorized');
  });

  test.each(ACTIONS)('$name refuses what another site’s page sends', async (action) => {
    const input = TENANT_ACTIONS[action.name]?.input(ours) ?? {};
    const { outcome } = await ask(action, input, ours.people.owner.cookie, 'https://evil.example');
    expect(outcome).toMatch(/^HTTP [45]/);
  });

  test.each(ACTIONS.filter(({ name }) => ADMIN_ACTIONS.has(name)))('$name refuses an owner', async (action) => {
    expect((await ask(action, {}, theirs.people.owner.cookie)).outcome).toBe('forbidden');
  });

  const ofTenants = ACTIONS.filter(({ name }) => name in TENANT_ACTIONS);

  test.each(ofTenants)('$name refuses a person without an organisation', async (action) => {
    expect((await ask(action, TENANT_ACTIONS[action.name]?.input(theirs), loner.cookie)).outcome).toBe('forbidden');
  });

  test('another tenant’s owner finds nothing, and nothing changes', async () => {
    const before = await everything(theirs);
    const outcomes: Record<string, string> = {};
    for (const action of ofTenants) {
      const known = TENANT_ACTIONS[action.name];
      if (known === undefined || !known.names) continue;
      const { outcome, text } = await ask(action, known.input(theirs), ours.people.owner.cookie);
      outcomes[action.name] = outcome;
      expect(text).not.toContain(theirs.secretWord);
    }
    expect(Object.entries(outcomes).filter(([, outcome]) => outcome !== 'not_found')).toEqual([]);
    expect(await everything(theirs)).toEqual(before);
  });

  const roles: MemberRole[] = ['viewer', 'billing', 'developer', 'admin'];
  const refused = ofTenants.flatMap((action) =>
    roles.flatMap((role) => {
      const permission = TENANT_ACTIONS[action.name]?.permission ?? 'none';
      return permission === 'none' || roleAllows(role, permission) ? [] : [{ ...action, role }];
    }),
  );

  test.each(refused)('$name refuses a $role', async ({ role, ...action }) => {
    const { outcome } = await ask(action, TENANT_ACTIONS[action.name]?.input(theirs), theirs.people[role].cookie);
    expect(outcome).toBe('forbidden');
  });

  test.each(ofTenants)('$name does for an owner what it is for', async (action) => {
    const fresh = await makeOrganisation(system.context, system.portalUrl);
    const known = TENANT_ACTIONS[action.name];
    const { outcome, text } = await ask(action, known?.input(fresh), fresh.people.owner.cookie);
    expect(outcome, text.slice(0, 600)).toBe(known?.owner ?? 'ok');
  });
});

/** Rows of a tenant, in text. */
async function everything({ tenantId }: Organisation): Promise<string> {
  const { prisma } = system.context.db;
  const id = tenantId.replace(/^ten_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const where = { tenantId: id };
  const rows = await Promise.all([
    prisma.tenant.findUnique({ where: { id } }),
    prisma.application.findMany({ where }),
    prisma.subscription.findMany({ where }),
    prisma.apiKey.findMany({ where, omit: { hash: true } }),
    prisma.membership.findMany({ where }),
    prisma.invitation.findMany({ where, omit: { tokenHash: true } }),
    prisma.payment.findMany({ where }),
    prisma.job.findMany({ where }),
    prisma.webhookEndpoint.findMany({ where }),
    prisma.webhookDelivery.findMany({ where }),
    prisma.callbackSecret.findMany({ where }),
    prisma.securityEvent.findMany({ where }),
    prisma.signingSecret.findMany({ where, omit: { ciphertext: true } }),
    prisma.clientCertificate.findMany({ where }),
    prisma.oAuthClient.findMany({ where, omit: { secretHash: true } }),
    prisma.tokenIssuer.findMany({ where }),
    prisma.tenantRole.findMany({ where }),
    prisma.accessPolicy.findMany({ where }),
    prisma.auditEntry.count({ where }),
  ]);
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** Where a dynamic segment leads, by the route it stands in. */
const SEGMENTS: Readonly<Record<string, (of: Organisation) => string>> = {
  '/app/keys/[id]': ({ keyId }) => keyId,
  '/app/calls/[id]': ({ callId }) => callId,
  '/app/jobs/[id]': ({ jobId }) => jobId,
  '/app/jobs/[id]/state': ({ jobId }) => jobId,
  '/app/webhooks/[id]': ({ endpointId }) => endpointId,
  '/app/webhooks/deliveries/[id]': ({ deliveryId }) => deliveryId,
  '/org/roles/[id]': ({ roleId }) => roleId,
  '/app/oauth-clients/[id]': ({ clientId }) => clientId,
  '/app/applications/[id]': ({ applicationId }) => applicationId,
  '/app/subscriptions/[id]': ({ subscriptionId }) => subscriptionId,
  '/admin/tenants/[id]': ({ tenantId }) => tenantId,
  '/admin/calls/[id]': ({ callId }) => callId,
};

describe('pages and handlers', () => {
  const routes = builtRoutes().filter(({ path }) => !path.includes('[...'));
  const closed = routes.filter(({ path }) => /^\/(app|org|admin|account)(\/|$)/.test(path));
  const addressOf = (path: string, of: Organisation) =>
    path.replace(/\[[^\]]+\]/g, SEGMENTS[path]?.(of) ?? '00000000000000000000000000000000');
  const get = (path: string, cookie: string | null) =>
    fetch(system.portalUrl + path, { headers: cookie === null ? {} : { cookie }, redirect: 'manual' });

  test('are there to be asked', () => {
    expect(closed.length).toBeGreaterThan(40);
    expect(routes.length).toBeGreaterThan(closed.length);
  });

  test.each(closed)('$path sends whoever is not signed in to the door', async ({ path, kind }) => {
    const answer = await get(addressOf(path, theirs), null);
    const body = await answer.text();
    expect(body).not.toContain(theirs.secretWord);
    if (kind === 'handler') return expect([401, 307]).toContain(answer.status);
    expect(answer.status).toBe(307);
    expect(new URL(answer.headers.get('location') ?? '', system.portalUrl).pathname).toBe('/sign-in');
  });

  test.each(closed.filter(({ path }) => path.startsWith('/admin')))(
    '$path is not there for an owner',
    async ({ path }) => {
      const answer = await get(addressOf(path, theirs), theirs.people.owner.cookie);
      expect([403, 404]).toContain(answer.status);
    },
  );

  test.each(closed)('$path shows another tenant nothing', async ({ path }) => {
    const answer = await get(addressOf(path, theirs), ours.people.owner.cookie);
    expect(await answer.text()).not.toContain(theirs.secretWord);
    expect(answer.status).toBeLessThan(500);
  });

  test.each(
    closed.flatMap(({ path }) => (['viewer', 'billing', 'developer'] as const).map((role) => ({ path, role }))),
  )('$path has an answer for a $role', async ({ path, role }) => {
    const answer = await get(addressOf(path, ours), ours.people[role].cookie);
    expect(await answer.text()).not.toContain('{"digest"');
    expect(answer.status).toBeLessThan(500);
  });

  test('the pages of an organisation show it to its own people', async () => {
    for (const path of [
      '/app/keys',
      '/app/applications',
      '/org/members',
      '/org/roles',
      `/org/roles/${ours.roleId}`,
      '/org/access?tab=policies',
      '/org/access/simulator',
      `/app/keys/${ours.keyId}`,
      `/app/jobs/${ours.jobId}`,
      '/app/webhooks',
      `/app/webhooks/${ours.endpointId}`,
      `/app/webhooks/deliveries/${ours.deliveryId}`,
      '/app/signing-secrets',
      '/org/access?tab=factors',
      '/app/oauth-clients',
      `/app/oauth-clients/${ours.clientId}`,
      '/org/access?tab=tokens',
    ]) {
      const body = await (await get(path, ours.people.owner.cookie)).text();
      expect(body, path).toContain(ours.secretWord);
    }
  });

  test.each(routes.filter(({ kind }) => kind === 'page'))(
    '$path can’t be framed, and runs no script of others',
    async ({ path }) => {
      const answer = await get(addressOf(path, ours), ours.people.owner.cookie);
      await answer.arrayBuffer();
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]+' 'strict-dynamic'(;|$)/);
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    },
  );
});
