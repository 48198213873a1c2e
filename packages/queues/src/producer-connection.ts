import { Redis } from 'ioredis';

const MAX_RECONNECT_DELAY_MS = 1_000;

/**
 * A connection for producers: with Redis away a command fails at once instead of waiting in memory, and the connection
 * is tried again for ever. `onError` hears of every failed attempt; without it they would end the process.
 */
export function createProducerConnection(url: string, onError: (error: Error) => void): Redis {
  const connection = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectionName: 'turnpike-producer',
    retryStrategy: (attempt) => Math.min(attempt * 50, MAX_RECONNECT_DELAY_MS),
  });
  connection.on('error', onError);
  return connection;
}
