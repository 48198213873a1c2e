/** Jobs as the console and the management API show them. The data plane's own shape is in @turnpike/endpoints. */
import { z } from 'zod';
import { AmountViewSchema, IdSchema, InstantViewSchema, ListQuerySchema } from './fields.js';
import { UsageCountsSchema } from './usage-counts.js';
import { DeliveryStateSchema } from './webhooks.js';

export const JobStateSchema = z.enum(['queued', 'running', 'completed', 'failed', 'cancelled']);

/** A filter narrows; `environment` and `applicationId` name whose jobs. */
export const ListJobsSchema = ListQuerySchema.extend({
  tenantId: IdSchema.optional(),
  applicationId: IdSchema.optional(),
  environment: z.enum(['live', 'test']).optional(),
  state: JobStateSchema.optional(),
});

/**
 * `attempt` counts the runs begun. `requestId` names the request that made the job, `callId` the call that counted, for
 * its receipt; `cancelRequestedAt` is set once someone wants it stopped. `resultStatus` is what the call would have been
 * answered with; `error` is OpenAI's error object. The result is given until `expiresAt`.
 */
export const JobViewSchema = z.object({
  id: IdSchema,
  tenantId: IdSchema,
  applicationId: IdSchema,
  application: z.string().meta({ description: 'Name of the application' }),
  apiKeyId: IdSchema,
  environment: z.enum(['live', 'test']),
  operation: z.string(),
  model: z.string(),
  state: JobStateSchema,
  attempt: z.number().int(),
  metadata: z.record(z.string(), z.string()).nullable(),
  callbackUrl: z.string().nullable(),
  requestId: IdSchema,
  callId: IdSchema.nullable(),
  resultStatus: z.number().int().nullable(),
  usage: UsageCountsSchema.nullable(),
  charge: AmountViewSchema.nullable(),
  currency: z.string().nullable(),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  cancelRequestedAt: InstantViewSchema.nullable(),
  createdAt: InstantViewSchema,
  startedAt: InstantViewSchema.nullable(),
  finishedAt: InstantViewSchema.nullable(),
  expiresAt: InstantViewSchema.nullable(),
});

/** One job with what it asked for and what came back; null where it is not kept, or not there yet. */
export const JobDetailViewSchema = JobViewSchema.extend({
  request: z.unknown(),
  result: z.unknown(),
  deliveries: z.array(z.object({ id: IdSchema, url: z.string(), state: DeliveryStateSchema })).meta({
    description: 'Callbacks and webhooks that told of it',
  }),
});

export type Environment = JobView['environment'];
export type JobState = z.infer<typeof JobStateSchema>;
export type ListJobsInput = Partial<z.infer<typeof ListJobsSchema>>;
export type JobView = z.infer<typeof JobViewSchema>;
export type JobDetailView = z.infer<typeof JobDetailViewSchema>;
