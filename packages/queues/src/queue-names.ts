/** Every queue there is, by what it carries. A name holds no colon (BullMQ refuses it). */
export const QUEUES = {
  /** Shards whose list of usage events has work. */
  usageIngest: 'usage-ingest',
  /** Mails to send. */
  mail: 'mail',
  /** Jobs to run; the rows are in PostgreSQL, the queue wakes. */
  jobs: 'jobs',
  /** Webhook deliveries that are due; the schedule is in PostgreSQL. */
  webhookDeliveries: 'webhook-deliveries',
} as const;

export type QueueName = (typeof QUEUES)[keyof typeof QUEUES];

/** For every worker of these queues: minutes of finished jobs to count, which is what an hour's figures are made of. */
export const WORKER_METRICS = { maxDataPoints: 60 } as const;

/**
 * The BullMQ prefix of all queues: a hash tag, so that the keys of a queue share one slot of a Redis Cluster. Every
 * producer and worker of a deployment must use the same one.
 */
export function queueKeyPrefix(prefix: string): string {
  return `{${prefix}}`;
}
