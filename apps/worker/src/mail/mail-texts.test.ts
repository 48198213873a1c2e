import { type Mail, MailSchema } from '@turnpike/contracts/mail';
import { expect, test } from 'vitest';
import { mailContent } from './mail-texts.js';
import { renderMail } from './render-mail.js';

const ID = '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6';
const brand = {
  product: 'Toll & Gate',
  portalUrl: 'https://portal.test',
  token: (purpose: string, id: string) => `${purpose}-of-${id}`,
};
const render = (mail: Mail) => renderMail(mailContent(mail, brand), brand.product);

const request = { application: 'CRM', product: 'Chat', plan: 'Pay as you go' };
const MAILS: Mail[] = [
  { template: 'verify_email', to: 'a@b.test', name: '', emailTokenId: ID },
  { template: 'reset_password', to: 'a@b.test', name: 'Ada', emailTokenId: ID },
  { template: 'account_exists', to: 'a@b.test', name: 'Ada' },
  { template: 'password_changed', to: 'a@b.test', name: 'Ada' },
  { template: 'invitation', to: 'a@b.test', tenant: 'Acme', invitedBy: 'Ada', invitationId: ID },
  { template: 'subscription_requested', to: 'a@b.test', tenant: 'Acme', ...request, message: 'Please' },
  { template: 'subscription_reviewed', to: 'a@b.test', ...request, outcome: 'approved', reason: '' },
  { template: 'subscription_reviewed', to: 'a@b.test', ...request, outcome: 'rejected', reason: 'Not now' },
  { template: 'payment_received', to: 'a@b.test', tenant: 'Acme', amount: '12.5', currency: 'USD' },
  ...(['warned', 'exhausted'] as const).map((outcome): Mail => {
    const money = { used: '20', allowed: '25', currency: 'USD' };
    return {
      template: 'budget_crossed',
      to: 'a@b.test',
      tenant: 'Acme',
      budget: 'spend',
      ...money,
      outcome,
      stop: 'hard',
    };
  }),
  { template: 'key_leaked', to: 'a@b.test', tenant: 'Acme', name: 'CI', last4: 'x9Zz', keyId: 'key_1', url: '' },
  {
    template: 'webhook_disabled',
    to: 'a@b.test',
    tenant: 'Acme',
    url: 'https://a.test',
    endpointId: 'whk_1',
    why: 'gone',
  },
];

test('every template is here', () => {
  const known = MailSchema.options.map(({ shape }) => shape.template.value);
  expect(new Set(MAILS.map(({ template }) => template))).toEqual(new Set(known));
});

test.each(MAILS.map((mail) => [mail.template, mail] as const))('%s leads to one page of the portal', (_, mail) => {
  const { subject, text, html } = render(mail);
  expect(subject).toMatch(/^\S.{5,80}$/);
  const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(links).toHaveLength(1);
  expect(links[0]).toMatch(/^https:\/\/portal\.test\/[a-z]/);
  expect(text).toContain(links[0]);
  expect(text).not.toMatch(/undefined|null|\[object/);
  expect(html).toContain('Toll &amp; Gate');
  expect(html).not.toContain('Toll & Gate');
});

test('links carry the token of their row and purpose', () => {
  expect(render(MAILS[0] as Mail).text).toContain(`https://portal.test/verify/email-token-of-${ID}`);
  expect(render(MAILS[1] as Mail).text).toContain(`https://portal.test/reset/email-token-of-${ID}`);
  expect(render(MAILS[4] as Mail).text).toContain(`https://portal.test/invite/invitation-of-${ID}`);
});

test('what people call themselves is text and neither markup, link nor header', () => {
  const name = 'Acme <b onclick="x()">&\r\nBcc: eve@evil.test https://evil.test/pay';
  const mail: Mail = { template: 'invitation', to: 'a@b.test', tenant: name, invitedBy: name, invitationId: ID };
  const { subject, text, html } = render(mail);
  expect(subject).not.toMatch(/[\r\n]/);
  expect(html).not.toContain('<b ');
  expect(html).toContain('&lt;b onclick=&quot;x');
  for (const part of [subject, text, html]) expect(part).not.toMatch(/evil\.test|https:\/\/evil/);
  // Invisible, and still what they wrote.
  expect(text.replaceAll('\u2060', '')).toContain('https://evil.test/pay');
});
