/** Who may be what in a tenant: roles, the last owner, invitations, and what leaves with a person. */
import { newId, publicId } from '@turnpike/domain/ids';
import { linkToken } from '@turnpike/domain/link-token';
import type { MemberRole } from '@turnpike/domain/permissions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  ORIGIN,
  uniqueName,
  uuid,
} from '../../test/fixture.js';
import { mailsTo, newestToken } from '../../test/mailbox.js';
import type { MemberActor } from '../actor.js';
import { resolveSession } from '../identity/resolve-session.use-case.js';
import { signIn } from '../identity/sign-in.use-case.js';
import { listNotices } from '../notices/list-notices.use-case.js';
import { acceptAsNewPerson } from './accept-as-new-person.use-case.js';
import { acceptInvitation } from './accept-invitation.use-case.js';
import { changeMemberRole } from './change-member-role.use-case.js';
import { inviteMember } from './invite-member.use-case.js';
import { leaveTenant } from './leave-tenant.use-case.js';
import { listInvitations } from './list-invitations.use-case.js';
import { listMembers } from './list-members.use-case.js';
import { readInvitation } from './read-invitation.use-case.js';
import { removeMember } from './remove-member.use-case.js';
import { resendInvitation } from './resend-invitation.use-case.js';
import { revokeInvitation } from './revoke-invitation.use-case.js';

const PASSWORD = 'bronze otter umbrella 42';
const DAY_MS = 24 * 3_600_000;

let fixture: Fixture;
let later = 0;

beforeAll(async () => {
  const made = await createFixture();
  fixture = { ...made, context: { ...made.context, now: () => new Date(Date.now() + later) } };
});
afterAll(() => fixture.close());

/** A person with a verified address, in that tenant as that role. */
async function person(tenantId: string | null, role: MemberRole = 'owner') {
  const id = newId();
  const email = `${uniqueName('person')}@example.com`;
  await fixture.context.db.prisma.user.create({
    data: {
      id,
      email,
      emailVerifiedAt: new Date(),
      ...(tenantId === null ? {} : { memberships: { create: { tenantId: uuid('tenant', tenantId), role } } }),
    },
  });
  const memberships = tenantId === null ? [] : [{ tenantId: uuid('tenant', tenantId), role }];
  const actor: MemberActor = { kind: 'member', userId: id, memberships, ...ORIGIN };
  return { id: publicId('user', id), email, actor };
}

async function rolesIn(tenantId: string): Promise<Record<string, MemberRole>> {
  const { items } = await listMembers(fixture.context, ADMIN, { tenantId });
  return Object.fromEntries(items.map(({ userId, role }) => [userId, role]));
}

const outcome = (work: Promise<unknown>) =>
  work.then(
    () => 'ok',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );

