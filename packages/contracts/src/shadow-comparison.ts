/**
 * What a call's shadow was beside the answer its caller got: telemetry, sent in batches, which may be dropped. Holds
 * nothing of either text. Durations are whole milliseconds, times Unix milliseconds.
 */
import { z } from 'zod';
import { UuidSchema } from './uuid.schema.js';

const Milliseconds = z.number().int().min(0).max(2_147_483_647);
const Tokens = z.number().int().min(0).max(2_147_483_647);
const Status = z.number().int().min(0).max(999);

export const ShadowComparisonSchema = z.object({
  id: UuidSchema,
  requestId: UuidSchema,
  /** The name the caller asked for. */
  model: z.string().max(200),
  targetId: UuidSchema,
  shadowTargetId: UuidSchema,
  status: Status,
  /** Null when the shadow was given none. */
  shadowStatus: Status.nullable(),
  /** Of streams, from the asking to the first content; null for what comes whole. */
  firstByteMs: Milliseconds.nullable(),
  shadowFirstByteMs: Milliseconds.nullable(),
  /** From the asking to the last byte. */
  durationMs: Milliseconds,
  shadowDurationMs: Milliseconds.nullable(),
  outputTokens: Tokens,
  shadowOutputTokens: Tokens.nullable(),
  /** Of what both put out, 0 to 1; null where there is nothing to compare. */
  similarity: z.number().min(0).max(1).nullable(),
  /** Whether both ended for the same reason; null where one didn't say. */
  sameFinish: z.boolean().nullable(),
  /** Why the shadow came to nothing, or to half; null when it came to an answer. */
  error: z.string().max(100).nullable(),
  startedAtMs: z.number().int(),
});

export type ShadowComparison = z.infer<typeof ShadowComparisonSchema>;
