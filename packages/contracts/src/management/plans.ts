/** Plans: limits and prices of a product, in immutable versions with effective dates. */
import { PRICE_UNITS } from '@turnpike/domain/rating';
import { z } from 'zod';
import { LimitSchema, LimitsSchema } from '../limits.js';
import {
  AmountViewSchema,
  CurrencySchema,
  IdSchema,
  InstantSchema,
  InstantViewSchema,
  ListQuerySchema,
} from './fields.js';
import {
  NameSchema,
  NonNegativeAmountSchema,
  PositiveAmountSchema,
  ReferenceSchema,
  SearchSchema,
  SlugSchema,
  TextSchema,
} from './fields.js';

const MAX_RATE = 1_000_000;
const rate = z.number().int().positive().max(MAX_RATE).nullish();

/**
 * Each limit may be left out, which means no such limit. `burst` defaults to `requestsPerSecond`. `more` holds limits of
 * any kind, each under a name of its own.
 */
export const PlanLimitsSchema = z
  .strictObject({
    requestsPerSecond: rate,
    burst: rate,
    concurrency: rate,
    quotaPerMonth: z.number().int().positive().max(Number.MAX_SAFE_INTEGER).nullish(),
    more: LimitsSchema.optional(),
  })
  .refine((limits) => limits.burst == null || limits.requestsPerSecond != null, {
    path: ['burst'],
    message: 'needs requestsPerSecond beside it',
  });

/** Amount for one unit; with `model` (name or id) the price holds for that model alone and goes before the general one. */
export const PriceSchema = z.strictObject({
  unit: z.enum(PRICE_UNITS),
  amount: NonNegativeAmountSchema,
  model: ReferenceSchema.nullish(),
});

const PricesSchema = z
  .array(PriceSchema)
  .min(1, 'needs at least one price')
  .max(2000)
  .superRefine((prices, context) => {
    const seen = new Set<string>();
    for (const [index, { unit, model }] of prices.entries()) {
      const key = `${unit} ${model ?? ''}`;
      if (seen.has(key))
        context.addIssue({ code: 'custom', path: [index], message: `a second price for ${key.trim()}` });
      seen.add(key);
    }
  });

/** `prepayment` is what a product of approval `payment` wants paid before a subscription begins: credit, not a fee. */
export const CreatePlanSchema = z.object({
  name: NameSchema,
  description: TextSchema.default(''),
  slug: SlugSchema.optional(),
  product: ReferenceSchema,
  currency: CurrencySchema.default('USD'),
  prices: PricesSchema,
  limits: PlanLimitsSchema.default({}),
  prepayment: PositiveAmountSchema.nullish(),
});

/** `effectiveFrom` is now or later; the version takes over at that instant. The currency stays the plan's. */
export const CreatePlanVersionSchema = z.object({
  prices: PricesSchema,
  limits: PlanLimitsSchema.default({}),
  prepayment: PositiveAmountSchema.nullish(),
  effectiveFrom: InstantSchema.optional(),
});

/** What is left out stays as it is. A disabled plan takes no new subscriptions; those it has go on. */
export const UpdatePlanSchema = z.object({
  name: NameSchema.optional(),
  description: TextSchema.optional(),
  status: z.enum(['active', 'disabled']).optional(),
});

export const ListPlansSchema = ListQuerySchema.extend({
  product: ReferenceSchema.optional(),
  q: SearchSchema,
  status: z.enum(['active', 'disabled']).optional(),
});

const PriceViewSchema = z.object({
  unit: z.enum(PRICE_UNITS),
  amount: AmountViewSchema,
  model: z.string().nullable(),
});

const limit = z.number().int().nullable();

export const PlanVersionViewSchema = z.object({
  version: z.number().int(),
  currency: z.string(),
  effectiveFrom: InstantViewSchema,
  prices: z.array(PriceViewSchema),
  limits: z.object({
    requestsPerSecond: limit,
    burst: limit,
    concurrency: limit,
    quotaPerMonth: limit,
    more: z.array(LimitSchema),
  }),
  prepayment: AmountViewSchema.nullable(),
});

/** The version in force now is spread out at the top; `versions` holds all, future ones included, newest first. */
export const PlanViewSchema = PlanVersionViewSchema.extend({
  id: IdSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  product: z.string(),
  productId: IdSchema,
  status: z.enum(['active', 'disabled']),
  createdAt: InstantViewSchema,
  versions: z.array(PlanVersionViewSchema),
  counts: z
    .object({ openSubscriptions: z.number().int(), activeSubscriptions: z.number().int() })
    .optional()
    .meta({ description: 'For platform admins only' }),
});

export type PriceInput = z.output<typeof PriceSchema>;
export type PlanLimitsInput = z.output<typeof PlanLimitsSchema>;
export type CreatePlanInput = z.output<typeof CreatePlanSchema>;
export type CreatePlanVersionInput = z.output<typeof CreatePlanVersionSchema>;
export type UpdatePlanInput = z.output<typeof UpdatePlanSchema>;
export type ListPlansInput = Partial<z.infer<typeof ListPlansSchema>>;
export type PlanView = z.infer<typeof PlanViewSchema>;
export type PlanVersionView = z.infer<typeof PlanVersionViewSchema>;
