/**
 * What a process says with each heartbeat, so that the reaper can settle its open calls should it die: for every call
 * that has delivered content to its client, the units delivered so far. A call that isn't listed delivered nothing, and
 * is settled at zero. Written by our own processes, read defensively.
 */
import { z } from 'zod';
import { UuidSchema } from './uuid.schema.js';

const count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** A bucket that processes of an older version don't know. */
const addedCount = count.default(0);

/** Units of one call at its process's last heartbeat, in disjoint buckets, and who served it. */
export const DeliveredSchema = z.object({
  inputTokens: count,
  cachedInputTokens: count,
  cacheWriteTokens: addedCount,
  audioInputTokens: addedCount,
  imageInputTokens: addedCount,
  outputTokens: count,
  reasoningTokens: count,
  audioOutputTokens: addedCount,
  imageOutputTokens: addedCount,
  images: addedCount,
  characters: addedCount,
  searches: addedCount,
  /** Decimal string. */
  seconds: z
    .string()
    .regex(/^\d{1,26}(\.\d{1,12})?$/)
    .default('0'),
  servedModel: z.string().max(200).nullable(),
  providerId: UuidSchema.nullable(),
  targetId: UuidSchema.nullable(),
  /** Tries at targets so far, the one that delivers included. */
  attempts: count,
});

/** `delivered` is keyed by request id. An idle process reports `{"delivered":{}}`. */
export const ProcessStateSchema = z.object({
  delivered: z.record(UuidSchema, DeliveredSchema),
});

export type Delivered = z.infer<typeof DeliveredSchema>;
export type ProcessState = z.infer<typeof ProcessStateSchema>;

/** Of a process that has no open call, or none that delivered anything. */
export const IDLE_PROCESS_STATE = '{"delivered":{}}';
