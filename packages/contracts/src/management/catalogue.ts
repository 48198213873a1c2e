/** The catalogue as buyers read it: products with what they answer for, today's prices, and how one joins. */
import { z } from 'zod';
import { AmountViewSchema, IdSchema, InstantViewSchema, ListQuerySchema } from './fields.js';
import { PlanVersionViewSchema } from './plans.js';

/** `q` looks into names, descriptions and the names of models. */
export const ListCatalogueSchema = ListQuerySchema.extend({ q: z.string().trim().max(120).optional() });

const CatalogueModelViewSchema = z.object({
  name: z.string(),
  description: z.string(),
  contextTokens: z.number().int().nullable(),
  maxOutputTokens: z.number().int().nullable(),
});

/** A plan on offer, with the version in force now. */
const CataloguePlanViewSchema = PlanVersionViewSchema.extend({
  id: IdSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
});

/** Operations and models are those of the newest version; plans without a version in force are left out. */
export const CatalogueProductViewSchema = z.object({
  id: IdSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  approval: z.enum(['automatic', 'manual', 'payment']),
  visibility: z.enum(['public', 'private', 'shared']),
  lifecycle: z.enum(['published', 'deprecated']),
  version: z.string().nullable(),
  operations: z.array(z.string()),
  models: z.array(CatalogueModelViewSchema),
  plans: z.array(CataloguePlanViewSchema),
});

/**
 * A test call that may be shown to anyone. Test calls are free: `charge` is what the call's plan asks for the same call
 * made with a live key, null where the plan has no price for it.
 */
const ShowcaseCallViewSchema = z.object({
  model: z.string(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  charge: AmountViewSchema.nullable(),
  currency: z.string(),
  durationMs: z.number(),
  at: InstantViewSchema,
});

/** `overheadMsMedian` is Turnpike's own share of the `measured` newest calls, null where none was measured. */
export const ShowcaseViewSchema = z.object({
  calls: z.array(ShowcaseCallViewSchema),
  overheadMsMedian: z.number().nullable(),
  measured: z.number().int(),
});

export type ListCatalogueInput = Partial<z.infer<typeof ListCatalogueSchema>>;
export type CataloguePlanView = z.infer<typeof CataloguePlanViewSchema>;
export type CatalogueProductView = z.infer<typeof CatalogueProductViewSchema>;
export type ShowcaseCallView = z.infer<typeof ShowcaseCallViewSchema>;
export type ShowcaseView = z.infer<typeof ShowcaseViewSchema>;