describe('roles', () => {
  test('an owner gives any role; the change is audited once', async () => {
    const { context } = fixture;
    const { id: tenantId } = await makeTenant(context);
    const owner = await person(tenantId);
    const other = await person(tenantId, 'viewer');
    const change = { tenantId, userId: other.id, role: 'owner' as const };
    expect((await changeMemberRole(context, owner.actor, change)).role).toBe('owner');
    await changeMemberRole(context, owner.actor, change);
    const audit = await auditOf(context, uuid('user', other.id));
    expect(audit.map(({ action, detail }) => [action, detail])).toEqual([
      ['member.change_role', { email: other.email, from: 'viewer', to: 'owner' }],
    ]);
  });

  test('an admin neither makes an owner nor touches one', async () => {
    const { context } = fixture;
    const { id: tenantId } = await makeTenant(context);
    const owner = await person(tenantId);
    const admin = await person(tenantId, 'admin');
    const developer = await person(tenantId, 'developer');
    const as = admin.actor;
    expect((await changeMemberRole(context, as, { tenantId, userId: developer.id, role: 'admin' })).role).toBe('admin');
    await expectRefusal(changeMemberRole(context, as, { tenantId, userId: admin.id, role: 'owner' }), 'forbidden');
    await expectRefusal(changeMemberRole(context, as, { tenantId, userId: developer.id, role: 'owner' }), 'forbidden');
    await expectRefusal(changeMemberRole(context, as, { tenantId, userId: owner.id, role: 'viewer' }), 'forbidden');
    await expectRefusal(removeMember(context, as, { tenantId, userId: owner.id }), 'forbidden');
    await expectRefusal(inviteMember(context, as, { tenantId, email: 'x@example.com', role: 'owner' }), 'forbidden');
    expect((await rolesIn(tenantId))[owner.id]).toBe('owner');
  });

  test.each(['billing', 'developer', 'viewer'] as const)('a %s manages nobody but may leave', async (role) => {
    const { context } = fixture;
    const { id: tenantId } = await makeTenant(context);
    const owner = await person(tenantId);
    const { actor, id } = await person(tenantId, role);
    await expectRefusal(changeMemberRole(context, actor, { tenantId, userId: id, role: 'admin' }), 'forbidden');
    await expectRefusal(removeMember(context, actor, { tenantId, userId: owner.id }), 'forbidden');
    await expectRefusal(
      inviteMember(context, actor, { tenantId, email: 'x@example.com', role: 'viewer' }),
      'forbidden',
    );
    await expectRefusal(listInvitations(context, actor, { tenantId }), 'forbidden');
    expect((await listMembers(context, actor, { tenantId })).items).toHaveLength(2);
    await leaveTenant(context, actor, { tenantId });
    expect(Object.keys(await rolesIn(tenantId))).toEqual([owner.id]);
  });

  test('a role that was taken a moment ago counts for nothing, whatever the session remembers', async () => {
    const { context } = fixture;
    const { id: tenantId } = await makeTenant(context);
    const owner = await person(tenantId);
    const former = await person(tenantId);
    await changeMemberRole(context, owner.actor, { tenantId, userId: former.id, role: 'viewer' });
    const promote = changeMemberRole(context, former.actor, { tenantId, userId: former.id, role: 'owner' });
    await expectRefusal(promote, 'forbidden');
    await removeMember(context, owner.actor, { tenantId, userId: former.id });
    await expectRefusal(removeMember(context, former.actor, { tenantId, userId: owner.id }), 'not_found');
  });
});

describe('the last owner', () => {
  test('is neither demoted nor removed, and does not leave', async () => {
    const { context } = fixture;
    const { id: tenantId } = await makeTenant(context);
    const owner = await person(tenantId);
    await person(tenantId, 'admin');
    const { actor, id: userId } = owner;
    await expectRefusal(changeMemberRole(context, actor, { tenantId, userId, role: 'admin' }), 'invalid_state');
    await expectRefusal(changeMemberRole(context, ADMIN, { tenantId, userId, role: 'admin' }), 'invalid_state');
    await expectRefusal(removeMember(context, actor, { tenantId, userId }), 'invalid_state');
    await expectRefusal(leaveTenant(context, actor, { tenantId }), 'invalid_state');
    expect((await rolesIn(tenantId))[userId]).toBe('owner');
  });

  test('is one who can sign in', async () => {
    const { context } = fixture;
    const { id: tenantId } = await makeTenant(context);
    const owner = await person(tenantId);
    const disabled = await person(tenantId);
    const where = { id: uuid('user', disabled.id) };
    await context.db.prisma.user.update({ where, data: { disabledAt: new Date() } });
    await expectRefusal(leaveTenant(context, owner.actor, { tenantId }), 'invalid_state');
  });

  test.each([
    ['leave', (tenantId: string, own: MemberActor) => leaveTenant(fixture.context, own, { tenantId })],
    [
      'demote each other',
      (tenantId: string, own: MemberActor, other: string) =>
        changeMemberRole(fixture.context, own, { tenantId, userId: other, role: 'developer' }),
    ],
    [
      'demote themselves',
      (tenantId: string, own: MemberActor) =>
        changeMemberRole(fixture.context, own, { tenantId, userId: publicId('user', own.userId), role: 'developer' }),
    ],
    [
      'remove each other',
      (tenantId: string, own: MemberActor, other: string) =>
        removeMember(fixture.context, own, { tenantId, userId: other }),
    ],
  ])('stays when all owners %s at once', async (_, work) => {
    const { context } = fixture;
    for (let round = 0; round < 5; round++) {
      const { id: tenantId } = await makeTenant(context);
      const owners = [await person(tenantId), await person(tenantId), await person(tenantId)];
      const outcomes = await Promise.all(
        owners.map(({ actor }, index) => outcome(work(tenantId, actor, owners[(index + 1) % 3]?.id ?? ''))),
      );
      const left = Object.values(await rolesIn(tenantId)).filter((role) => role === 'owner');
      expect(left.length, outcomes.join()).toBeGreaterThanOrEqual(1);
      expect(outcomes.filter((code) => code === 'ok').length).toBe(3 - left.length);
    }
  });
});

