/** What delivers webhooks: a pool of its own, so that money never waits for it, and the guarded way out. */
import type { WorkerConfig } from '@turnpike/config/worker';
import { createDatabase } from '@turnpike/db/client';
import { createGuardedEgress } from '@turnpike/egress/guarded-egress';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { type WebhookDeliveriesQueue, webhookDeliveriesQueue } from '@turnpike/queues/webhook-deliveries.queue';
import type { Logger } from '@turnpike/telemetry/logger';
import type { Redis } from 'ioredis';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import type { DeliveryContext } from './deliver-lane.js';

export interface WebhookRuntime {
  delivery: DeliveryContext;
  queue: WebhookDeliveriesQueue;
  /** Ends what is under way; tries cut off are repeated when their lease is over. */
  close(): Promise<void>;
}

/** Claims and records are short; the tries between them hold no connection. */
const POOL_SIZE = 4;

export function createWebhookRuntime(
  config: WorkerConfig,
  parts: { producer: Redis; metrics: WorkerMetrics; logger: Logger; onConnectionError: (error: Error) => void },
): WebhookRuntime {
  const { producer, metrics, logger, onConnectionError } = parts;
  const { pool, close } = createDatabase({
    url: config.databaseUrl,
    poolSize: POOL_SIZE,
    applicationName: 'turnpike-worker-webhooks',
    onConnectionError,
  });
  const egress = createGuardedEgress({ allowed: config.outboundAllowed });
  const credentialKeys = createCredentialKeys([config.credentialKey, ...config.credentialKeysRetired]);
  const queue = webhookDeliveriesQueue(producer, config.queuePrefix);
  return {
    delivery: { pool, credentialKeys, egress, productName: config.productName, metrics, logger },
    queue,
    close: async () => {
      await egress.destroy();
      await close();
    },
  };
}
