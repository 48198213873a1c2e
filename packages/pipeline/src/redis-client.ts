import { openRedis } from '@turnpike/limits/redis-connection';
import type { Redis } from 'ioredis';

/**
 * The request path's connection: commands of one turn leave together, a command fails at once when Redis is away and
 * after half a second when it is silent, so that no call hangs on it. Reconnects for ever. On a cluster, each node.
 */
export function createRedisClient(url: string, onError: (error: unknown) => void): Redis {
  const redis = openRedis(url, {
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    commandTimeout: 500,
    connectTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(50 * attempt, 1_000),
    lazyConnect: true,
  });
  redis.on('error', onError);
  return redis;
}
