/** What is earned on a model: each plan's price against what the model costs upstream, unit by unit. */
import { PRICE_UNITS } from '@turnpike/domain/rating';
import { z } from 'zod';
import { AmountViewSchema, IdSchema, ReferenceSchema } from './fields.js';

/** Up to a hundred models by name or id, separated by commas. */
export const ListMarginsSchema = z.object({
  model: z
    .string()
    .max(16_200)
    .transform((text) => text.split(',').filter((part) => part.trim() !== ''))
    .pipe(z.array(ReferenceSchema).min(1).max(100)),
});

/**
 * `margin` is price less cost and `percent` its share of the price, to two places; both null where there is nothing to
 * compare: one of them is missing, or they are in different currencies, which are never converted here.
 */
export const UnitMarginSchema = z.object({
  unit: z.enum(PRICE_UNITS),
  price: AmountViewSchema.nullable(),
  cost: AmountViewSchema.nullable(),
  margin: AmountViewSchema.nullable(),
  percent: z.string().nullable(),
});

export const PlanMarginSchema = z.object({
  planId: IdSchema,
  plan: z.string(),
  productId: IdSchema,
  product: z.string(),
  priceCurrency: z.string(),
  costCurrency: z.string().nullable(),
  units: z.array(UnitMarginSchema),
});

/** One model, and every active plan that sells it at the price in force now. */
export const ModelMarginViewSchema = z.object({
  modelId: IdSchema,
  model: z.string(),
  plans: z.array(PlanMarginSchema),
});

export type PlanMargin = z.infer<typeof PlanMarginSchema>;
export type ModelMarginView = z.infer<typeof ModelMarginViewSchema>;
