/** Models: public names, the targets that serve them, and what they cost us upstream. */
import { COST_UNITS, type CostUnit, PRICE_UNITS } from '@turnpike/domain/rating';
import { z } from 'zod';
import {
  AmountViewSchema,
  CurrencySchema,
  IdSchema,
  InstantSchema,
  InstantViewSchema,
  ListQuerySchema,
  ModelNameSchema,
  NonNegativeAmountSchema,
} from './fields.js';
import { ReferenceSchema, SearchSchema, TextSchema } from './fields.js';
import { DEFAULT_OPERATIONS } from './products.js';
import { RoutingPolicySchema } from './routing.js';

/** A region as targets and policies name it: `eu`, `eu-central-1`, `us`; `local` for machines of this installation. */
export const RegionSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(40)
  .regex(/^[a-z]{2,10}(-[a-z0-9]+)*$/, 'must be a region code such as "eu" or "eu-central-1"')
  .meta({ example: 'eu-central-1' });

const RetentionDaysSchema = z.number().int().min(0).max(36_500);

const Place = {
  region: RegionSchema.nullish().meta({ description: 'Where it computes; null for unknown' }),
  retentionDays: RetentionDaysSchema.nullish().meta({
    description: 'Days it keeps what it is sent; 0 for not at all, null for unknown',
  }),
};

/** One place that serves the model: `provider` by slug or id, and what the model is called there. */
export const TargetSchema = z.strictObject({
  provider: ReferenceSchema,
  upstreamModel: z.string().trim().min(1).max(200),
  weight: z.number().int().min(0).max(1_000_000).default(1),
  ...Place,
});

const CostItemSchema = z.strictObject({
  unit: z.enum(COST_UNITS),
  amount: NonNegativeAmountSchema,
  currency: CurrencySchema.default('USD'),
});

const CostMapSchema = z
  .strictObject({
    ...(Object.fromEntries(COST_UNITS.map((unit) => [unit, NonNegativeAmountSchema.optional()])) as Record<
      CostUnit,
      z.ZodOptional<typeof NonNegativeAmountSchema>
    >),
    currency: CurrencySchema.default('USD'),
  })
  .transform(({ currency, ...amounts }) =>
    COST_UNITS.flatMap((unit) => (amounts[unit] === undefined ? [] : [{ unit, amount: amounts[unit], currency }])),
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

/** What a model can be asked for: operations of the data plane that go to a model. */
export const MODEL_OPERATIONS = DEFAULT_OPERATIONS.filter((key) => key !== 'models.list');

/** Empty: nobody said, and it is told from the units the model is priced by. */
const ModelOperationsSchema = z
  .array(z.enum(MODEL_OPERATIONS))
  .refine((keys) => new Set(keys).size === keys.length, 'names an operation twice');

const CapacitySchema = z.number().int().positive().max(1_000_000).nullish().meta({
  description: 'Calls at once over all gateways; beyond it tenants get shares by their weight. Null for no bound',
});

export const CreateModelSchema = z.object({
  name: ModelNameSchema,
  description: TextSchema.default(''),
  contextTokens: z.number().int().positive().max(2_000_000_000).nullish(),
  maxOutputTokens: z.number().int().positive().max(2_000_000_000).nullish(),
  operations: ModelOperationsSchema.default([]),
  capacity: CapacitySchema,
  targets: z.array(TargetSchema).max(100).default([]),
  cost: CostSchema.default([]),
});

/** What is left out stays as it is. Models don't change their name: callers have it in their code. */
export const UpdateModelSchema = z.object({
  description: TextSchema.optional(),
  contextTokens: z.number().int().positive().max(2_000_000_000).nullish(),
  maxOutputTokens: z.number().int().positive().max(2_000_000_000).nullish(),
  operations: ModelOperationsSchema.optional(),
  capacity: CapacitySchema,
  status: z.enum(['active', 'disabled']).optional(),
});

/** A target of weight 0 is asked only when no other can serve. */
export const UpdateTargetSchema = z.object({
  upstreamModel: z.string().trim().min(1).max(200).optional(),
  weight: z.number().int().min(0).max(1_000_000).optional(),
  ...Place,
  status: z.enum(['active', 'disabled']).optional(),
});

/** What the model costs upstream from `effectiveFrom` on, now or later. A unit left out keeps the amount it has. */
export const CreateModelCostSchema = z.object({
  cost: CostSchema.refine((items) => items.length > 0, 'needs at least one unit'),
  effectiveFrom: InstantSchema.optional(),
});

export const ListModelsSchema = ListQuerySchema.extend({
  q: SearchSchema,
  status: z.enum(['active', 'disabled']).optional(),
  provider: ReferenceSchema.optional(),
});

const CostViewSchema = z.object({ unit: z.enum(PRICE_UNITS), amount: AmountViewSchema, currency: z.string() });

/** `cost` holds what is in force now; `costVersions` every date at which it changes, future ones included, newest first. */
const Costs = {
  cost: z.array(CostViewSchema.extend({ effectiveFrom: InstantViewSchema })),
  costVersions: z.array(z.object({ effectiveFrom: InstantViewSchema, cost: z.array(CostViewSchema) })),
};

/** With costs of its own, those stand in the place of all of the model's; without any it costs what the model does. */
export const TargetViewSchema = z.object({
  id: IdSchema,
  provider: z.string(),
  providerId: IdSchema,
  upstreamModel: z.string(),
  weight: z.number().int(),
  region: z.string().nullable(),
  retentionDays: z.number().int().nullable(),
  status: z.enum(['active', 'disabled']),
  ...Costs,
});

export const ModelViewSchema = z.object({
  id: IdSchema,
  name: z.string(),
  description: z.string(),
  contextTokens: z.number().int().nullable(),
  maxOutputTokens: z.number().int().nullable(),
  capacity: z.number().int().nullable(),
  operations: z.array(z.string()),
  status: z.enum(['active', 'disabled']),
  targets: z.array(TargetViewSchema),
  /** Null: all targets in one pool, by weight. */
  routing: RoutingPolicySchema.nullable(),
  ...Costs,
  createdAt: InstantViewSchema,
});

export type CreateModelInput = z.output<typeof CreateModelSchema>;
export type TargetInput = z.output<typeof TargetSchema>;
export type UpdateModelInput = z.output<typeof UpdateModelSchema>;
export type UpdateTargetInput = z.output<typeof UpdateTargetSchema>;
export type CreateModelCostInput = z.output<typeof CreateModelCostSchema>;
export type ListModelsInput = Partial<z.infer<typeof ListModelsSchema>>;
export type ModelView = z.infer<typeof ModelViewSchema>;
