/** Models: public names, the targets that serve them, and what they cost us upstream. */
import { PRICE_UNITS, type PriceUnit } from '@turnpike/domain/rating';
import { z } from 'zod';
import {
  AmountViewSchema,
  CurrencySchema,
  IdSchema,
  InstantViewSchema,
  ModelNameSchema,
  NonNegativeAmountSchema,
} from './fields.js';
import { ReferenceSchema, TextSchema } from './fields.js';

/** One place that serves the model: `provider` by slug or id, and what the model is called there. */
const TargetSchema = z.strictObject({
  provider: ReferenceSchema,
  upstreamModel: z.string().trim().min(1).max(200),
  weight: z.number().int().min(0).max(1_000_000).default(1),
});

const CostItemSchema = z.strictObject({
  unit: z.enum(PRICE_UNITS),
  amount: NonNegativeAmountSchema,
  currency: CurrencySchema.default('USD'),
});

const CostMapSchema = z
  .strictObject({
    ...(Object.fromEntries(PRICE_UNITS.map((unit) => [unit, NonNegativeAmountSchema.optional()])) as Record<
      PriceUnit,
      z.ZodOptional<typeof NonNegativeAmountSchema>
    >),
    currency: CurrencySchema.default('USD'),
  })
  .transform(({ currency, ...amounts }) =>
    PRICE_UNITS.flatMap((unit) => (amounts[unit] === undefined ? [] : [{ unit, amount: amounts[unit], currency }])),
  );

const CostTableSchema = z
  .strictObject({
    prices: z.array(CostItemSchema.omit({ currency: true })),
    currency: CurrencySchema.default('USD'),
  })
  .transform(({ prices, currency }) => prices.map((item) => ({ ...item, currency })));

/** `[{unit, amount, currency}]`, `{prices: [{unit, amount}], currency}` or `{unit: amount, …, currency}`; a list after parsing. */
const CostSchema = z
  .union([z.array(CostItemSchema), CostTableSchema, CostMapSchema])
  .refine((items) => new Set(items.map(({ unit }) => unit)).size === items.length, 'names a unit twice')
  .refine((items) => new Set(items.map(({ currency }) => currency)).size <= 1, 'must be in one currency');

export const CreateModelSchema = z.object({
  name: ModelNameSchema,
  description: TextSchema.default(''),
  contextTokens: z.number().int().positive().max(2_000_000_000).nullish(),
  maxOutputTokens: z.number().int().positive().max(2_000_000_000).nullish(),
  targets: z.array(TargetSchema).max(100).default([]),
  cost: CostSchema.default([]),
});

export const TargetViewSchema = z.object({
  id: IdSchema,
  provider: z.string(),
  providerId: IdSchema,
  upstreamModel: z.string(),
  weight: z.number().int(),
  status: z.enum(['active', 'disabled']),
});

/** `cost` holds what is in force now. */
export const ModelViewSchema = z.object({
  id: IdSchema,
  name: z.string(),
  description: z.string(),
  contextTokens: z.number().int().nullable(),
  maxOutputTokens: z.number().int().nullable(),
  status: z.enum(['active', 'disabled']),
  targets: z.array(TargetViewSchema),
  cost: z.array(
    z.object({
      unit: z.enum(PRICE_UNITS),
      amount: AmountViewSchema,
      currency: z.string(),
      effectiveFrom: InstantViewSchema,
    }),
  ),
  createdAt: InstantViewSchema,
});

export type CreateModelInput = z.output<typeof CreateModelSchema>;
export type ModelView = z.infer<typeof ModelViewSchema>;
