import { newId, publicId } from '@turnpike/domain/ids';
import type { MemberRole, TenantPermission } from '@turnpike/domain/permissions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MemberActor } from '../actor.js';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  type Fixture,
  makeTenant,
  ORIGIN,
  uuid,
} from '../../test/fixture.js';
import { listOwnTenants } from '../identity/list-own-tenants.use-case.js';
import { resolveSession } from '../identity/resolve-session.use-case.js';
import { startSession } from '../identity/start-session.js';
import { listKeys } from '../keys/list-keys.use-case.js';
import { acceptInvitation } from '../members/accept-invitation.use-case.js';
import { changeMemberRole } from '../members/change-member-role.use-case.js';
import { inviteMember } from '../members/invite-member.use-case.js';
import { listInvitations } from '../members/list-invitations.use-case.js';
import { listMembers } from '../members/list-members.use-case.js';
import { removeMember } from '../members/remove-member.use-case.js';
import { membersAllowed } from '../notices/notify.js';
import { linkToken } from '@turnpike/domain/link-token';
import { createRole } from './create-role.use-case.js';
import { deleteRole } from './delete-role.use-case.js';
import { getRole } from './get-role.use-case.js';
import { listRoles } from './list-roles.use-case.js';
import { updateRole } from './update-role.use-case.js';

let fixture: Fixture;
let tenantId: string;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  tenantId = (await makeTenant(fixture.context)).id;
});

/** A person of the tenant, with a way to act as they may right now. */
async function person(role: MemberRole | string) {
  const { context } = fixture;
  const userId = newId();
  const given: MemberRole = role.startsWith('rol_') ? 'viewer' : (role as MemberRole);
  const memberships = { create: { tenantId: uuid('tenant', tenantId), role: given } };
  const email = `${userId}@example.com`;
  await context.db.prisma.user.create({ data: { id: userId, email, emailVerifiedAt: new Date(), memberships } });
  const id = publicId('user', userId);
  if (given !== role) await changeMemberRole(context, ADMIN, { tenantId, userId: id, role });
  const { token } = await context.db.prisma.$transaction((tx) =>
    startSession(tx, userId, { ip: null, userAgent: null }),
  );
  const act = async (): Promise<MemberActor> => {
    const session = await resolveSession(context, token);
    return { kind: 'member', userId, memberships: session?.memberships ?? [], ...ORIGIN };
  };
  return { id, userId, email, act };
}

const make = (permissions: TenantPermission[], name = `Role ${newId()}`) =>
  createRole(fixture.context, ADMIN, { tenantId, name, description: '', permissions });

describe('a role of listed permissions', () => {
  test('lets its holders do what it lists and nothing else, from their next request on', async () => {
    const { context } = fixture;
    const role = await make(['key:read']);
    expect(role).toMatchObject({ isBuiltIn: false, permissions: ['tenant:read', 'key:read'], memberCount: 0 });
    const ada = await person(role.id);
    expect((await listKeys(context, await ada.act(), { tenantId })).items).toEqual([]);
    await expectRefusal(listMembers(context, await ada.act(), { tenantId }), 'forbidden');
    expect((await listOwnTenants(context, await ada.act()))[0]).toMatchObject({
      role: 'viewer',
      customRole: { id: role.id },
      permissions: ['tenant:read', 'key:read'],
    });
    await updateRole(context, ADMIN, { roleId: role.id, changes: { permissions: ['member:read'] } });
    expect((await listMembers(context, await ada.act(), { tenantId })).items).toMatchObject([
      { userId: ada.id, customRole: { id: role.id, name: role.name } },
    ]);
    await expectRefusal(listKeys(context, await ada.act(), { tenantId }), 'forbidden');
    await expectRefusal(listKeys(context, await ada.act(), {}), 'forbidden');
  });

  test('is listed with those that every tenant has, and with who has it', async () => {
    const { context } = fixture;
    const role = await make(['call:read']);
    const [ada] = [await person(role.id), await person('owner')];
    const { items } = await listRoles(context, ADMIN, { tenantId });
    expect(items.map(({ id }) => id)).toEqual(['owner', 'admin', 'billing', 'developer', 'viewer', role.id]);
    expect(items.map(({ memberCount }) => memberCount)).toEqual([1, 0, 0, 0, 0, 1]);
    expect((await getRole(context, ADMIN, { roleId: role.id })).members).toEqual([
      { userId: ada.id, email: ada.email, name: '' },
    ]);
  });

  test('decides who is told what is for those who may do something', async () => {
    const bare = uuid('tenant', tenantId);
    const ada = await person((await make(['balance:read'])).id);
    await person('viewer');
    const told = await membersAllowed(fixture.context.db.prisma, bare, 'balance:read');
    expect(told.map(({ userId }) => userId)).toEqual([ada.userId]);
    expect(await membersAllowed(fixture.context.db.prisma, bare, 'key:read')).toHaveLength(1);
  });

  test('can be invited to', async () => {
    const { context } = fixture;
    const role = await make(['usage:read'], 'Analyst');
    const guest = await person('viewer');
    await removeMember(context, ADMIN, { tenantId, userId: guest.id });
    const invitation = await inviteMember(context, ADMIN, { tenantId, email: guest.email, role: role.id });
    expect(invitation).toMatchObject({ customRole: { id: role.id, name: 'Analyst' } });
    const token = linkToken(context.keyPepper, 'invitation', uuid('invitation', invitation.id));
    const joined = await acceptInvitation(context, await guest.act(), { token });
    expect(joined).toMatchObject({ tenantId, customRole: { name: 'Analyst' } });
    const [mine] = await listOwnTenants(context, await guest.act());
    expect(mine?.permissions).toEqual(['tenant:read', 'usage:read']);
  });

  test.each(['Owner', 'viewer', 'Operators', 'OPERATORS'])('can’t be called %s when that is taken', async (name) => {
    await make([], 'Operators');
    const error = await expectRefusal(make([], name), 'conflict');
    expect(error.param).toBe('name');
  });

  test('of another tenant is none', async () => {
    const role = await make(['key:read']);
    const foreign = await person('viewer');
    const other = (await makeTenant(fixture.context)).id;
    const there = { tenantId: other, userId: foreign.id, role: role.id };
    await fixture.context.db.prisma.membership.create({
      data: { tenantId: uuid('tenant', other), userId: foreign.userId, role: 'viewer' },
    });
    await expectRefusal(changeMemberRole(fixture.context, ADMIN, there), 'unknown_reference');
    await expectRefusal(
      inviteMember(fixture.context, ADMIN, { tenantId: other, email: 'x@example.com', role: role.id }),
      'unknown_reference',
    );
  });
});

