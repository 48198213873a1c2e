import { openRedis } from '@turnpike/limits/redis-connection';
import type { Redis } from 'ioredis';

const MAX_RECONNECT_DELAY_MS = 1_000;

const RECONNECTING = {
  maxRetriesPerRequest: 1,
  retryStrategy: (attempt: number) => Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS),
};

/**
 * A connection for producers: with Redis away a command fails at once instead of waiting in memory, and the connection
 * is tried again for ever. `onError` hears of every failed attempt; without it they would end the process.
 */
export function createProducerConnection(url: string, onError: (error: Error) => void): Redis {
  const connection = openRedis(url, {
    ...RECONNECTING,
    enableOfflineQueue: false,
    connectionName: 'turnpike-producer',
  });
  connection.on('error', onError);
  return connection;
}

/** For who looks: a command waits for the node of a cluster that isn't connected yet, and fails when it can't be. */
export function createInspectorConnection(url: string, onError: (error: Error) => void): Redis {
  const connection = openRedis(url, { ...RECONNECTING, connectionName: 'turnpike-inspector' });
  connection.on('error', onError);
  return connection;
}
