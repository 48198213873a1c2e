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
  NonNegativeAmountSchema,
  TextSchema,
} from './fields.js';
import { TokenCountsSchema } from './usage-counts.js';

/** What a call came to, by HTTP status: below 400, 4xx, 5xx. */
export const CALL_OUTCOMES = ['ok', 'client_error', 'server_error'] as const;

const EnvironmentSchema = z.enum(['live', 'test']);

/**
 * What narrows a list of calls. `from` is inclusive and `to` exclusive, by the time the call arrived. `status` is the
 * HTTP status answered, `outcome` its class. `stream`, `endUser`, `minCharge` and `maxCharge` leave out what was refused
 * or is not charged yet; but for `endUser` they look back seven days where no `from` is given.
 */
export const CallFilterSchema = z.object({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  keyId: IdSchema.optional().meta({ description: 'Of a key, or of any other credential that a call names' }),
  model: ModelNameSchema.optional(),
  environment: EnvironmentSchema.optional(),
  status: z.coerce.number().int().min(100).max(599).optional(),
  outcome: z.enum(CALL_OUTCOMES).optional(),
  stream: z.enum(['true', 'false']).optional(),
  requestId: IdSchema.optional(),
  endUser: TextSchema.min(1).max(256).optional(),
  minCharge: NonNegativeAmountSchema.optional(),
  maxCharge: NonNegativeAmountSchema.optional(),
  from: InstantSchema.optional(),
  to: InstantSchema.optional(),
});

export const ListCallsSchema = CallFilterSchema.extend(ListQuerySchema.shape);

/** An export is of at most 31 days. */
export const ExportCallsSchema = CallFilterSchema.required({ from: true, to: true });

const AttemptViewSchema = z.object({
  targetId: IdSchema,
  provider: z.string(),
  upstreamModel: z.string(),
  credential: z
    .string()
    .nullable()
    .meta({ description: 'Which of the provider’s credentials; for the platform alone' }),
  instance: z.string().nullable().meta({ description: 'host:port, where they are discovered; for the platform alone' }),
  pool: z.string().nullable().meta({ description: 'Where its target was found; for the platform alone' }),
  reason: z
    .enum(['retry', 'fallback', 'hedge', 'fallback_model', 'credential'])
    .nullable()
    .meta({ description: 'Why there was this try; null for the first' }),
  model: z.string().nullable().meta({ description: 'Whose target it is, where that is another than asked for' }),
  outcome: z.string(),
  status: z.number().int().nullable(),
  durationMs: z.number(),
});

/** What is known of the request itself; telemetry too. `clientGone` is what was done when the caller had left. */
const RequestViewSchema = z.object({
  method: z.string(),
  path: z.string(),
  clientRequestId: z.string().nullable(),
  traceId: z.string(),
  userAgent: z.string().nullable(),
  address: z.string().nullable(),
  clientGone: z.enum(['drain', 'cancel']).nullable(),
  bytesIn: z.number().int(),
  bytesOut: z.number().int(),
  droppedHints: z.array(z.string()),
});

/** What was made of the call on its way; telemetry too. `rule` is the routing rule that took it, for the platform alone. */
const HandlingViewSchema = z.object({
  rule: z.string().nullable(),
  cache: z.enum(['hit', 'semantic_hit', 'miss', 'bypass']).nullable(),
  idempotency: z.enum(['first', 'replayed', 'refused']).nullable(),
  fallbackAnswer: z.boolean(),
});

/**
 * What a call showed of its caller: an API key, a client token, an OAuth client that calls for itself, an app that a person
 * let in, a signature, or a token of the tenant's own identity provider. The id is of the thing of that kind; where it is
 * gone, its kind isn't known and it is told as a key.
 */
export const CallCredentialSchema = z.object({
  kind: z.enum(['key', 'client_token', 'oauth_client', 'oauth_grant', 'signing_secret', 'token_issuer']),
  id: IdSchema,
  name: z.string().nullable(),
});
export type CallCredential = z.infer<typeof CallCredentialSchema>;

/**
 * Charge, tokens and cost are exact and come from the usage event; they are null until it is recorded, and stay null
 * for a call that was refused. Attempts and stages are telemetry, null where it was lost. Token buckets are disjoint:
 * cached is not inside input, reasoning not inside output. `stages` are microseconds by stage. `cost` is what the
 * provider takes; it shows to the platform, and on the receipt of a call to the key that made it; to people it is null.
 * Names are those of today.
 */
export const CallViewSchema = z.object({
  id: IdSchema,
  requestId: IdSchema,
  tenantId: IdSchema.nullable(),
  tenantName: z.string().nullable(),
  applicationId: IdSchema.nullable(),
  applicationName: z.string().nullable(),
  credential: CallCredentialSchema.nullable(),
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
  tokens: TokenCountsSchema.nullable(),
  images: z.number().int().nullable(),
  characters: z.number().int().nullable(),
  searches: z.number().int().nullable(),
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
  request: RequestViewSchema.nullable(),
  handling: HandlingViewSchema.nullable(),
  startedAt: InstantViewSchema,
  endedAt: InstantViewSchema,
  durationMs: z.number(),
  recordedAt: InstantViewSchema.nullable(),
});

export type CallOutcome = (typeof CALL_OUTCOMES)[number];
export type CallFilterInput = Partial<z.infer<typeof CallFilterSchema>>;
export type ListCallsInput = Partial<z.infer<typeof ListCallsSchema>>;
export type ExportCallsInput = z.infer<typeof ExportCallsSchema>;
export type CallView = z.infer<typeof CallViewSchema>;
