/** What a person does to their own account: password forgotten and changed, sessions seen and ended. */
import { CreateUserSchema, SignUpSchema } from '@turnpike/contracts/management/identity';
import { publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MemberActor } from '../actor.js';
import { ADMIN, createFixture, expectRefusal, type Fixture, ORIGIN, uniqueName, uuid } from '../../test/fixture.js';
import { mailsTo, newestToken } from '../../test/mailbox.js';
import { changePassword } from './change-password.use-case.js';
import { createUser } from './create-user.use-case.js';
import { listSessions } from './list-sessions.use-case.js';
import { requestPasswordReset } from './request-password-reset.use-case.js';
import { resetPassword } from './reset-password.use-case.js';
import { resolveSession } from './resolve-session.use-case.js';
import { revokeOtherSessions } from './revoke-other-sessions.use-case.js';
import { revokeSession } from './revoke-session.use-case.js';
import { signIn } from './sign-in.use-case.js';
import { signUp } from './sign-up.use-case.js';
import { updateProfile } from './update-profile.use-case.js';
import { verifyEmail } from './verify-email.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const PASSWORD = 'correct horse battery';
const NEW_PASSWORD = 'another long password';
let hosts = 0;
const somewhere = () => ({ ip: `198.51.100.${++hosts}`, userAgent: 'test' });

async function makePerson() {
  const email = `${uniqueName('ada')}@example.com`;
  const user = await createUser(fixture.context, ADMIN, CreateUserSchema.parse({ email, password: PASSWORD }));
  const actor: MemberActor = { kind: 'member', userId: uuid('user', user.id), memberships: [], ...ORIGIN };
  return { email, actor };
}

const enter = async (email: string, password = PASSWORD) =>
  (await signIn(fixture.context, { email, password, ...somewhere() })).token;
const ask = (email: string) => requestPasswordReset(fixture.context, { email, ...somewhere() });
const reset = (token: string, password = NEW_PASSWORD) =>
  resetPassword(fixture.context, { token, password, ...somewhere() });
const isOpen = async (token: string) => (await resolveSession(fixture.context, token)) !== null;

test('a forgotten password is replaced by the link, which ends every session and is told by mail', async () => {
  const { context } = fixture;
  const { email } = await makePerson();
  const before = await enter(email);
  await ask(email);
  const link = await newestToken(context, email);
  await expectRefusal(reset(link, 'password1234'), 'validation_failed');
  const { token, user } = await reset(link);
  expect(user.email).toBe(email);
  expect([await isOpen(before), await isOpen(token)]).toEqual([false, true]);
  await expectRefusal(enter(email), 'unauthorized');
  await enter(email, NEW_PASSWORD);
  expect((await mailsTo(context, email)).map(({ template }) => template)).toEqual([
    'reset_password',
    'password_changed',
  ]);
});

test('a reset link is good once, for an hour, and the newest use closes the older ones', async () => {
  const { context } = fixture;
  const { email } = await makePerson();
  await ask(email);
  const older = await newestToken(context, email);
  await ask(email);
  const link = await newestToken(context, email);
  const late = { ...context, now: () => new Date(Date.now() + 3_600_000) };
  await expectRefusal(resetPassword(late, { token: link, password: NEW_PASSWORD, ...somewhere() }), 'link_invalid');
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => reset(link)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expectRefusal(reset(older), 'link_invalid');
  await expectRefusal(verifyEmail(context, { token: older, ...somewhere() }), 'link_invalid');
});

test('asking for a reset tells nothing about who has an account', async () => {
  const { context } = fixture;
  const { email } = await makePerson();
  const nobody = `${uniqueName('nobody')}@example.com`;
  expect([await ask(email), await ask(nobody)]).toEqual([undefined, undefined]);
  expect(await mailsTo(context, email)).toHaveLength(1);
  expect(await mailsTo(context, nobody)).toEqual([]);
});

test('who resets has the address, and a password somebody else chose for it is gone', async () => {
  const { context } = fixture;
  const email = `${uniqueName('eve')}@example.com`;
  const squat = SignUpSchema.parse({ email, password: 'chosen by somebody else' });
  await signUp(context, { ...squat, ...somewhere() });
  const squatted = await newestToken(context, email);
  await ask(email);
  await reset(await newestToken(context, email));
  await enter(email, NEW_PASSWORD);
  await expectRefusal(enter(email, squat.password), 'unauthorized');
  await expectRefusal(verifyEmail(context, { token: squatted, ...somewhere() }), 'link_invalid');
});

