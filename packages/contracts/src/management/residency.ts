/** Where a tenant's calls may be served. */
import { z } from 'zod';
import { IdSchema } from './fields.js';
import { RegionSchema } from './models.js';

const MAX_REGIONS = 20;

/** The whole policy: what is left out is no rule. `eu` covers `eu` and every `eu-…`; no region means anywhere. */
export const SetResidencySchema = z.object({
  regions: z
    .array(RegionSchema)
    .max(MAX_REGIONS)
    .default([])
    .transform((regions) => [...new Set(regions)].sort()),
  maxRetentionDays: z.number().int().min(0).max(36_500).nullable().default(null),
});

/** `models` counts those the tenant's subscriptions offer, and how many of them the policy leaves. */
export const ResidencyViewSchema = z.object({
  tenantId: IdSchema,
  regions: z.array(z.string()),
  maxRetentionDays: z.number().int().nullable(),
  models: z.object({ offered: z.number().int(), reachable: z.number().int() }),
});

export type SetResidencyInput = z.output<typeof SetResidencySchema>;
export type ResidencyView = z.infer<typeof ResidencyViewSchema>;
