/** The words of every mail. One link each, so that there is no doubt what to do. */
import type { Mail } from '@turnpike/contracts/mail';
import type { MailBrand, MailContent } from './mail-content.js';

type Template = Mail['template'];
type Of<T extends Template> = Extract<Mail, { template: T }>;
type Texts = { readonly [T in Template]: (mail: Of<T>, brand: MailBrand) => MailContent };

const TEXTS: Texts = {
  verify_email: ({ emailTokenId }, { product, portalUrl, token }) => ({
    subject: `Verify your e-mail address for ${product}`,
    lead: [
      `Somebody signed up for ${product} with this address. If that was you, just now, verify the address to go on.`,
      'The link is good once, for 24 hours.',
    ],
    button: { label: 'Verify e-mail address', url: `${portalUrl}/verify/${token('email-token', emailTokenId)}` },
    rest: ['If it was not you, do not follow the link: without it, nothing comes of the account.'],
  }),
  reset_password: ({ emailTokenId }, { product, portalUrl, token }) => ({
    subject: `Choose a new password for ${product}`,
    lead: [
      'Somebody asked for a new password for the account with this address.',
      'The link is good once, for an hour.',
    ],
    button: { label: 'Choose a new password', url: `${portalUrl}/reset/${token('email-token', emailTokenId)}` },
    rest: ['If it was not you, ignore this mail: your password stays as it is.'],
  }),
  account_exists: (_mail, { product, portalUrl }) => ({
    subject: `You already have an account at ${product}`,
    lead: [
      `Somebody signed up for ${product} with this address, which has an account already.`,
      'Sign in with the password you have, or choose a new one there if you forgot it.',
    ],
    button: { label: 'Sign in', url: `${portalUrl}/sign-in` },
    rest: ['If it was not you, there is nothing to do: nothing about your account has changed.'],
  }),
  password_changed: (_mail, { product, portalUrl }) => ({
    subject: `Your password for ${product} was changed`,
    lead: ['The password of your account was changed, and every other session was ended.'],
    button: { label: 'See your sessions', url: `${portalUrl}/account` },
    rest: [`If it was not you, choose a new password at once: ${portalUrl}/forgot`],
  }),
  invitation: ({ tenant, invitedBy, invitationId }, { product, portalUrl, token }) => ({
    subject: `Join ${tenant} at ${product}`,
    lead: [
      `${invitedBy} invites you to join the organisation ${tenant} at ${product}.`,
      'The link is good for seven days.',
    ],
    button: { label: 'See the invitation', url: `${portalUrl}/invite/${token('invitation', invitationId)}` },
    rest: ['If you expect no invitation, ignore this mail.'],
  }),
  subscription_requested: ({ tenant, application, product, plan, message }, { portalUrl }) => ({
    subject: `${tenant} asks for ${product}`,
    lead: [
      `${tenant} would like to subscribe the application ${application} to ${product}, with the plan ${plan}.`,
      ...(message === '' ? [] : [`They write: ${message}`]),
    ],
    button: { label: 'Review the request', url: `${portalUrl}/admin/approvals` },
    rest: [],
  }),
  subscription_reviewed: ({ application, product, plan, outcome, reason }, { portalUrl }) => ({
    subject: outcome === 'approved' ? `You may now use ${product}` : `Your request for ${product} was rejected`,
    lead: [
      outcome === 'approved'
        ? `The application ${application} is subscribed to ${product}, with the plan ${plan}. Its keys work from now on.`
        : `The application ${application} was not subscribed to ${product} with the plan ${plan}.`,
      ...(reason === '' ? [] : [`The reviewer writes: ${reason}`]),
    ],
    button: { label: 'See your subscriptions', url: `${portalUrl}/app/subscriptions` },
    rest: [],
  }),
  payment_received: ({ tenant, amount, currency }, { portalUrl }) => ({
    subject: `Payment received: ${amount} ${currency}`,
    lead: [`${amount} ${currency} were paid and added to the balance of ${tenant}.`],
    button: { label: 'See your balance', url: `${portalUrl}/org/billing` },
    rest: [],
  }),
  budget_crossed: ({ tenant, budget, used, allowed, currency, outcome, stop }, { portalUrl }) => ({
    subject: outcome === 'exhausted' ? `The budget ${budget} is used up` : `The budget ${budget} is nearly used up`,
    lead: [
      `${tenant} has used ${used} of the ${allowed} ${currency} of its budget ${budget}.`,
      stop === 'soft'
        ? 'Calls go on: the budget only tells of it.'
        : 'Calls that what is left can’t carry are refused with 402 until the period ends or the budget is raised.',
    ],
    button: { label: 'See your limits', url: `${portalUrl}/app/limits` },
    rest: [],
  }),
  key_leaked: ({ tenant, name, last4, keyId, url }, { portalUrl }) => ({
    subject: 'An API key of yours was found in public, and revoked',
    lead: [
      `The key ${name} (…${last4}) of ${tenant} was found ${url === '' ? 'in public' : `at ${url}`}. Whoever saw it could call as you.`,
      'It was revoked at once: its calls are refused. Make another, and keep it out of what you publish.',
    ],
    button: { label: 'See the key', url: `${portalUrl}/app/keys/${keyId}` },
    rest: [],
  }),
  webhook_disabled: ({ tenant, url, endpointId, why }, { portalUrl }) => ({
    subject: 'A webhook endpoint of yours was disabled',
    lead: [
      why === 'gone'
        ? `The address ${url} answered that it is gone for good (410).`
        : `Nothing could be delivered to ${url} for five days.`,
      `So ${tenant}’s webhooks are sent there no more. What waits is kept for 30 days and goes out when you enable the endpoint again.`,
    ],
    button: { label: 'See the endpoint', url: `${portalUrl}/app/webhooks/${endpointId}` },
    rest: [],
  }),
};

/** What that mail says. */
export function mailContent(mail: Mail, brand: MailBrand): MailContent {
  const text = TEXTS[mail.template] as (mail: Mail, brand: MailBrand) => MailContent;
  return text(disarmed(mail), brand);
}

const MAX_TEXT = 2_000;

/**
 * The same mail with people's own words made harmless: anybody may call an organisation "Pay at evil.example", and mail
 * programs make a link of that. A word joiner, which nobody sees, behind what links are recognised by prevents it.
 */
function disarmed<M extends Mail>(mail: M): M {
  const kept = new Set([
    'template',
    'to',
    'emailTokenId',
    'invitationId',
    'outcome',
    'amount',
    'used',
    'allowed',
    'stop',
    'currency',
    'endpointId',
    'keyId',
    'why',
  ]);
  const entries = Object.entries(mail).map(([name, value]) => [name, kept.has(name) ? value : disarm(String(value))]);
  return Object.fromEntries(entries) as M;
}

function disarm(text: string): string {
  return text.slice(0, MAX_TEXT).replace(/[.:/@](?=\S)/g, '$&\u2060');
}