test('changing the password needs the current one, ends all other sessions and turns one’s own', async () => {
  const { context } = fixture;
  const { email, actor } = await makePerson();
  const [own, other] = [await enter(email), await enter(email)];
  const change = (currentPassword: string, newPassword: string) =>
    changePassword(context, actor, { currentPassword, newPassword, userAgent: 'test' });
  expect(await expectRefusal(change('wrong', NEW_PASSWORD), 'validation_failed')).toMatchObject({ param: 'currentPassword' });
  expect(await expectRefusal(change(PASSWORD, 'password1234'), 'validation_failed')).toMatchObject({ param: 'newPassword' });
  expect(await expectRefusal(change(PASSWORD, PASSWORD), 'validation_failed')).toMatchObject({ param: 'newPassword' });
  expect(await isOpen(own)).toBe(true);
  const { token } = await change(PASSWORD, NEW_PASSWORD);
  expect([await isOpen(own), await isOpen(other), await isOpen(token)]).toEqual([false, false, true]);
  expect((await mailsTo(context, email)).map(({ template }) => template)).toEqual(['password_changed']);
}); // prettier-ignore

test('the current password can’t be guessed at a session left open', async () => {
  const now = new Date();
  const context = { ...fixture.context, now: () => now };
  const { actor } = await makePerson();
  const change = (currentPassword: string) =>
    changePassword(context, actor, { currentPassword, newPassword: NEW_PASSWORD, userAgent: null });
  for (let count = 0; count < 10; count++) await expectRefusal(change('wrong'), 'validation_failed');
  await expectRefusal(change(PASSWORD), 'too_many_attempts');
});

test('who has no password is told how to get one', async () => {
  const { context } = fixture;
  const { email, actor } = await makePerson();
  await context.db.prisma.user.update({ where: { email }, data: { passwordHash: null } });
  const input = { currentPassword: 'x', newPassword: NEW_PASSWORD, userAgent: null };
  await expectRefusal(changePassword(context, actor, input), 'invalid_state');
  await ask(email);
  expect((await reset(await newestToken(context, email))).user.hasPassword).toBe(true);
});

test('a person sees their sessions and ends one, or all others', async () => {
  const { context } = fixture;
  const { email, actor } = await makePerson();
  const [own, second, third] = [await enter(email), await enter(email), await enter(email)];
  const listed = await listSessions(context, actor, { token: own });
  expect(listed).toHaveLength(3);
  expect(listed.filter(({ current }) => current)).toHaveLength(1);
  expect(JSON.stringify(listed)).not.toContain(own);
  const secondId = (await listSessions(context, actor, { token: second })).find(({ current }) => current)?.id as string;
  await revokeSession(context, actor, { sessionId: secondId });
  await revokeSession(context, actor, { sessionId: secondId });
  expect([await isOpen(own), await isOpen(second), await isOpen(third)]).toEqual([true, false, true]);
  expect(await revokeOtherSessions(context, actor, { token: own })).toEqual({ revoked: 1 });
  expect([await isOpen(own), await isOpen(third)]).toEqual([true, false]);
  expect(await listSessions(context, actor, { token: own })).toHaveLength(1);
});

test('another person’s sessions do not exist, and a key has none', async () => {
  const { context } = fixture;
  const [one, other] = [await makePerson(), await makePerson()];
  const token = await enter(other.email);
  const sessionId = (await listSessions(context, other.actor, { token }))[0]?.id as string;
  await expectRefusal(revokeSession(context, one.actor, { sessionId }), 'not_found');
  const missing = { sessionId: publicId('session', crypto.randomUUID()) };
  await expectRefusal(revokeSession(context, one.actor, missing), 'not_found');
  await revokeOtherSessions(context, one.actor, { token });
  expect(await isOpen(token)).toBe(true);
  await expectRefusal(listSessions(context, ADMIN, { token: null }), 'forbidden');
  await expectRefusal(revokeSession(context, ADMIN, { sessionId }), 'forbidden');
  await expectRefusal(updateProfile(context, ADMIN, { name: 'x' }), 'forbidden');
});

test('a person changes what they are called', async () => {
  const { actor } = await makePerson();
  expect((await updateProfile(fixture.context, actor, { name: 'Ada King' })).name).toBe('Ada King');
});
