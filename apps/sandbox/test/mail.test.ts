import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Mail, MailSummary } from '../src/mail/mailbox.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});
beforeEach(async () => {
  await fetch(`${sandbox.mailUrl}/api/messages`, { method: 'DELETE' });
});

async function list(query = ''): Promise<MailSummary[]> {
  const answer = await fetch(`${sandbox.mailUrl}/api/messages${query}`);
  return ((await answer.json()) as { items: MailSummary[] }).items;
}

const mail = {
  from: '"Türnpike" <no-reply@turnpike.test>',
  to: 'Ada <ada@example.test>, bob@example.test',
  subject: 'Bestätigen – 你好',
  text: 'Follow https://example.test/verify?a=1&b=2 <now>',
  html: '<p>Follow <a href="https://example.test/verify">this</a></p><script>alert(1)</script>',
  attachments: [{ filename: 'invoice.pdf', content: Buffer.alloc(1_000), contentType: 'application/pdf' }],
};

function transport(auth?: { user: string; pass: string }) {
  const options = { host: '127.0.0.1', port: sandbox.running.ports.smtp };
  return createTransport(auth === undefined ? options : { ...options, auth });
}

it('keeps a mail whole', async () => {
  await transport().sendMail({ ...mail, bcc: 'eve@example.test' });
  const [summary] = await list();
  expect(summary).toMatchObject({
    from: 'Türnpike <no-reply@turnpike.test>',
    to: ['Ada <ada@example.test>', 'bob@example.test'],
    subject: mail.subject,
  });
  const whole = (await (await fetch(`${sandbox.mailUrl}/api/messages/${summary?.id ?? ''}`)).json()) as Mail;
  expect(whole.text).toContain(mail.text);
  expect(whole.html).toContain('https://example.test/verify');
  expect(whole.envelope).toEqual({
    from: 'no-reply@turnpike.test',
    to: ['ada@example.test', 'bob@example.test', 'eve@example.test'],
  });
  expect(whole.attachments).toEqual([{ filename: 'invoice.pdf', mimeType: 'application/pdf', sizeBytes: 1_000 }]);
});

it('accepts any credentials, lists newest first, filters by recipient, deletes', async () => {
  await transport({ user: 'any', pass: 'thing' }).sendMail({ ...mail, subject: 'first' });
  await transport().sendMail({ ...mail, to: 'carol@example.test', subject: 'second' });
  expect((await list()).map((item) => item.subject)).toEqual(['second', 'first']);
  expect((await list('?to=Carol@example.test')).map((item) => item.subject)).toEqual(['second']);
  await fetch(`${sandbox.mailUrl}/api/messages`, { method: 'DELETE' });
  expect(await list()).toEqual([]);
  expect((await fetch(`${sandbox.mailUrl}/api/messages/none`)).status).toBe(404);
});

it('refuses a mail that is too large', async () => {
  const sending = transport().sendMail({ ...mail, text: 'x'.repeat(11 * 1024 * 1024) });
  await expect(sending).rejects.toMatchObject({ responseCode: 552 });
  expect(await list()).toEqual([]);
});

it('shows mails without giving their HTML any power', async () => {
  await transport().sendMail({ ...mail, subject: '<script>x</script>' });
  const home = await (await fetch(sandbox.mailUrl)).text();
  expect(home).toContain('&lt;script&gt;x&lt;/script&gt;');
  expect(home).not.toContain('<script>');
  const [summary] = await list();
  const page = await fetch(`${sandbox.mailUrl}/messages/${summary?.id ?? ''}`);
  const html = await page.text();
  expect(html).not.toContain('<script>');
  expect(html).toContain('<a href="https://example.test/verify?a=1&amp;b=2"');
  const frame = await fetch(`${sandbox.mailUrl}/messages/${summary?.id ?? ''}/html`);
  expect(frame.headers.get('content-security-policy')).toMatch(/^sandbox allow-popups.*default-src 'none'/);
});

it('lets only its own page press delete', async () => {
  await transport().sendMail(mail);
  const press = (site: string) =>
    fetch(`${sandbox.mailUrl}/delete`, { method: 'POST', headers: { 'sec-fetch-site': site }, redirect: 'manual' });
  expect((await press('cross-site')).status).toBe(403);
  expect(await list()).toHaveLength(1);
  expect((await press('same-origin')).status).toBe(303);
  expect(await list()).toEqual([]);
});
