/**
 * The usage event as it travels from the gateway through Redis to the worker. It is written and read by our own
 * processes only, but read defensively: one that doesn't parse is parked, never dropped.
 */
import { PRICE_UNITS } from '@turnpike/domain/rating';
import { z } from 'zod';
import { UuidSchema } from './uuid.schema.js';

const amount = z.string().regex(/^\d{1,26}(\.\d{1,12})?$/);
const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** A bucket that processes of an older version don't know. */
const addedCount = count.default(0);

export const RatedPartSchema = z.object({
  unit: z.enum(PRICE_UNITS),
  quantity: z.string(),
  amount,
  charge: amount,
  kind: z.literal('metered'),
});

/** `id` is the request id for a `usage` event and derived from it for a `reaped` one. Amounts are decimal strings. */
export const UsageEventSchema = z.object({
  id: UuidSchema,
  requestId: UuidSchema,
  kind: z.enum(['usage', 'reaped']),
  /** The process incarnation that owned the hold, to which the confirmation goes. */
  owner: UuidSchema,
  tenantId: UuidSchema,
  applicationId: UuidSchema,
  apiKeyId: UuidSchema,
  subscriptionId: UuidSchema.nullable(),
  productId: UuidSchema.nullable(),
  planVersionId: UuidSchema.nullable(),
  environment: z.enum(['live', 'test']),
  operation: z.string().max(80),
  model: z.string().max(200),
  servedModel: z.string().max(200).nullable(),
  providerId: UuidSchema.nullable(),
  targetId: UuidSchema.nullable(),
  endUser: z.string().max(256).nullable(),
  stream: z.boolean(),
  status: z.number().int().min(100).max(599),
  endReason: z.enum([
    'complete',
    'client_gone',
    'upstream_cut',
    'upstream_error',
    'balance_exhausted',
    'timeout',
    'shutdown',
    'interrupted',
  ]),
  usageSource: z.enum(['provider', 'estimated', 'cache', 'none']),
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: addedCount,
  audioInputTokens: addedCount,
  imageInputTokens: addedCount,
  outputTokens: count,
  reasoningTokens: count,
  audioOutputTokens: addedCount,
  imageOutputTokens: addedCount,
  images: count,
  characters: addedCount,
  searches: addedCount,
  seconds: amount,
  currency: z.string().length(3),
  charge: amount,
  parts: z.array(RatedPartSchema),
  cost: amount,
  costCurrency: z.string().length(3).nullable(),
  attempts: count,
  /** Whether the call counts against quotas of requests and tokens (false when the platform or provider failed it). */
  counted: z.boolean(),
  /**
   * Scopes of quotas and budgets the call was admitted under, each with its period's start in unix ms and what the call
   * uses of it: requests, tokens, or money in the event's currency.
   */
  quotas: z.array(z.object({ scope: z.string().max(200), periodStartMs: count, amount: amount.default('1') })),
  /** Unix milliseconds. */
  startedAtMs: count,
  endedAtMs: count,
});

export type UsageEvent = z.infer<typeof UsageEventSchema>;
