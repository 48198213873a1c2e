/**
 * Mail to be sent: which template, to whom, and what fills it. Written to the outbox by use cases, read by the worker.
 * Nothing here is secret: a link's token is derived by the worker from the id of the row that stands for it.
 */
import { z } from 'zod';
import { UuidSchema } from './uuid.schema.js';

const to = z.email();
const name = z.string();

export const MailSchema = z.discriminatedUnion('template', [
  z.object({ template: z.literal('verify_email'), to, name, emailTokenId: UuidSchema }),
  z.object({ template: z.literal('reset_password'), to, name, emailTokenId: UuidSchema }),
  /** Somebody signed up with an address that has an account; its owner is told so by mail, and nobody on the page. */
  z.object({ template: z.literal('account_exists'), to, name }),
  z.object({ template: z.literal('password_changed'), to, name }),
  z.object({ template: z.literal('invitation'), to, tenant: name, invitedBy: name, invitationId: UuidSchema }),
  /** To platform admins: something waits for their approval. */
  z.object({
    template: z.literal('subscription_requested'),
    to,
    tenant: name,
    application: name,
    product: name,
    plan: name,
    message: z.string(),
  }),
  z.object({
    template: z.literal('subscription_reviewed'),
    to,
    application: name,
    product: name,
    plan: name,
    outcome: z.enum(['approved', 'rejected']),
    reason: z.string(),
  }),
  /** `amount` is an exact decimal string. */
  z.object({
    template: z.literal('payment_received'),
    to,
    tenant: name,
    amount: z.string(),
    currency: z.string(),
  }),
  /** To those who pay: a budget is nearly or wholly used. Amounts are exact decimal strings. */
  z.object({
    template: z.literal('budget_crossed'),
    to,
    tenant: name,
    budget: name,
    used: z.string(),
    allowed: z.string(),
    currency: z.string(),
    outcome: z.enum(['warned', 'exhausted']),
    stop: z.enum(['hard', 'soft']),
  }),
  /** To those who manage a tenant's keys: one was found in public, and revoked. `keyId` is public, `url` may be empty. */
  z.object({
    template: z.literal('key_leaked'),
    to,
    tenant: name,
    name,
    last4: z.string(),
    keyId: z.string(),
    url: z.string(),
  }),
  /** To a tenant's admins: nothing more is sent to one of their endpoints. `endpointId` is public. */
  z.object({
    template: z.literal('webhook_disabled'),
    to,
    tenant: name,
    url: z.string(),
    endpointId: z.string(),
    why: z.enum(['failing', 'gone']),
  }),
]);

export type Mail = z.infer<typeof MailSchema>;
