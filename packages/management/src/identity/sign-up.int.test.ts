import { CreateUserSchema, SignUpSchema } from '@turnpike/contracts/management/identity';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, type Fixture, makeTenant, uniqueName, uuid } from '../../test/fixture.js';
import { mailsTo, newestToken } from '../../test/mailbox.js';
import { createUser } from './create-user.use-case.js';
import { resendVerification } from './resend-verification.use-case.js';
import { resolveSession } from './resolve-session.use-case.js';
import { signIn } from './sign-in.use-case.js';
import { signUp } from './sign-up.use-case.js';
import { verifyEmail } from './verify-email.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const PASSWORD = 'correct horse battery';
const BROWSER = { userAgent: 'test', requestId: 'req_test' };
let hosts = 0;
/** An address of its own for each attempt, so that tests don't exhaust each other's limits. */
const somewhere = () => ({ ip: `198.51.100.${++hosts}`, ...BROWSER });
const newEmail = () => `${uniqueName('grace')}@acme-labs.example`;

const register = (email: string, more: object = {}, context = fixture.context) =>
  signUp(context, { ...SignUpSchema.parse({ email, password: PASSWORD, ...more }), ...somewhere() });
const enter = (email: string, password = PASSWORD) => signIn(fixture.context, { email, password, ...somewhere() });
const verify = (token: string, more: object = {}) => verifyEmail(fixture.context, { token, ...somewhere(), ...more });

test('signing up, following the link and being in: with an organisation of one’s own', async () => {
  const { context } = fixture;
  const email = newEmail();
  await register(email, { name: 'Grace Hopper', next: '/app/start' });
  expect(await mailsTo(context, email)).toMatchObject([{ template: 'verify_email', name: '' }]);
  const { token, user, tenantId, next } = await verify(await newestToken(context, email));
  expect(user).toMatchObject({ email, name: 'Grace Hopper', hasPassword: true, platformAdmin: false });
  expect(user.memberships).toEqual([{ tenantId, tenant: 'Acme Labs', role: 'owner', customRole: null }]);
  expect(next).toBe('/app/start');
  expect(await resolveSession(context, token)).toMatchObject({ email });
  expect((await enter(email)).user).toEqual(user);
  const rows = await context.db.prisma.auditEntry.findMany({ where: { requestId: 'req_test', actorId: user.id } });
  expect(rows.map(({ action }) => action).sort()).toEqual(
    ['session.create', 'session.create', 'tenant.create', 'user.sign_up', 'user.verify_email'].sort(),
  );
});

test('the organisation is called as its owner says; its slug gives way to one that is taken', async () => {
  const names = [];
  for (const email of [newEmail(), newEmail()]) {
    await register(email, { organisation: 'Navy Yard' });
    const { tenantId } = await verify(await newestToken(fixture.context, email));
    const where = { id: uuid('tenant', tenantId as string) };
    names.push(await fixture.context.db.prisma.tenant.findUniqueOrThrow({ where, select: { name: true, slug: true } }));
  }
  expect(names).toMatchObject([{ name: 'Navy Yard', slug: 'navy-yard' }, { name: 'Navy Yard' }]);
});

test('who was invited gets no organisation beside the one that waits', async () => {
  const { context } = fixture;
  const email = newEmail();
  const tenantId = uuid('tenant', (await makeTenant(context)).id);
  const expiresAt = new Date(Date.now() + 60_000);
  await context.db.prisma.invitation.create({
    data: { id: crypto.randomUUID(), tenantId, email, role: 'developer', tokenHash: new Uint8Array(32), expiresAt },
  });
  await register(email);
  expect(await verify(await newestToken(context, email))).toMatchObject({ tenantId: null, user: { memberships: [] } });
});

test('nothing tells an address that is known from one that is not', async () => {
  const { context } = fixture;
  const known = newEmail();
  const unverified = newEmail();
  await createUser(context, ADMIN, CreateUserSchema.parse({ email: known, password: PASSWORD, name: 'Ada' }));
  await register(unverified);
  const answers = [await register(known), await register(unverified), await register(newEmail())];
  expect(new Set(answers)).toEqual(new Set([undefined]));
  expect(await mailsTo(context, known)).toEqual([{ template: 'account_exists', to: known, name: 'Ada' }]);
  expect((await mailsTo(context, unverified)).map(({ template }) => template)).toEqual([
    'verify_email',
    'verify_email',
  ]);
  const weak = await Promise.all(
    [known, unverified, newEmail()].map((email) => expectRefusal(register(email, { password: 'password1234' }), 'validation_failed')),
  ); // prettier-ignore
  expect(new Set(weak.map(({ message, param }) => `${param} ${message}`)).size).toBe(1);
  expect((await enter(known)).user.name, 'the account is untouched').toBe('Ada');
});

