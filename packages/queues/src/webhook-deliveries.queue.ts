/**
 * The queue that wakes a worker for a lane of webhook deliveries: an endpoint's, or all callbacks of a tenant. What is due
 * and what was tried stands in PostgreSQL; a wake-up may be lost or doubled without harm, and the worker's sweep repeats it.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { QUEUES } from './queue-names.js';
import { type WakeUpQueue, wakeUpQueue } from './wake-up-queue.js';

/** The lane with deliveries due: the bare id of an endpoint, or of a tenant for its callbacks. */
export const DeliveryLanePayloadSchema = z.object({ lane: z.uuid() });

export type DeliveryLanePayload = z.infer<typeof DeliveryLanePayloadSchema>;

/** By lane. */
export type WebhookDeliveriesQueue = WakeUpQueue<string>;

/** A producer over a connection of {@link createProducerConnection}. `prefix` is the deployment's QUEUE_PREFIX. */
export function webhookDeliveriesQueue(connection: Redis, prefix: string): WebhookDeliveriesQueue {
  const payloadOf = (lane: string) => DeliveryLanePayloadSchema.parse({ lane });
  return wakeUpQueue(connection, { prefix, name: QUEUES.webhookDeliveries, payloadOf });
}
