import type { Mail } from '@turnpike/contracts/mail';
import { linkToken } from '@turnpike/domain/link-token';
import { freePorts } from '@turnpike/testing/free-ports';
import { newId } from '@turnpike/domain/ids';
import { QUEUES, queueKeyPrefix } from '@turnpike/queues/queue-names';
import { Queue } from 'bullmq';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { type Mailbox, startMailbox } from '../../test/mailbox.js';
import { workerConfig } from '../../test/worker-config.js';
import { startWorker } from '../start-worker.js';

const PEPPER = Buffer.alloc(32, 7);
let mailbox: Mailbox;
let log = '';
beforeAll(async () => {
  mailbox = await startMailbox();
});
afterAll(() => mailbox.stop());

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  vi.restoreAllMocks();
});

/** A worker that sends to that server, over a database and a queue of its own. */
async function stage(smtpUrl: string): Promise<{ fixture: Fixture; queue: Queue; metrics: () => Promise<string> }> {
  log = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((log += String(text)), true));
  const fixture = await createFixture();
  cleanUps.push(() => fixture.close());
  const config = workerConfig(fixture, {
    logLevel: 'info',
    keyPepper: PEPPER.toString('base64'),
    smtpUrl,
    productName: 'Türnpike',
  });
  const worker = await startWorker(config);
  cleanUps.push(() => worker.stop());
  const prefix = queueKeyPrefix(`${fixture.prefix}-queue`);
  const queue = new Queue(QUEUES.mail, { connection: fixture.redis, prefix });
  cleanUps.push(() => queue.close());
  const metrics = async () => (await fetch(`http://127.0.0.1:${worker.opsPort}/metrics`)).text();
  return { fixture, queue, metrics };
}

async function request({ pool }: Fixture, mail: Mail, id = newId()): Promise<string> {
  await pool.query(`INSERT INTO outbox_messages (id, topic, payload) VALUES ($1, 'mail.requested', $2)`, [id, mail]);
  return id;
}

const unique = () => `ada-${newId()}@example.test`;

test('a mail that a use case asked for reaches its reader, once, with a link that works', async () => {
  const { fixture, metrics } = await stage(mailbox.smtpUrl);
  const to = unique();
  const emailTokenId = newId();
  const id = await request(fixture, { template: 'reset_password', to, name: 'Ada', emailTokenId });
  await vi.waitFor(async () => expect(await mailbox.mailsTo(to)).toHaveLength(1), 15_000);
  const [mail] = await mailbox.mailsTo(to);
  const link = `https://portal.test/reset/${linkToken(PEPPER, 'email-token', emailTokenId)}`;
  expect(mail).toMatchObject({ from: 'Türnpike <no-reply@turnpike.test>', to: [to] });
  expect(mail?.subject).toBe('Choose a new password for Türnpike');
  expect(mail?.text).toContain(link);
  expect(mail?.html).toContain(`href="${link}"`);
  // The row is relayed again, as after a crash between the queue and the mark.
  await fixture.pool.query('UPDATE outbox_messages SET relayed_at = NULL WHERE id = $1', [id]);
  const other = unique();
  await request(fixture, { template: 'password_changed', to: other, name: 'Ada' });
  await vi.waitFor(async () => expect(await mailbox.mailsTo(other)).toHaveLength(1), 15_000);
  expect(await mailbox.mailsTo(to)).toHaveLength(1);
  expect(await metrics()).toMatch(/^turnpike_mails_sent_total\{template="reset_password".*\} 1$/m);
}, 40_000);

test('while the mail server is away the mail waits, and neither address nor link is logged', async () => {
  const [smtpPort] = (await freePorts(1)) as [number];
  const { fixture, queue, metrics } = await stage(`smtp://127.0.0.1:${smtpPort}`);
  const to = unique();
  const emailTokenId = newId();
  const id = await request(fixture, { template: 'verify_email', to, name: '', emailTokenId });
  await vi.waitFor(async () => expect(await queue.getDelayedCount()).toBe(1), 15_000);
  expect(await metrics()).toMatch(/^turnpike_mail_failures_total\{template="verify_email".*\} 1$/m);
  expect(log).toContain('mail not sent');
  for (const secret of [to, linkToken(PEPPER, 'email-token', emailTokenId)]) expect(log).not.toContain(secret);
  const later = await startMailbox(smtpPort);
  cleanUps.push(() => later.stop());
  await (await queue.getJob(id))?.promote();
  await vi.waitFor(async () => expect(await later.mailsTo(to)).toHaveLength(1), 15_000);
}, 60_000);
