/**
 * A job as the data plane gives it: a bare object in OpenAI's manner, snake_case and Unix seconds. `charge` is exact, in
 * decimal text; `result` is the operation's own answer; `error` is OpenAI's error object with the status that the call
 * would have been answered with. A list leaves `result` out.
 */
import { z } from 'zod';

const seconds = z.int().nonnegative();

export const JobListItemSchema = z.strictObject({
  id: z.string().regex(/^job_[0-9a-f]{32}$/),
  object: z.literal('job'),
  operation: z.string(),
  model: z.string(),
  state: z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']),
  created_at: seconds,
  started_at: seconds.nullable(),
  finished_at: seconds.nullable(),
  /** Until when the result is given; null while there is none. */
  expires_at: seconds.nullable(),
  /** The request that made it. */
  request_id: z.string(),
  /** The call that counted: its receipt is at `/v1/calls/{call_id}`. */
  call_id: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullable(),
  callback_url: z.string().nullable(),
  /** Disjoint: cached is not inside input, reasoning is not inside output. */
  usage: z
    .strictObject({
      input_tokens: z.int(),
      cached_input_tokens: z.int(),
      cache_write_tokens: z.int(),
      audio_input_tokens: z.int(),
      image_input_tokens: z.int(),
      output_tokens: z.int(),
      reasoning_tokens: z.int(),
      audio_output_tokens: z.int(),
      image_output_tokens: z.int(),
      images: z.int(),
      characters: z.int(),
      searches: z.int(),
      seconds: z.string(),
    })
    .nullable(),
  charge: z.strictObject({ amount: z.string(), currency: z.string() }).nullable(),
  error: z.looseObject({ message: z.string(), code: z.string().nullable(), status: z.int().nullable() }).nullable(),
});

export const JobObjectSchema = JobListItemSchema.extend({ result: z.unknown() });

/** Newest first; `after` of the next page is `last_id`. */
export const JobListSchema = z.strictObject({
  object: z.literal('list'),
  data: z.array(JobListItemSchema),
  first_id: z.string().nullable(),
  last_id: z.string().nullable(),
  has_more: z.boolean(),
});

export type JobListItem = z.infer<typeof JobListItemSchema>;
export type JobObject = z.infer<typeof JobObjectSchema>;
export type JobList = z.infer<typeof JobListSchema>;
