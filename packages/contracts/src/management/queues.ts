/** The queues between processes, as those who run the platform see them. */
import { z } from 'zod';
import { InstantViewSchema } from './fields.js';

const FailedQueueJobSchema = z.object({
  id: z.string(),
  reason: z.string().meta({ description: 'Without mail addresses, cut at 500 characters' }),
  attempts: z.number().int(),
  failedAt: InstantViewSchema,
});

/**
 * One queue. A queue only wakes its workers: `backlog` is what waits in the database itself, ready and not yet taken, and
 * null where there is no such thing. The last hour's counts are null until a worker has counted.
 */
export const QueueViewSchema = z.object({
  name: z.string(),
  workers: z.number().int(),
  waiting: z.number().int(),
  active: z.number().int(),
  delayed: z.number().int(),
  failed: z.number().int(),
  completedLastHour: z.number().int().nullable(),
  failedLastHour: z.number().int().nullable(),
  oldestWaitingAt: InstantViewSchema.nullable(),
  backlog: z.object({ count: z.number().int(), oldestAt: InstantViewSchema.nullable() }).nullable(),
  failures: z.array(FailedQueueJobSchema),
});

export const QueuesViewSchema = z.object({ asOf: InstantViewSchema, queues: z.array(QueueViewSchema) });

export const RetriedViewSchema = z.object({ retried: z.number().int() });

export type QueueView = z.infer<typeof QueueViewSchema>;
export type QueuesView = z.infer<typeof QueuesViewSchema>;
export type RetriedView = z.infer<typeof RetriedViewSchema>;