test('what a person could reach the tenant with leaves with them', async () => {
  const { context } = fixture;
  const { prisma } = context.db;
  const { id: tenantId } = await makeTenant(context);
  const application = await makeApplication(context, tenantId);
  const owner = await person(tenantId);
  const admin = await person(tenantId, 'admin');
  const key = (createdBy: string, purpose: 'secret' | 'playground') => ({
    id: newId(), tenantId: uuid('tenant', tenantId), applicationId: uuid('application', application.id), name: 'x',
    environment: 'live' as const, hash: crypto.getRandomValues(new Uint8Array(32)), hashVersion: 1, start: 'tp_live_', last4: 'aaaa',
    createdBy: uuid('user', createdBy), purpose,
  }); // prettier-ignore
  const keys = [key(admin.id, 'playground'), key(admin.id, 'secret'), key(owner.id, 'playground')];
  await prisma.apiKey.createMany({ data: keys });
  const email = `${uniqueName('friend')}@example.com`;
  await inviteMember(context, admin.actor, { tenantId, email, role: 'admin' });
  const token = await newestToken(context, email);
  const { caller } = await changeCounts(context);
  await removeMember(context, owner.actor, { tenantId, userId: admin.id });
  const revoked = await prisma.apiKey.findMany({ where: { revokedAt: { not: null } }, select: { id: true } });
  expect(revoked.map(({ id }) => id)).toEqual([keys[0]?.id]);
  expect((await changeCounts(context)).caller).toBe(caller + 1);
  await expectRefusal(readInvitation(context, { token }), 'not_found');
  const audit = await auditOf(context, uuid('user', admin.id));
  expect(audit.map(({ action }) => action)).toEqual(['member.remove']);
});

