/** The worker's connections to Redis. Each is tried again for ever, with a pause that grows to two seconds. */
import { openRedis } from '@turnpike/limits/redis-connection';
import type { Redis } from 'ioredis';

const MAX_RECONNECT_DELAY_MS = 2_000;
const COMMAND_TIMEOUT_MS = 10_000;

const retryStrategy = (attempt: number) => Math.min(attempt * 100, MAX_RECONNECT_DELAY_MS);

/** For everything but BullMQ: with Redis away a command fails at once, and whoever gave it pauses and tries again. */
export function createStoreConnection(url: string, onError: (error: Error) => void): Redis {
  const redis = openRedis(url, {
    connectionName: 'turnpike-worker',
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy,
  });
  redis.on('error', onError);
  return redis;
}

/** For BullMQ's workers, which insist on waiting for Redis without limit. */
export function createQueueConnection(url: string, onError: (error: Error) => void): Redis {
  const redis = openRedis(url, {
    connectionName: 'turnpike-worker-queue',
    maxRetriesPerRequest: null,
    retryStrategy,
  });
  redis.on('error', onError);
  return redis;
}
