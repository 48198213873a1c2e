/** Subscriptions: application + product + plan, with the requester's message and the reviewer's reason. */
import { z } from 'zod';
import { IdSchema, InstantViewSchema, ListQuerySchema, ReferenceSchema, TextSchema } from './fields.js';

const StatusSchema = z.enum(['pending', 'approved', 'active', 'paused', 'rejected', 'cancelled']);

/** `product` and `plan` by slug or id. A product of automatic approval makes it active at once. */
export const RequestSubscriptionSchema = z.object({
  applicationId: IdSchema,
  product: ReferenceSchema,
  plan: ReferenceSchema,
  message: TextSchema.default(''),
});

export const ReviewSubscriptionSchema = z.object({ reason: TextSchema.default('') });

export const ListSubscriptionsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  status: StatusSchema.optional(),
});

export const SubscriptionViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  applicationId: IdSchema,
  product: z.string(),
  productId: IdSchema,
  plan: z.string(),
  planId: IdSchema,
  status: StatusSchema,
  message: z.string(),
  reason: z.string(),
  requestedBy: IdSchema.nullable(),
  reviewedBy: IdSchema.nullable(),
  createdAt: InstantViewSchema,
  reviewedAt: InstantViewSchema.nullable(),
  activatedAt: InstantViewSchema.nullable(),
  cancelledAt: InstantViewSchema.nullable(),
});

export type RequestSubscriptionInput = z.output<typeof RequestSubscriptionSchema>;
export type ListSubscriptionsInput = Partial<z.infer<typeof ListSubscriptionsSchema>>;
export type SubscriptionView = z.infer<typeof SubscriptionViewSchema>;
