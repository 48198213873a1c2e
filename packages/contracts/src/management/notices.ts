/** Notices: what a person is told in the portal. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema } from './fields.js';

/** Names the text; `data` fills it. The portal has a text for each. */
export const NoticeKindSchema = z.enum([
  'subscription.requested',
  'subscription.approved',
  'subscription.rejected',
  'subscription.activated',
  'subscription.paused',
  'subscription.resumed',
  'subscription.cancelled',
  'subscription.switch_requested',
  'subscription.switched',
  'subscription.switch_rejected',
  'payment.received',
  'payment.failed',
  'credit.granted',
  'tenant.suspended',
  'tenant.resumed',
  'member.joined',
  'key.rotated',
  'key.leaked',
  'balance.low',
  'billing.limit_approaching',
  'quota.warned',
  'quota.exhausted',
  'budget.warned',
  'budget.exhausted',
  'webhook.exhausted',
  'webhook.disabled',
  'security.abnormal_use',
]);

export const ListNoticesSchema = ListQuerySchema.extend({ status: z.enum(['unread', 'read']).optional() });

/** Those named, or all up to and with `upTo`: what came after it has not been seen yet. */
export const MarkNoticesReadSchema = z
  .object({ ids: z.array(IdSchema).min(1).max(200).optional(), upTo: IdSchema.optional() })
  .refine(({ ids, upTo }) => (ids === undefined) !== (upTo === undefined), 'needs either ids or upTo');

export const UnreadNoticesViewSchema = z.object({ unread: z.number().int() });

export const NoticeViewSchema = z.object({
  id: IdSchema,
  kind: NoticeKindSchema,
  tenantId: IdSchema.nullable(),
  data: z.record(z.string(), z.string()),
  createdAt: InstantViewSchema,
  readAt: InstantViewSchema.nullable(),
});

export type NoticeKind = z.infer<typeof NoticeKindSchema>;
export type NoticeView = z.infer<typeof NoticeViewSchema>;
export type ListNoticesInput = Partial<z.infer<typeof ListNoticesSchema>>;
export type MarkNoticesReadInput = z.output<typeof MarkNoticesReadSchema>;
export type UnreadNoticesView = z.infer<typeof UnreadNoticesViewSchema>;
