/** Calls: what was asked, what served it, what it used and what it was charged; for admins and for the caller itself. */
import { z } from 'zod';
import { RatedPartSchema } from '../usage-event.js';
import {
  AmountViewSchema,
  IdSchema,
  InstantSchema,
  InstantViewSchema,
  ListQuerySchema,
  ModelNameSchema,
} from './fields.js';

/** `from` is inclusive and `to` exclusive, by the time the call arrived. `status` is the HTTP status answered. */
export const ListCallsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  model: ModelNameSchema.optional(),
  status: z.coerce.number().int().min(100).max(599).optional(),
  from: InstantSchema.optional(),
  to: InstantSchema.optional(),
});

const AttemptViewSchema = z.object({
  targetId: IdSchema,
  provider: z.string(),
  upstreamModel: z.string(),
  outcome: z.string(),
  status: z.number().int().nullable(),
  durationMs: z.number(),
});

/**
 * Charge, tokens and cost are exact and come from the usage event; they are null until it is recorded, and stay null
 * for a call that was refused. Attempts and stages are telemetry, null where it was lost. Token buckets are disjoint:
 * cached is not inside input, reasoning not inside output. `stages` are microseconds by stage.
 */
export const CallViewSchema = z.object({
  id: IdSchema,
  requestId: IdSchema,
  tenantId: IdSchema.nullable(),
  applicationId: IdSchema.nullable(),
  apiKeyId: IdSchema.nullable(),
  subscriptionId: IdSchema.nullable(),
  productId: IdSchema.nullable(),
  plan: z.string().nullable(),
  planVersion: z.number().int().nullable(),
  environment: z.string().nullable(),
  operation: z.string(),
  status: z.number().int(),
  errorCode: z.string().nullable(),
  model: z.string().nullable(),
  servedModel: z.string().nullable(),
  provider: z.string().nullable(),
  targetId: IdSchema.nullable(),
  endUser: z.string().nullable(),
  stream: z.boolean(),
  endReason: z.string().nullable(),
  usageSource: z.string().nullable(),
  tokens: z
    .object({
      input: z.number().int(),
      cachedInput: z.number().int(),
      output: z.number().int(),
      reasoning: z.number().int(),
    })
    .nullable(),
  images: z.number().int().nullable(),
  seconds: AmountViewSchema.nullable(),
  charge: AmountViewSchema.nullable(),
  currency: z.string().nullable(),
  parts: z.array(RatedPartSchema).nullable(),
  overrun: AmountViewSchema.nullable(),
  cost: AmountViewSchema.nullable(),
  costCurrency: z.string().nullable(),
  attemptCount: z.number().int().nullable(),
  attempts: z.array(AttemptViewSchema).nullable(),
  stages: z.record(z.string(), z.number()).nullable(),
  overheadUs: z.number().nullable(),
  firstByteUs: z.number().nullable(),
  startedAt: InstantViewSchema,
  endedAt: InstantViewSchema,
  durationMs: z.number(),
  recordedAt: InstantViewSchema.nullable(),
});

export type ListCallsInput = Partial<z.infer<typeof ListCallsSchema>>;
export type CallView = z.infer<typeof CallViewSchema>;