describe('nobody gets or gives more than they hold', () => {
  const keeper: TenantPermission[] = ['role:read', 'role:write', 'member:read', 'member:write', 'key:read'];

  test('by making a role', async () => {
    const ada = await person((await make(keeper)).id);
    const asked = { tenantId, name: 'Mighty', description: '', permissions: ['key:write' as const] };
    const error = await expectRefusal(createRole(fixture.context, await ada.act(), asked), 'forbidden');
    expect(error.details).toEqual({ lacking: ['key:write'] });
    await createRole(fixture.context, await ada.act(), { ...asked, permissions: ['key:read'] });
  });

  test('by changing their own role, or a mightier one', async () => {
    const { context } = fixture;
    const own = await make(keeper);
    const mighty = await make(['key:write']);
    const ada = await person(own.id);
    const add = { roleId: own.id, changes: { permissions: [...keeper, 'balance:read' as const] } };
    await expectRefusal(updateRole(context, await ada.act(), add), 'forbidden');
    const weaken = { roleId: mighty.id, changes: { permissions: [] } };
    await expectRefusal(updateRole(context, await ada.act(), weaken), 'forbidden');
    await expectRefusal(
      updateRole(context, await ada.act(), { roleId: mighty.id, changes: { name: 'x' } }),
      'forbidden',
    );
    await expectRefusal(deleteRole(context, await ada.act(), { roleId: mighty.id }), 'forbidden');
  });

  test.each(['owner', 'admin', 'developer', 'billing'])('by giving themselves %s', async (role) => {
    const ada = await person((await make(keeper)).id);
    const self = { tenantId, userId: ada.id, role };
    await expectRefusal(changeMemberRole(fixture.context, await ada.act(), self), 'forbidden');
  });

  test('by inviting somebody, or by touching who may do more', async () => {
    const { context } = fixture;
    const [ada, admin] = [await person((await make(keeper)).id), await person('admin')];
    const act = await ada.act();
    await expectRefusal(inviteMember(context, act, { tenantId, email: 'a@example.com', role: 'admin' }), 'forbidden');
    const demotion = { tenantId, userId: admin.id, role: 'viewer' };
    await expectRefusal(changeMemberRole(context, act, demotion), 'forbidden');
    await expectRefusal(removeMember(context, act, { tenantId, userId: admin.id }), 'forbidden');
  });

  test('by a role that was taken from them while they acted', async () => {
    const { context } = fixture;
    const ada = await person('admin');
    const before = await ada.act();
    await changeMemberRole(context, ADMIN, { tenantId, userId: ada.id, role: 'viewer' });
    const asked = { tenantId, name: 'Late', description: '', permissions: [] };
    await expectRefusal(createRole(context, before, asked), 'forbidden');
  });

  test('by invitations that their role no longer covers', async () => {
    const { context } = fixture;
    const role = await make([...keeper, 'key:write']);
    const ada = await person(role.id);
    const [act, makers] = [await ada.act(), await make(['key:write'])];
    await inviteMember(context, act, { tenantId, email: 'maker@example.com', role: makers.id });
    const reader = await make(['key:read']);
    await inviteMember(context, act, { tenantId, email: 'reader@example.com', role: reader.id });
    await updateRole(context, ADMIN, { roleId: role.id, changes: { permissions: keeper } });
    const { items } = await listInvitations(context, ADMIN, { tenantId });
    expect(items.map(({ email }) => email)).toEqual(['reader@example.com']);
  });
});

describe('a role that somebody has', () => {
  test('goes only with another in its place', async () => {
    const { context } = fixture;
    const role = await make(['key:read'], 'Leaving');
    const ada = await person(role.id);
    const error = await expectRefusal(deleteRole(context, ADMIN, { roleId: role.id }), 'invalid_state');
    expect(error.param).toBe('replaceWith');
    await expectRefusal(deleteRole(context, ADMIN, { roleId: role.id, replaceWith: role.id }), 'invalid_parameter');
    await deleteRole(context, ADMIN, { roleId: role.id, replaceWith: 'billing' });
    expect((await listMembers(context, ADMIN, { tenantId })).items).toMatchObject([
      { userId: ada.id, role: 'billing', customRole: null },
    ]);
    await expectRefusal(getRole(context, ADMIN, { roleId: role.id }), 'not_found');
    const [, last] = await auditOf(context, uuid('role', role.id));
    expect(last).toMatchObject({
      action: 'role.delete',
      detail: { name: 'Leaving', replacedWith: 'billing', members: 1 },
    });
  });

  test('can’t be the last owner’s', async () => {
    const { context } = fixture;
    const [owner, role] = [await person('owner'), await make(['key:read'])];
    const change = { tenantId, userId: owner.id, role: role.id };
    await expectRefusal(changeMemberRole(context, await owner.act(), change), 'invalid_state');
  });
});
