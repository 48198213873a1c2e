/** What a tenant used in a range of time: sums, how they divide over time and over one dimension, and a forecast. */
import { z } from 'zod';
import { AmountViewSchema, IdSchema, InstantSchema, InstantViewSchema, ModelNameSchema } from './fields.js';
import { TokenCountsSchema } from './usage-counts.js';

export const USAGE_BUCKETS = ['hour', 'day'] as const;
export const USAGE_GROUPS = ['none', 'model', 'application', 'key', 'environment'] as const;

/**
 * `from` and `to` are widened to whole buckets, which begin on the hour and at midnight UTC; the last seven days when
 * they are left out. `bucket` is the hour for up to 48 hours and the day beyond when it is left out.
 */
export const GetUsageSchema = z.object({
  from: InstantSchema.optional(),
  to: InstantSchema.optional(),
  bucket: z.enum(USAGE_BUCKETS).optional(),
  groupBy: z.enum(USAGE_GROUPS).default('none'),
  environment: z.enum(['live', 'test']).optional(),
  applicationId: IdSchema.optional(),
  keyId: IdSchema.optional(),
  model: ModelNameSchema.optional(),
});

/** Token buckets are disjoint. `charge` is in the tenant's billing currency. `errors` are calls answered 4xx or 5xx. */
export const UsageFiguresSchema = z.object({
  requests: z.number().int(),
  errors: z.number().int(),
  tokens: TokenCountsSchema,
  images: z.number().int(),
  characters: z.number().int(),
  searches: z.number().int(),
  seconds: AmountViewSchema,
  charge: AmountViewSchema,
});

/** `key` is the model's name, the environment, or a public id; null for what is left beside the groups named. */
export const UsageGroupSchema = z.object({
  key: z.string().nullable(),
  label: z.string().nullable(),
  figures: UsageFiguresSchema,
});

/** `values` follow the order of `groups`. */
const UsageBucketSchema = z.object({
  start: InstantViewSchema,
  end: InstantViewSchema,
  figures: UsageFiguresSchema,
  values: z.array(UsageFiguresSchema),
});

/**
 * `trailing_week`: spent this month (UTC) so far, and for what is left of it the mean pace since seven days before today
 * began, or since the first day with a call where that is later. Of the whole tenant, whatever the question was narrowed
 * to.
 */
const UsageForecastSchema = z.object({
  method: z.literal('trailing_week'),
  from: InstantViewSchema,
  to: InstantViewSchema,
  spent: AmountViewSchema,
  expected: AmountViewSchema,
});

/**
 * `groups` are the chart's: the dearest eight and what is left. `rows` are more of them with their figures, dearest
 * first; `rowCount` is how many there are. `previous` is the range of the same length before. `asOf` is when it was read,
 * `dataUntil` when the newest call that is counted was recorded.
 */
export const UsageViewSchema = z.object({
  tenantId: IdSchema,
  currency: z.string().nullable(),
  from: InstantViewSchema,
  to: InstantViewSchema,
  bucket: z.enum(USAGE_BUCKETS),
  groupBy: z.enum(USAGE_GROUPS),
  totals: UsageFiguresSchema,
  previous: z.object({ from: InstantViewSchema, to: InstantViewSchema, totals: UsageFiguresSchema }),
  groups: z.array(UsageGroupSchema),
  buckets: z.array(UsageBucketSchema),
  rows: z.array(UsageGroupSchema),
  rowCount: z.number().int(),
  forecast: UsageForecastSchema,
  asOf: InstantViewSchema,
  dataUntil: InstantViewSchema.nullable(),
});

export type UsageBucketLength = (typeof USAGE_BUCKETS)[number];
export type UsageGroupBy = (typeof USAGE_GROUPS)[number];
export type GetUsageInput = Partial<z.infer<typeof GetUsageSchema>>;
export type UsageFigures = z.infer<typeof UsageFiguresSchema>;
export type UsageGroup = z.infer<typeof UsageGroupSchema>;
export type UsageView = z.infer<typeof UsageViewSchema>;
