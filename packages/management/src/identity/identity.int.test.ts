import { CreateUserSchema } from '@turnpike/contracts/management/identity';
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  makeTenant,
  member,
  ORIGIN,
  uniqueName,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { createManagementKey } from '../management-keys/create-management-key.use-case.js';
import { listManagementKeys } from '../management-keys/list-management-keys.use-case.js';
import { resolveManagementKey } from '../management-keys/resolve-management-key.use-case.js';
import { revokeManagementKey } from '../management-keys/revoke-management-key.use-case.js';
import { listAudit } from '../audit/list-audit.use-case.js';
import { createUser } from './create-user.use-case.js';
import { getMe } from './get-me.use-case.js';
import { resolveSession } from './resolve-session.use-case.js';
import { setPassword } from './set-password.use-case.js';
import { signIn } from './sign-in.use-case.js';
import { signOut } from './sign-out.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const PASSWORD = 'correct horse battery';

async function makeUser(fields: object = {}) {
  const email = `${uniqueName('ada')}@Example.COM`;
  return createUser(fixture.context, ADMIN, CreateUserSchema.parse({ email, password: PASSWORD, ...fields }));
}

const attempt = (email: string, password = PASSWORD, context = fixture.context) =>
  signIn(context, { email, password, ip: '192.0.2.1', userAgent: 'test' });

test('a person is made with a slow hash, in a tenant, under one spelling of the e-mail', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const user = await makeUser({ tenantId: tenant.id, role: 'billing', name: 'Ada' });
  expect(user.email).toBe(user.email.toLowerCase());
  expect(user.memberships).toEqual([{ tenantId: tenant.id, tenant: tenant.name, role: 'billing', customRole: null }]);
  const row = await context.db.prisma.user.findUniqueOrThrow({ where: { email: user.email } });
  expect(row.passwordHash).toMatch(/^\$argon2id\$v=19\$(?=[^$]*m=19456)(?=[^$]*t=2)(?=[^$]*p=1)/);
  expect(JSON.stringify(await auditOf(context, row.id))).not.toContain(PASSWORD);
  await expectRefusal(makeUser({ email: user.email.toUpperCase() }), 'conflict');
  await expectRefusal(makeUser({ tenantId: publicId('tenant', newId()) }), 'not_found');
});

test('signing in makes a session that resolves until it is ended', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const user = await makeUser({ tenantId: tenant.id, role: 'owner' });
  const { token, expiresAt, user: signedIn } = await attempt(user.email);
  expect(signedIn).toEqual(user);
  const session = await resolveSession(context, token);
  expect(session).toMatchObject({
    email: user.email,
    platformAdmin: false,
    memberships: [{ tenantId: uuid('tenant', tenant.id), role: 'owner' }],
    expiresAt,
  });
  const stored = await context.db.pool.query(`SELECT string_agg(row_to_json(s)::text, '') AS rows FROM sessions s`);
  expect(stored.rows[0].rows).not.toContain(token);
  await signOut(context, token);
  expect(await resolveSession(context, token)).toBeNull();
  await signOut(context, token);
  await signOut(context, 'not a token');
});

test('an expired session, a disabled user and a made-up token resolve to nobody', async () => {
  const { context } = fixture;
  const user = await makeUser();
  const { token, expiresAt } = await attempt(user.email);
  expect(await resolveSession({ ...context, now: () => expiresAt }, token)).toBeNull();
  expect(await resolveSession(context, token)).not.toBeNull();
  await context.db.prisma.user.update({ where: { email: user.email }, data: { disabledAt: new Date() } });
  expect(await resolveSession(context, token)).toBeNull();
  for (const forged of ['', 'x', 'A'.repeat(43), `${token}x`]) expect(await resolveSession(context, forged)).toBeNull();
});

test('wrong password, unknown e-mail and disabled account are told apart by nobody', async () => {
  const { context } = fixture;
  const user = await makeUser();
  const disabled = await makeUser();
  await context.db.prisma.user.update({ where: { email: disabled.email }, data: { disabledAt: new Date() } });
  const errors = [
    await expectRefusal(attempt(user.email, 'wrong password'), 'unauthorized'),
    await expectRefusal(attempt('nobody@example.com'), 'unauthorized'),
    await expectRefusal(attempt(disabled.email), 'unauthorized'),
  ];
  expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
});