describe('an invitation', () => {
  /** A tenant whose owner invited a new address. */
  async function invited(role: MemberRole = 'developer') {
    const { context } = fixture;
    const { id: tenantId, name } = await makeTenant(context);
    const owner = await person(tenantId);
    const email = `${uniqueName('guest')}@example.com`;
    const invitation = await inviteMember(context, owner.actor, { tenantId, email, role });
    return { tenantId, name, owner, email, invitation, token: await newestToken(context, email) };
  }

  const accept = (token: string, password = PASSWORD) =>
    acceptAsNewPerson(fixture.context, { token, name: 'Guest', password, ip: null, userAgent: null });

  test('goes out by mail, without its secret in any row', async () => {
    const { context } = fixture;
    const { tenantId, name, owner, email, invitation, token } = await invited();
    const [mail] = await mailsTo(context, email);
    expect(mail).toEqual({
      template: 'invitation', to: email, tenant: name, invitedBy: owner.email, invitationId: uuid('invitation', invitation.id),
    }); // prettier-ignore
    const row = await context.db.prisma.invitation.findUniqueOrThrow({
      where: { id: uuid('invitation', invitation.id) },
    });
    expect(JSON.stringify([row, invitation, mail])).not.toContain(token);
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(7 * DAY_MS);
    expect((await listInvitations(context, owner.actor, { tenantId })).items).toMatchObject([
      { id: invitation.id, email, status: 'pending', invitedBy: owner.email },
    ]);
  });

  test('makes a verified account that is signed in, and tells those who manage members', async () => {
    const { context } = fixture;
    const { tenantId, name, owner, email, token } = await invited('billing');
    expect(await readInvitation(context, { token })).toMatchObject({
      tenant: name, invitedBy: owner.email, email, role: 'billing', account: 'new',
    }); // prettier-ignore
    const { token: session, joined } = await accept(token);
    expect(joined).toEqual({ tenantId, tenant: name, role: 'billing', customRole: null });
    const resolved = await resolveSession(context, session);
    expect(resolved).toMatchObject({ email, memberships: [{ tenantId: uuid('tenant', tenantId), role: 'billing' }] });
    await signIn(context, { email, password: PASSWORD, ip: null, userAgent: null });
    const notices = await listNotices(context, owner.actor, {});
    expect(notices.items).toMatchObject([{ kind: 'member.joined', tenantId, data: { member: 'Guest', tenant: name } }]);
    expect((await listInvitations(context, owner.actor, { tenantId })).items).toEqual([]);
  });

  test('works once', async () => {
    const { token } = await invited();
    const outcomes = await Promise.all([outcome(accept(token)), outcome(accept(token)), outcome(accept(token))]);
    expect(outcomes.filter((code) => code === 'ok')).toHaveLength(1);
    await expectRefusal(accept(token), 'not_found');
    await expectRefusal(readInvitation(fixture.context, { token }), 'not_found');
  });

  test('is for the address it went to, once its owner has shown it', async () => {
    const { context } = fixture;
    const { tenantId, owner } = await invited();
    const stranger = await person(null);
    const guest = await person(null);
    await inviteMember(context, owner.actor, { tenantId, email: guest.email, role: 'viewer' });
    const token = await newestToken(context, guest.email);
    expect((await readInvitation(context, { token })).account).toBe('known');
    await expectRefusal(acceptInvitation(context, stranger.actor, { token }), 'forbidden');
    await expectRefusal(accept(token), 'invalid_state');
    const where = { id: guest.actor.userId };
    await context.db.prisma.user.update({ where, data: { emailVerifiedAt: null } });
    await expectRefusal(acceptInvitation(context, guest.actor, { token }), 'forbidden');
    await context.db.prisma.user.update({ where, data: { emailVerifiedAt: new Date() } });
    expect((await acceptInvitation(context, guest.actor, { token })).role).toBe('viewer');
    await expectRefusal(acceptInvitation(context, guest.actor, { token }), 'not_found');
  });

  test('leaves nothing of an account that somebody made in advance', async () => {
    const { context } = fixture;
    const { email, token } = await invited();
    const { prisma } = context.db;
    const userId = newId();
    const sessionToken = 'A'.repeat(43);
    const tokenHash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sessionToken)));
    const planted = { id: newId(), expiresAt: new Date(Date.now() + DAY_MS) };
    await prisma.user.create({
      data: {
        id: userId, email, name: 'Trap', passwordHash: 'planted',
        sessions: { create: { ...planted, tokenHash } },
        identities: { create: { id: newId(), provider: 'oidc', subject: uniqueName('trap'), email } },
        emailTokens: { create: { ...planted, purpose: 'verify_email', tokenHash: new Uint8Array(32).fill(7) } },
      },
    }); // prettier-ignore
    expect((await readInvitation(context, { token })).account).toBe('new');
    await accept(token);
    expect(await resolveSession(context, sessionToken)).toBeNull();
    expect(await prisma.userIdentity.count({ where: { userId } })).toBe(0);
    expect(await prisma.emailToken.count({ where: { userId, usedAt: null } })).toBe(0);
    const { user } = await signIn(context, { email, password: PASSWORD, ip: null, userAgent: null });
    expect([user.id, user.name]).toEqual([publicId('user', userId), 'Guest']);
  });

  test('wants a good password', async () => {
    const { email, token } = await invited();
    await expectRefusal(accept(token, 'password12345'), 'validation_failed');
    await expectRefusal(accept(token, email), 'validation_failed');
    expect((await accept(token)).joined.role).toBe('developer');
  });

  test('expires after seven days, and lives again when it is sent again', async () => {
    const { context } = fixture;
    const { tenantId, owner, email, invitation, token } = await invited();
    later = 7 * DAY_MS + 1_000;
    try {
      await expectRefusal(readInvitation(context, { token }), 'invalid_state');
      await expectRefusal(accept(token), 'invalid_state');
      expect((await listInvitations(context, owner.actor, { tenantId })).items[0]?.status).toBe('expired');
      const again = await resendInvitation(context, owner.actor, { invitationId: invitation.id });
      expect([again.status, await mailsTo(context, email)]).toMatchObject(['pending', [{}, {}]]);
      expect((await accept(token)).joined.tenantId).toBe(tenantId);
    } finally {
      later = 0;
    }
  });

  test('that was revoked is worth nothing, for good', async () => {
    const { context } = fixture;
    const { owner, invitation, token } = await invited();
    const { id: invitationId } = invitation;
    await revokeInvitation(context, owner.actor, { invitationId });
    await expectRefusal(accept(token), 'not_found');
    await expectRefusal(resendInvitation(context, owner.actor, { invitationId }), 'invalid_state');
    await expectRefusal(revokeInvitation(context, owner.actor, { invitationId }), 'invalid_state');
    const audit = await auditOf(context, uuid('invitation', invitationId));
    expect(audit.map(({ action }) => action)).toEqual(['invitation.create', 'invitation.revoke']);
  });

  test('is refused for members and for who was invited already, and tells nobody who has an account', async () => {
    const { context } = fixture;
    const { tenantId, owner, email } = await invited();
    const invite = (to: string) => inviteMember(context, owner.actor, { tenantId, email: to, role: 'viewer' });
    await expectRefusal(invite(email), 'conflict');
    await expectRefusal(invite(owner.email), 'conflict');
    const known = await person(null);
    const unknown = `${uniqueName('nobody')}@example.com`;
    const shape = ({ status, role, invitedBy }: Awaited<ReturnType<typeof invite>>) => ({ status, role, invitedBy });
    expect(shape(await invite(known.email))).toEqual(shape(await invite(unknown)));
  });

  test('of an owner ends with the owner’s rights', async () => {
    const { context } = fixture;
    const { tenantId, owner } = await invited();
    const second = await person(tenantId);
    const asOwner = `${uniqueName('o')}@example.com`;
    const asViewer = `${uniqueName('v')}@example.com`;
    await inviteMember(context, second.actor, { tenantId, email: asOwner, role: 'owner' });
    await inviteMember(context, second.actor, { tenantId, email: asViewer, role: 'viewer' });
    await changeMemberRole(context, owner.actor, { tenantId, userId: second.id, role: 'admin' });
    await expectRefusal(accept(await newestToken(context, asOwner)), 'not_found');
    expect((await accept(await newestToken(context, asViewer))).joined.role).toBe('viewer');
  });

  test('is bounded by the address it goes to', async () => {
    const { context } = fixture;
    const email = `${uniqueName('flood')}@example.com`;
    const codes: string[] = [];
    for (let index = 0; index < 8; index++) {
      const { id: tenantId } = await makeTenant(context);
      const { actor } = await person(tenantId);
      codes.push(await outcome(inviteMember(context, actor, { tenantId, email, role: 'viewer' })));
    }
    expect(codes.filter((code) => code === 'ok')).toHaveLength(6);
    expect(codes.at(-1)).toBe('too_many_attempts');
  });

  test('has a link that nothing but the id and the pepper makes', async () => {
    const { context } = fixture;
    const { invitation } = await invited();
    const id = uuid('invitation', invitation.id);
    for (const token of ['', 'x', invitation.id, linkToken(context.keyPepper, 'email-token', id), 'A'.repeat(43)]) {
      await expectRefusal(readInvitation(context, { token }), 'not_found');
    }
  });
});
