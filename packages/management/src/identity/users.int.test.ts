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
  uniqueName,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import type { PlatformAdminActor } from '../actor.js';
import { createUser } from './create-user.use-case.js';
import { disableUser } from './disable-user.use-case.js';
import { enableUser } from './enable-user.use-case.js';
import { getUser } from './get-user.use-case.js';
import { listUsers } from './list-users.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

function makeUser(rest: object = {}) {
  const email = `${uniqueName('person')}@example.com`;
  const input = CreateUserSchema.parse({ email, password: 'a blue heron at dusk', name: 'Ada', ...rest });
  return createUser(fixture.context, ADMIN, input);
}

const session = (userId: string) => ({
  id: newId(),
  userId,
  tokenHash: new TextEncoder().encode(newId()),
  expiresAt: new Date(Date.now() + 60_000),
});

test('people are listed with where they belong and found by e-mail, name, status and role', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const user = await makeUser({ tenantId: tenant.id, role: 'billing' });
  const admin = await makeUser({ platformAdmin: true });
  const emails = async (input: object) => (await listUsers(context, ADMIN, input)).items.map(({ email }) => email);
  expect(await emails({ q: user.email.toUpperCase() })).toEqual([user.email]);
  expect(await emails({ role: 'platform_admin' })).toEqual([admin.email]);
  expect(await emails({ q: user.email, role: 'platform_admin' })).toEqual([]);
  expect(await emails({ q: user.email, status: 'disabled' })).toEqual([]);
  const shown = await getUser(context, ADMIN, { userId: user.id });
  expect(shown).toMatchObject({ email: user.email, disabledAt: null, lastSeenAt: null });
  expect(shown.memberships).toEqual([{ tenantId: tenant.id, tenant: tenant.name, role: 'billing', customRole: null }]);
  expect(JSON.stringify(shown)).not.toContain('argon2');
});

test('a disabled person’s sessions end, once, and enabling brings none back', async () => {
  const { context } = fixture;
  const user = await makeUser();
  const userId = uuid('user', user.id);
  const row = await context.db.prisma.session.create({ data: session(userId) });
  expect((await getUser(context, ADMIN, { userId: user.id })).lastSeenAt).not.toBeNull();
  const disabled = await disableUser(context, ADMIN, { userId: user.id });
  expect(disabled.disabledAt).not.toBeNull();
  expect(await disableUser(context, ADMIN, { userId: user.id })).toEqual(disabled);
  expect((await enableUser(context, ADMIN, { userId: user.id })).disabledAt).toBeNull();
  const { revokedAt } = await context.db.prisma.session.findUniqueOrThrow({ where: { id: row.id } });
  expect(revokedAt).not.toBeNull();
  const actions = (await auditOf(context, userId)).map(({ action }) => action);
  expect(actions).toEqual(['user.create', 'user.disable', 'user.enable']);
});

test('nobody disables themselves, an unknown person, or anybody without being a platform admin', async () => {
  const { context } = fixture;
  const admin = await makeUser({ platformAdmin: true });
  const self: PlatformAdminActor = { ...ADMIN, id: uuid('user', admin.id), via: 'session' };
  await expectRefusal(disableUser(context, self, { userId: admin.id }), 'invalid_state');
  await expectRefusal(disableUser(context, ADMIN, { userId: publicId('user', newId()) }), 'not_found');
  await expectRefusal(getUser(context, ADMIN, { userId: 'x' }), 'not_found');
  const owner = member((await makeTenant(context)).id);
  await expectRefusal(listUsers(context, owner, {}), 'forbidden');
  await expectRefusal(getUser(context, owner, { userId: admin.id }), 'forbidden');
  await expectRefusal(disableUser(context, owner, { userId: admin.id }), 'forbidden');
  await expectRefusal(enableUser(context, owner, { userId: admin.id }), 'forbidden');
});
