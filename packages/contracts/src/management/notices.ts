/** Notices: what a person is told in the portal. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema } from './fields.js';

/** Names the text; `data` fills it. The portal has a text for each. */
export const NoticeKindSchema = z.enum([
  'subscription.requested',
  'subscription.approved',
  'subscription.rejected',
  'payment.received',
  'payment.failed',
  'credit.granted',
  'tenant.suspended',
  'tenant.resumed',
  'member.joined',
  'key.rotated',
]);

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
