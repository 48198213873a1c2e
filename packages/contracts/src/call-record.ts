/**
 * The wide record of one call, refused ones included: the telemetry lane. It is sent in batches, may be dropped under
 * pressure (drops are counted), and holds no body, no credential and no free text of the caller.
 */
import { z } from 'zod';
import { UuidSchema } from './uuid.schema.js';

/** One try at one target. `outcome` is `ok`, an HTTP status, or a transport failure's code. */
export const AttemptSchema = z.object({
  targetId: UuidSchema,
  provider: z.string(),
  upstreamModel: z.string(),
  /** What the credential it was asked with is called; not said where there is but one. */
  credential: z.string().optional(),
  outcome: z.string(),
  status: z.number().int().nullable(),
  durationUs: z.number().int().nonnegative(),
  /** `host:port` of the instance, where the provider's are discovered. */
  instance: z.string().optional(),
  pool: z.string().optional(),
  /** Why there was this try; left out for the first. */
  reason: z.enum(['retry', 'fallback', 'hedge', 'fallback_model', 'credential']).optional(),
  /** The model whose target it is, where that is another than asked for. */
  model: z.string().optional(),
});

/** What in a request looked like an attack; never its text. `place`: `path`, `query`, `query <name>` or `header <name>`. */
export const AttackFindingSchema = z.object({
  kind: z.enum(['sql', 'script', 'path_traversal']),
  place: z.string().max(80),
});

/** `stagesUs`: durations by stage name. Durations are microseconds, times Unix milliseconds. */
export const CallRecordSchema = z.object({
  id: UuidSchema,
  tenantId: UuidSchema.nullable(),
  applicationId: UuidSchema.nullable(),
  apiKeyId: UuidSchema.nullable(),
  /** Null where nobody was recognised. */
  environment: z.enum(['live', 'test']).nullable().default(null),
  operation: z.string(),
  model: z.string().nullable(),
  status: z.number().int(),
  errorCode: z.string().nullable(),
  startedAtMs: z.number().int(),
  durationUs: z.number().int().nonnegative(),
  detail: z.object({
    method: z.string(),
    path: z.string(),
    clientRequestId: z.string().nullable(),
    traceId: z.string(),
    userAgent: z.string().nullable(),
    address: z.string().nullable(),
    stream: z.boolean(),
    endReason: z.string().nullable(),
    clientGone: z.enum(['drain', 'cancel']).nullable(),
    stagesUs: z.record(z.string(), z.number().int().nonnegative()),
    attempts: z.array(AttemptSchema),
    bytesIn: z.number().int().nonnegative(),
    bytesOut: z.number().int().nonnegative(),
    firstByteUs: z.number().int().nonnegative().nullable(),
    overheadUs: z.number().int().nonnegative().nullable(),
    droppedHints: z.array(z.string()),
    /** The routing rule that took the call; null for none. */
    rule: z.string().nullable().default(null),
    /** What the response cache had to do with it; null where the product keeps nothing. */
    cache: z.enum(['hit', 'semantic_hit', 'miss', 'bypass']).nullable().default(null),
    /** Of a call with an idempotency key: whether it was made, or its first answer given again. */
    idempotency: z.enum(['first', 'replayed', 'refused']).nullable().default(null),
    /** Whether the product's own answer was given for want of a target's. */
    fallbackAnswer: z.boolean().default(false),
    /** What looked like an attack, where the product has its requests inspected. */
    attack: AttackFindingSchema.nullable().default(null),
  }),
});

export type Attempt = z.infer<typeof AttemptSchema>;
export type AttackFinding = z.infer<typeof AttackFindingSchema>;
export type CallRecord = z.infer<typeof CallRecordSchema>;