test('a new password ends every session', async () => {
  const { context } = fixture;
  const user = await makeUser();
  const { token } = await attempt(user.email);
  await setPassword(context, ADMIN, { userId: user.id, password: 'another long password' });
  expect(await resolveSession(context, token)).toBeNull();
  await expectRefusal(attempt(user.email), 'unauthorized');
  await attempt(user.email, 'another long password');
  await expectRefusal(
    setPassword(context, ADMIN, { userId: publicId('user', newId()), password: PASSWORD }),
    'not_found',
  );
});

test('who am I: a person, an admin, a management key', async () => {
  const { context } = fixture;
  const user = await makeUser();
  const userId = uuid('user', user.id);
  expect(await getMe(context, { kind: 'member', userId, memberships: [], ...ORIGIN })).toMatchObject({
    kind: 'member',
    user,
  });
  expect(await getMe(context, { kind: 'platform_admin', id: userId, via: 'session', ...ORIGIN })).toMatchObject({
    kind: 'platform_admin',
    via: 'session',
    user,
  });
  const key = await createManagementKey(context, ADMIN, { name: 'CI' });
  const actor = {
    kind: 'platform_admin',
    id: uuid('managementKey', key.id),
    via: 'management_key',
    ...ORIGIN,
  } as const;
  expect(await getMe(context, actor)).toMatchObject({
    via: 'management_key',
    managementKey: { id: key.id, name: 'CI' },
  });
});

test('a management key resolves by its hash until it expires or is revoked', async () => {
  const { context } = fixture;
  const { key, ...created } = await createManagementKey(context, ADMIN, { name: 'CI', expiresAt: '2099-01-01' });
  expect(key).toMatch(/^tp_mgmt_[0-9A-Za-z]{38}$/);
  expect(await resolveManagementKey(context, key)).toEqual({ id: uuid('managementKey', created.id), name: 'CI' });
  expect(await resolveManagementKey({ ...context, now: () => new Date('2099-01-01') }, key)).toBeNull();
  for (const forged of ['', key.slice(0, -1), key.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a'))]) {
    expect(await resolveManagementKey(context, forged)).toBeNull();
  }
  const listed = (await listManagementKeys(context, ADMIN, {})).items.find(({ id }) => id === created.id);
  expect(listed).toMatchObject({ last4: key.slice(-4), revokedAt: null });
  expect(listed?.lastUsedAt).not.toBeNull();
  const input = { managementKeyId: created.id };
  const revoked = await revokeManagementKey(context, ADMIN, input);
  expect(await revokeManagementKey(context, ADMIN, input)).toEqual(revoked);
  expect(await resolveManagementKey(context, key)).toBeNull();
  expect(await auditOf(context, uuid('managementKey', created.id))).toHaveLength(2);
});

test('people and management keys are the platform’s to make', async () => {
  const { context } = fixture;
  const owner = member((await makeTenant(context)).id);
  const user = await makeUser();
  const refused = [
    createUser(context, owner, CreateUserSchema.parse({ email: 'x@example.com', password: PASSWORD })),
    setPassword(context, owner, { userId: user.id, password: PASSWORD }),
    createManagementKey(context, owner, { name: 'x' }),
    listManagementKeys(context, owner, {}),
    revokeManagementKey(context, owner, { managementKeyId: publicId('managementKey', newId()) }),
  ];
  for (const work of refused) await expectRefusal(work, 'forbidden');
});

test('an owner reads the audit log of their own tenant alone', async () => {
  const { context } = fixture;
  const [mine, other] = [await makeTenant(context), await makeTenant(context)];
  const { items } = await listAudit(context, member(mine.id), {});
  expect(items).toMatchObject([{ tenantId: mine.id, action: 'tenant.create', resourceId: mine.id, ip: '192.0.2.7' }]);
  expect((await listAudit(context, ADMIN, { action: 'tenant.create', tenantId: other.id })).items).toHaveLength(1);
  await expectRefusal(listAudit(context, member(mine.id, 'developer'), {}), 'forbidden');
});
