import { CreateUserSchema, SignUpSchema } from '@turnpike/contracts/management/identity';
import { createDatabase } from '@turnpike/db/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, type Fixture, uniqueName } from '../../test/fixture.js';
import { createManagementContext, type ManagementContext } from '../management-context.js';
import { createUser } from './create-user.use-case.js';
import { requestPasswordReset } from './request-password-reset.use-case.js';
import { resendVerification } from './resend-verification.use-case.js';
import { signIn } from './sign-in.use-case.js';
import { signUp } from './sign-up.use-case.js';
import { verifyEmail } from './verify-email.use-case.js';

/** The clock stands: no window ends in the middle of a test. */
const NOW = new Date();

let fixture: Fixture;
let context: ManagementContext;
/** Another process, as far as the limits can tell. */
let other: ManagementContext;
beforeAll(async () => {
  fixture = await createFixture();
  const db = createDatabase({ url: fixture.url, poolSize: 4, applicationName: 'management-test-other' });
  context = { ...fixture.context, now: () => NOW };
  other = createManagementContext({ ...context, db });
});
afterAll(async () => {
  await other.db.close();
  await fixture.close();
});

const PASSWORD = 'correct horse battery';
let hosts = 0;
const address = () => `203.0.113.${++hosts}`;
const newEmail = () => `${uniqueName('ada')}@example.com`;

async function makeUser() {
  const email = newEmail();
  await createUser(context, ADMIN, CreateUserSchema.parse({ email, password: PASSWORD }));
  return email;
}

const enter = (context: ManagementContext, email: string, ip: string, password = 'wrong password') =>
  signIn(context, { email, password, ip, userAgent: null });

test('ten failures are met with a pause, by all processes together, whatever comes at once', async () => {
  const email = await makeUser();
  const ip = address();
  const burst = await Promise.allSettled(
    Array.from({ length: 24 }, (_, index) => enter(index % 2 === 0 ? context : other, email, ip)),
  );
  const codes = burst.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'signed in'));
  expect(codes.filter((code) => code === 'unauthorized')).toHaveLength(10);
  expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(14);
  const refusal = await expectRefusal(enter(other, email, ip, PASSWORD), 'too_many_attempts');
  expect(refusal.retryAfterSeconds).toBeGreaterThan(0);
  expect(refusal.retryAfterSeconds).toBeLessThanOrEqual(900);
});

test('neither another address nor another e-mail is punished, and the pause ends', async () => {
  const [email, colleague] = [await makeUser(), await makeUser()];
  const ip = address();
  for (let failures = 0; failures < 10; failures++) await expectRefusal(enter(context, email, ip), 'unauthorized');
  await expectRefusal(enter(context, email, ip, PASSWORD), 'too_many_attempts');
  await enter(context, colleague, ip, PASSWORD);
  await enter(context, email, address(), PASSWORD);
  const later = { ...context, now: () => new Date(NOW.getTime() + 15 * 60_000) };
  await enter(later, email, ip, PASSWORD);
});

test('a success forgets the failures before it', async () => {
  const email = await makeUser();
  const ip = address();
  for (let round = 0; round < 2; round++) {
    for (let failures = 0; failures < 9; failures++) await expectRefusal(enter(context, email, ip), 'unauthorized');
    await enter(context, email, ip, PASSWORD);
  }
});

test('an address that guesses at many people’s doors is stopped at the hundredth', async () => {
  const known = await makeUser();
  const ip = address();
  await enter(context, known, ip, PASSWORD);
  for (let guess = 0; guess < 100; guess++) await expectRefusal(enter(context, newEmail(), ip), 'unauthorized');
  await expectRefusal(enter(other, known, ip, PASSWORD), 'too_many_attempts');
  await enter(other, known, address(), PASSWORD);
});

test('nobody’s mailbox is filled from here, whoever it is', async () => {
  const known = await makeUser();
  for (const email of [known, newEmail()]) {
    const asks: (() => Promise<unknown>)[] = [
      () => signUp(context, { ...SignUpSchema.parse({ email, password: PASSWORD }), ip: address() }),
      () => requestPasswordReset(context, { email, ip: address() }),
      () => resendVerification(context, { email, ip: address() }),
    ];
    for (const ask of asks) {
      for (let count = 0; count < 6; count++) await ask();
      await expectRefusal(ask(), 'too_many_attempts');
    }
  }
}, 20_000);

test('links can’t be tried without end', async () => {
  const ip = address();
  const follow = () => verifyEmail(context, { token: 'A'.repeat(43), ip, userAgent: null });
  for (let count = 0; count < 60; count++) await expectRefusal(follow(), 'link_invalid');
  await expectRefusal(follow(), 'too_many_attempts');
});
