/** Subscriptions: application + product + plan, with the requester's message and the reviewer's reason. */
import { z } from 'zod';
import {
  AmountViewSchema,
  IdSchema,
  InstantViewSchema,
  ListQuerySchema,
  pageSchema,
  ReferenceSchema,
  TextSchema,
} from './fields.js';

export const SubscriptionStatusSchema = z.enum(['pending', 'approved', 'active', 'paused', 'rejected', 'cancelled']);

/**
 * `product` and `plan` by slug or id. A product of automatic approval makes it active at once, one of approval `payment`
 * approved until the plan's prepayment has arrived.
 */
export const RequestSubscriptionSchema = z.object({
  applicationId: IdSchema,
  product: ReferenceSchema,
  plan: ReferenceSchema,
  message: TextSchema.default(''),
});

export const ReviewSubscriptionSchema = z.object({ reason: TextSchema.default('') });

const RequiredReasonSchema = TextSchema.min(3, 'must say why, in at least 3 characters');

/** Whoever is refused is told why. */
export const RejectSubscriptionSchema = z.object({ reason: RequiredReasonSchema });

/** `plan` by slug or id, of the same product. */
export const SwitchPlanSchema = z.object({ plan: ReferenceSchema });

/** `plan` is the plan the reviewer looked at: another one asked for meanwhile is not decided by accident. */
export const ApprovePlanSwitchSchema = z.object({ plan: ReferenceSchema, reason: TextSchema.default('') });
export const RejectPlanSwitchSchema = z.object({ plan: ReferenceSchema, reason: RequiredReasonSchema });

export const ListSubscriptionsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  product: ReferenceSchema.optional(),
  status: SubscriptionStatusSchema.optional(),
});

/**
 * `product` and `plan` are slugs. `requestedPlan` is the plan of a switch that waits. `prepayment` is what the plan (of
 * a waiting switch: the requested one) wants paid first, in `currency`; null where it wants nothing.
 */
export const SubscriptionViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  tenantName: z.string(),
  applicationId: IdSchema,
  applicationName: z.string(),
  product: z.string(),
  productId: IdSchema,
  productName: z.string(),
  approval: z.enum(['automatic', 'manual', 'payment']),
  plan: z.string(),
  planId: IdSchema,
  planName: z.string(),
  requestedPlan: z.object({ id: IdSchema, slug: z.string(), name: z.string() }).nullable(),
  currency: z.string(),
  prepayment: AmountViewSchema.nullable(),
  status: SubscriptionStatusSchema,
  message: z.string(),
  reason: z.string(),
  requestedBy: IdSchema.nullable(),
  reviewedBy: IdSchema.nullable(),
  createdAt: InstantViewSchema,
  reviewedAt: InstantViewSchema.nullable(),
  activatedAt: InstantViewSchema.nullable(),
  cancelledAt: InstantViewSchema.nullable(),
});

/**
 * Requests of the month that runs in the organisation's zone, as far as they were recorded; live and test calls are
 * counted apart, each against `limit`, which is null where the plan has none.
 */
export const SubscriptionQuotaViewSchema = z.object({
  limit: z.number().int().nullable(),
  used: z.number().int(),
  usedByTests: z.number().int(),
  periodStart: InstantViewSchema,
  periodEnd: InstantViewSchema,
  timeZone: z.string(),
  asOf: InstantViewSchema,
});

/** `amount` is null where no payment is waited for. */
export const PrepaymentDueViewSchema = z.object({ amount: AmountViewSchema.nullable(), currency: z.string() });

/** `waiting` for a decision, oldest first, or `decided` by a person, newest first. */
export const ListApprovalsSchema = ListQuerySchema.extend({ state: z.enum(['waiting', 'decided']).default('waiting') });

/**
 * What a reviewer needs to decide: who asks, for what, and what they use already. `kind` is `plan_switch` for an open
 * subscription that wants another plan. `spend30Days` is null where nothing was used.
 */
const ApprovalViewSchema = z.object({
  kind: z.enum(['request', 'plan_switch']),
  subscription: SubscriptionViewSchema,
  requester: z.object({ id: IdSchema, name: z.string(), email: z.string() }).nullable(),
  reviewer: z.object({ id: IdSchema, name: z.string(), email: z.string() }).nullable(),
  tenant: z.object({
    id: IdSchema,
    name: z.string(),
    status: z.enum(['active', 'suspended']),
    createdAt: InstantViewSchema,
  }),
  others: z.array(
    z.object({ product: z.string(), plan: z.string(), application: z.string(), status: SubscriptionStatusSchema }),
  ),
  othersTotal: z.number().int(),
  spend30Days: z.object({ amount: AmountViewSchema, currency: z.string(), requests: z.number().int() }).nullable(),
});

export const ApprovalPageSchema = pageSchema(ApprovalViewSchema).extend({ waiting: z.number().int() });

export type RequestSubscriptionInput = z.output<typeof RequestSubscriptionSchema>;
export type ListSubscriptionsInput = Partial<z.infer<typeof ListSubscriptionsSchema>>;
export type SubscriptionView = z.infer<typeof SubscriptionViewSchema>;
export type SubscriptionStatus = z.infer<typeof SubscriptionStatusSchema>;
export type ListApprovalsInput = Partial<z.infer<typeof ListApprovalsSchema>>;
export type ApprovalView = z.infer<typeof ApprovalViewSchema>;
export type ApprovalPage = z.infer<typeof ApprovalPageSchema>;
export type SubscriptionQuotaView = z.infer<typeof SubscriptionQuotaViewSchema>;
export type PrepaymentDueView = z.infer<typeof PrepaymentDueViewSchema>;
