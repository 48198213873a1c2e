/** Limits as the management API and `GET /v1/me` show them, and what sets them. */
import { z } from 'zod';
import { LIMIT_LEVELS, LimitSchema, LimitsSchema, STORE_FAILURE_MODES } from '../limits.js';
import { AmountViewSchema, IdSchema, InstantSchema, InstantViewSchema, ListQuerySchema, TextSchema } from './fields.js';

/** Replaces all limits of a tenant, an application or a key; an empty list takes them away. */
export const SetLimitsSchema = z.strictObject({ limits: LimitsSchema });

/** Limits in the place of a plan's, for one subscription. Without an end they hold until they are taken away. */
export const SetLimitOverrideSchema = z.strictObject({
  limits: LimitsSchema,
  reason: TextSchema.min(1, 'must say why'),
  endsAt: InstantSchema.nullish(),
});

/** From when each quota and budget counts in the period that runs now. */
const CountingSchema = z.array(
  z.object({
    name: z.string(),
    since: InstantViewSchema.nullable().meta({
      description:
        'The period’s start: calls made before it was set are in the count. Null for one that counts apart for users, models or addresses: it counts from when it was set',
    }),
  }),
);

/** The limits of one owner. Budgets are in `currency`, the tenant's; null before it has one. */
export const LimitsViewSchema = z.object({
  limits: z.array(LimitSchema),
  counting: CountingSchema,
  currency: z.string().nullable(),
});

/** `reason` is shown to the tenant. One whose `endsAt` is past holds no more, until it is taken away or set anew. */
export const LimitOverrideViewSchema = LimitsViewSchema.extend({
  subscriptionId: IdSchema,
  tenantId: IdSchema,
  applicationId: IdSchema,
  applicationName: z.string(),
  productName: z.string(),
  planName: z.string(),
  reason: z.string(),
  endsAt: InstantViewSchema.nullable(),
  createdAt: InstantViewSchema,
  createdBy: z.string().nullable(),
});

export const ListLimitOverridesSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
});

/** Whose limits to show: all that calls of the application meet, and with `keyId` that key's own among them. */
export const ListLimitStatesSchema = z.object({ applicationId: IdSchema, keyId: IdSchema.optional() });

/** A tenant's share beside other tenants where a model's capacity is short: one of 3 gets three times that of one of 1. */
export const SetTenantWeightSchema = z.strictObject({ weight: z.number().int().min(1).max(1000) });

export const TenantWeightViewSchema = SetTenantWeightSchema.extend({ tenantId: IdSchema });

/** A limit as it stands. Counts and amounts are decimal strings; null where nobody counts, as for a rate's `used`. */
export const LimitStateSchema = z.object({
  name: z.string(),
  kind: z.enum(['rate', 'paced', 'window', 'concurrency', 'quota', 'budget']),
  unit: z.enum(['requests', 'tokens', 'money']),
  level: z.enum(LIMIT_LEVELS),
  owner: z.object({ id: IdSchema, name: z.string().nullable() }).meta({ description: 'Whose limit it is' }),
  source: z.enum(['own', 'plan', 'override']).meta({ description: 'Where it was set' }),
  limit: z.string(),
  burst: z.number().int().nullable(),
  seconds: z.number().int().nullable().meta({ description: 'Of the window or the rate; null for a calendar period' }),
  period: z.enum(['day', 'month']).nullable(),
  used: AmountViewSchema.nullable(),
  left: AmountViewSchema,
  resetsAt: InstantViewSchema.nullable(),
  currency: z.string().nullable(),
  stop: z.enum(['hard', 'soft']).nullable(),
  per: z.enum(['end_user', 'model', 'address']).nullable(),
  models: z.array(z.string()).nullable(),
  onStoreFailure: z.enum(STORE_FAILURE_MODES),
});

/** Every limit that a credential's calls meet, tightest owner first; `asOf` is the store's clock. */
export const LimitStatesViewSchema = z.object({ asOf: InstantViewSchema, limits: z.array(LimitStateSchema) });

export type SetLimitsInput = z.output<typeof SetLimitsSchema>;
export type SetLimitOverrideInput = z.output<typeof SetLimitOverrideSchema>;
export type ListLimitOverridesInput = Partial<z.output<typeof ListLimitOverridesSchema>>;
export type ListLimitStatesInput = z.output<typeof ListLimitStatesSchema>;
export type SetTenantWeightInput = z.output<typeof SetTenantWeightSchema>;
export type TenantWeightView = z.infer<typeof TenantWeightViewSchema>;
export type LimitsView = z.infer<typeof LimitsViewSchema>;
export type LimitOverrideView = z.infer<typeof LimitOverrideViewSchema>;
export type LimitState = z.infer<typeof LimitStateSchema>;
export type LimitStatesView = z.infer<typeof LimitStatesViewSchema>;