test('a second sign-up changes nothing until its own mail is followed', async () => {
  const { context } = fixture;
  const email = newEmail();
  await register(email, { name: 'First' });
  const first = await newestToken(context, email);
  await register(email, { name: 'Second', password: 'another long password' });
  const second = await newestToken(context, email);
  await expectRefusal(enter(email), 'email_unverified');
  await expectRefusal(enter(email, 'another long password'), 'unauthorized');
  expect((await verify(second)).user.name).toBe('Second');
  await enter(email, 'another long password');
  await expectRefusal(enter(email), 'unauthorized');
  await expectRefusal(verify(first), 'link_invalid');
});

test('an unverified address is told so after the right password alone, and gets the link again', async () => {
  const { context } = fixture;
  const email = newEmail();
  await register(email, { organisation: 'Bureau' });
  await expectRefusal(enter(email, 'wrong password'), 'unauthorized');
  expect(await mailsTo(context, email)).toHaveLength(1);
  await expectRefusal(enter(email), 'email_unverified');
  expect(await mailsTo(context, email)).toHaveLength(2);
  await verify(await newestToken(context, email));
  expect((await enter(email)).user.memberships).toMatchObject([{ tenant: 'Bureau', role: 'owner' }]);
});

test('a link is good once, however many follow it at the same time', async () => {
  const { context } = fixture;
  const email = newEmail();
  await register(email);
  const token = await newestToken(context, email);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => verify(token)));
  const done = outcomes.filter(({ status }) => status === 'fulfilled');
  expect(done).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'link_invalid' });
  }
  const user = await context.db.prisma.user.findUniqueOrThrow({ where: { email }, include: { memberships: true } });
  expect(user.memberships).toHaveLength(1);
  expect(await context.db.prisma.session.count({ where: { userId: user.id } })).toBe(1);
});

test('an expired, foreign, forged or disabled link is none', async () => {
  const { context } = fixture;
  const email = newEmail();
  await register(email);
  const token = await newestToken(context, email);
  const tomorrow = () => new Date(Date.now() + 24 * 3_600_000);
  await expectRefusal(verifyEmail({ ...context, now: tomorrow }, { token, ...somewhere() }), 'link_invalid');
  for (const forged of ['', 'x', 'A'.repeat(43), `${token}A`]) await expectRefusal(verify(forged), 'link_invalid');
  await context.db.prisma.user.update({ where: { email }, data: { disabledAt: new Date() } });
  await expectRefusal(verify(token), 'link_invalid');
});

test('the session the browser carried ends when another begins', async () => {
  const { context } = fixture;
  const planted = newEmail();
  await createUser(context, ADMIN, CreateUserSchema.parse({ email: planted, password: PASSWORD }));
  const email = newEmail();
  await register(email);
  const before = (await enter(planted)).token;
  const { token } = await verify(await newestToken(context, email), { previousToken: before });
  expect(token).not.toBe(before);
  expect(await resolveSession(context, before)).toBeNull();
  const again = await signIn(context, { email, password: PASSWORD, ...somewhere(), previousToken: token });
  expect(await resolveSession(context, token)).toBeNull();
  expect(await resolveSession(context, again.token)).not.toBeNull();
});

test('the link is sent again to those who wait for one, and to nobody else', async () => {
  const { context } = fixture;
  const [waiting, known, nobody] = [newEmail(), newEmail(), newEmail()];
  await register(waiting, { organisation: 'Bureau' });
  await createUser(context, ADMIN, CreateUserSchema.parse({ email: known, password: PASSWORD }));
  for (const email of [waiting, known, nobody]) {
    expect(await resendVerification(context, { email, ...somewhere() })).toBeUndefined();
  }
  expect([await mailsTo(context, known), await mailsTo(context, nobody)]).toEqual([[], []]);
  const { user } = await verify(await newestToken(context, waiting));
  expect(user.memberships).toMatchObject([{ tenant: 'Bureau' }]);
});

test('nothing that is stored opens the link or the account', async () => {
  const { context } = fixture;
  const email = newEmail();
  await register(email);
  const token = await newestToken(context, email);
  const { rows } = await context.db.pool.query<{ text: string }>(
    `SELECT string_agg(text, '') AS text FROM (SELECT row_to_json(t)::text AS text FROM email_tokens t
     UNION ALL SELECT row_to_json(o)::text FROM outbox_messages o UNION ALL SELECT row_to_json(a)::text FROM audit_entries a) all_rows`,
  );
  expect(rows[0]?.text).toContain(email);
  expect(rows[0]?.text).not.toContain(token);
  expect(rows[0]?.text).not.toContain(PASSWORD);
});
