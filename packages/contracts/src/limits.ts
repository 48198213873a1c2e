/**
 * Limits as people set them, on a tenant, an application, a key or a plan. All that apply to a call are decided
 * together; the tightest decides. Money is in the tenant's currency, as decimal strings.
 */
import { z } from 'zod';
import { ModelNameSchema, PositiveAmountSchema } from './management/fields.js';

/** What the processes do while the store of limits can't be reached: refuse, or each let its share through. */
export const STORE_FAILURE_MODES = ['closed', 'local'] as const;

const MOST = 1_000_000_000_000;
const count = z.number().int().positive().max(MOST);

const common = {
  /** What refusals and headers call it; unique among the limits of one owner. */
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters and digits joined by single hyphens')
    .max(40),
  /** Only for calls of these models; for all when left out. */
  models: z.array(ModelNameSchema).min(1).max(100).optional(),
  /** Counted apart for each of the caller's own users, each model, or each address; together when left out. */
  per: z.enum(['end_user', 'model', 'address']).optional(),
  onStoreFailure: z.enum(STORE_FAILURE_MODES).default('closed'),
};

/** Token bucket: `requests` every `seconds` on average, `burst` at once (`requests` when left out). */
export const RateLimitSchema = z.strictObject({
  ...common,
  kind: z.literal('rate'),
  requests: z.number().int().positive().max(1_000_000),
  seconds: z.number().int().positive().max(86_400).default(1),
  burst: z.number().int().positive().max(1_000_000).optional(),
});

/** Leaky bucket: a constant rate. Requests wait in order, `queue` of them at most and none longer than `maxWaitMs`. */
export const PacedLimitSchema = z.strictObject({
  ...common,
  kind: z.literal('paced'),
  requests: z.number().int().positive().max(1_000_000),
  seconds: z.number().int().positive().max(86_400).default(1),
  queue: z.number().int().min(0).max(100_000).default(100),
  maxWaitMs: z.number().int().min(0).max(60_000).default(10_000),
});

/** So many requests or tokens in any (`sliding`) or each (`fixed`) minute, hour or day. */
export const WindowLimitSchema = z.strictObject({
  ...common,
  kind: z.literal('window'),
  unit: z.enum(['requests', 'tokens']),
  limit: count,
  window: z.enum(['minute', 'hour', 'day']),
  shape: z.enum(['sliding', 'fixed']).default('sliding'),
});

export const ConcurrencyLimitSchema = z.strictObject({
  ...common,
  kind: z.literal('concurrency'),
  limit: z.number().int().positive().max(1_000_000),
});

/** So many requests or tokens in a calendar day or month of the tenant's time zone. */
export const QuotaLimitSchema = z.strictObject({
  ...common,
  kind: z.literal('quota'),
  unit: z.enum(['requests', 'tokens']).default('requests'),
  limit: count,
  period: z.enum(['day', 'month']),
});

/** So much money in a calendar day or month. `hard` refuses what it can't carry; `soft` only tells of it. */
export const BudgetLimitSchema = z.strictObject({
  ...common,
  kind: z.literal('budget'),
  amount: PositiveAmountSchema,
  period: z.enum(['day', 'month']),
  stop: z.enum(['hard', 'soft']).default('hard'),
  /** An event tells when so much of it is used, and again when all is. */
  warnAtPercent: z.number().int().min(1).max(100).default(80),
});

export const LimitSchema = z.discriminatedUnion('kind', [
  RateLimitSchema,
  PacedLimitSchema,
  WindowLimitSchema,
  ConcurrencyLimitSchema,
  QuotaLimitSchema,
  BudgetLimitSchema,
]);

/** The limits of one owner. */
export const LimitsSchema = z
  .array(LimitSchema)
  .max(20)
  .superRefine((limits, context) => {
    const names = new Set<string>();
    for (const [index, limit] of limits.entries()) {
      if (names.has(limit.name))
        context.addIssue({ code: 'custom', path: [index, 'name'], message: `a second limit called ${limit.name}` });
      names.add(limit.name);
      if (limit.onStoreFailure === 'local' && limit.kind === 'budget')
        context.addIssue({ code: 'custom', path: [index, 'onStoreFailure'], message: 'money is always closed' });
    }
  });

/** Whose a limit is. */
export const LIMIT_LEVELS = ['tenant', 'application', 'key', 'subscription', 'model', 'address'] as const;

export type Limit = z.output<typeof LimitSchema>;
export type LimitInput = z.input<typeof LimitSchema>;
export type LimitKind = Limit['kind'];
export type LimitLevel = (typeof LIMIT_LEVELS)[number];
