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
  }),
});

export type Attempt = z.infer<typeof AttemptSchema>;
export type CallRecord = z.infer<typeof CallRecordSchema>;
