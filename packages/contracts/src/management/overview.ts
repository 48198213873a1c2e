/** The platform at a glance: traffic, errors, money, latency, and what waits for somebody. For platform admins. */
import { z } from 'zod';
import { AmountViewSchema, IdSchema, InstantViewSchema } from './fields.js';

export const OVERVIEW_RANGES = ['1h', '24h', '7d', '30d'] as const;

export const GetOverviewSchema = z.object({ range: z.enum(OVERVIEW_RANGES).default('24h') });

/**
 * Money of one currency; different ones are never added. `margin` is null where something charged in this currency cost
 * another one: their difference is no number.
 */
const MoneySchema = z.object({
  currency: z.string(),
  spend: AmountViewSchema,
  cost: AmountViewSchema,
  margin: AmountViewSchema.nullable(),
  overrun: AmountViewSchema,
});

const TrafficSchema = z.object({
  requests: z.number().int(),
  errors: z.number().int(),
  tokens: z.number().int(),
  money: z.array(MoneySchema),
});

/**
 * From the newest call records of the range, at most `limit` of them; milliseconds. `overhead` is what the gateway adds
 * to the provider's time.
 */
const LatencySchema = z.object({
  sample: z.number().int(),
  limit: z.number().int(),
  from: InstantViewSchema.nullable(),
  duration: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
  overhead: z.object({ p50: z.number(), p95: z.number(), p99: z.number() }).nullable(),
});

/** `from` is on the hour, and at midnight UTC where buckets are days: a range may be longer than it is called. */
export const OverviewViewSchema = z.object({
  range: z.enum(OVERVIEW_RANGES),
  from: InstantViewSchema,
  to: InstantViewSchema,
  asOf: InstantViewSchema,
  bucket: z.enum(['hour', 'day']),
  totals: TrafficSchema,
  buckets: z.array(TrafficSchema.extend({ start: InstantViewSchema, end: InstantViewSchema })),
  tenants: z.array(TrafficSchema.extend({ tenantId: IdSchema, name: z.string().nullable() })),
  models: z.array(TrafficSchema.extend({ model: z.string() })),
  latency: LatencySchema,
  refusals: z.array(z.object({ errorCode: z.string(), count: z.number().int() })),
  pending: z.object({
    approvals: z.number().int(),
    parkedEvents: z.number().int(),
    outbox: z.object({ waiting: z.number().int(), oldestAt: InstantViewSchema.nullable() }),
  }),
});

export type OverviewRange = (typeof OVERVIEW_RANGES)[number];
export type GetOverviewInput = Partial<z.infer<typeof GetOverviewSchema>>;
export type OverviewMoney = z.infer<typeof MoneySchema>;
export type OverviewTraffic = z.infer<typeof TrafficSchema>;
export type OverviewView = z.infer<typeof OverviewViewSchema>;
