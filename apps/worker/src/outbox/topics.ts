/** The outbox's topics that this worker relays, each with its payload and what it does. All may be repeated. */
import { UuidSchema } from '@turnpike/contracts/uuid.schema';
import { OccurredEventSchema } from '@turnpike/contracts/webhook-event';
import { raiseEpoch } from '@turnpike/limits/balance';
import { JobPayloadSchema, type JobsQueue } from '@turnpike/queues/jobs.queue';
import { MailPayloadSchema, type MailQueue } from '@turnpike/queues/mail.queue';
import { z } from 'zod';
import { type FanOutContext, fanOutEvent } from '../webhooks/fan-out-event.js';
import { type BalanceContext, postTenantBalance } from './post-tenant-balance.js';
import { postTenantQuotas } from './post-tenant-quotas.js';

/** A bigint as JSON carries it: a number, or a string of digits. */
const epoch = z
  .union([z.number().int().nonnegative(), z.string().regex(/^\d{1,19}$/)])
  .transform((value) => String(value));

const EpochRaisedSchema = z.object({ tenantId: UuidSchema, epoch });
const BalancePostedSchema = z.object({ tenantId: UuidSchema });
const QuotasCountedSchema = z.object({ tenantId: UuidSchema, scopes: z.array(z.string()) });

export interface TopicContext extends BalanceContext {
  webhooks: FanOutContext;
  mail: MailQueue;
  jobs: JobsQueue;
}

/** Relays one row's payload; false when it can't be read. Rejects when a store can't be reached. */
type Relay = (context: TopicContext, row: { id: string; payload: unknown }) => Promise<boolean>;

function topic<T>(
  schema: z.ZodType<T>,
  relay: (context: TopicContext, payload: T, id: string) => Promise<void>,
): Relay {
  return async (context, { id, payload }) => {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) return false;
    await relay(context, parsed.data, id);
    return true;
  };
}

export const TOPICS: ReadonlyMap<string, Relay> = new Map([
  [
    'epoch.raised',
    topic(EpochRaisedSchema, ({ redis, keys }, payload) =>
      raiseEpoch({ redis, keys }, payload.tenantId, payload.epoch),
    ),
  ],
  ['balance.posted', topic(BalancePostedSchema, (context, payload) => postTenantBalance(context, payload.tenantId))],
  [
    'quotas.counted',
    topic(QuotasCountedSchema, (context, { tenantId, scopes }) => postTenantQuotas(context, tenantId, scopes)),
  ],
  ['job.queued', topic(JobPayloadSchema, ({ jobs }, { jobId }) => jobs.enqueue([jobId]))],
  ['event.occurred', topic(OccurredEventSchema, ({ webhooks }, event, id) => fanOutEvent(webhooks, id, event))],
  ['mail.requested', topic(MailPayloadSchema, ({ mail }, payload, id) => mail.enqueue(id, payload))],
]);
