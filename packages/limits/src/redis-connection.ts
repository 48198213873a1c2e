/**
 * A connection to a Redis, or to a cluster of them: an address with `cluster=1`, as in `redis://a:7000?cluster=1`, is one
 * node of a cluster, whose others are asked of it; `node=b:7001`, as often as there are, names more to ask when it is
 * away. Both are spoken to alike; on a cluster a command goes where its key lives.
 */
import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** What connections here differ in, as ioredis calls it. */
type ConnectionOptions = Pick<
  RedisOptions,
  | 'commandTimeout'
  | 'connectionName'
  | 'connectTimeout'
  | 'enableAutoPipelining'
  | 'enableOfflineQueue'
  | 'lazyConnect'
  | 'maxRetriesPerRequest'
  | 'retryStrategy'
>;

/** Between two looks at who serves what: a failover is known by then. */
const SLOTS_REFRESH_MS = 1_000;

/** Rejects nothing and throws nothing for an address that a URL can be read of; errors come as events. */
export function openRedis(url: string, options: ConnectionOptions): Redis {
  const parsed = new URL(url);
  if (parsed.searchParams.get('cluster') !== '1') return new Redis(url, options);
  const { retryStrategy, lazyConnect, enableOfflineQueue, enableAutoPipelining, ...ofNodes } = options;
  const { username, password, protocol } = parsed;
  const cluster = new Cluster(nodesOf(parsed), {
    clusterRetryStrategy: (attempt) => (retryStrategy === undefined ? 1_000 : retryStrategy?.(attempt)),
    lazyConnect: lazyConnect ?? false,
    enableOfflineQueue: enableOfflineQueue ?? true,
    enableAutoPipelining: enableAutoPipelining ?? false,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    // Whoever asks decides what a node that is away means; asking again by itself would do it too late, or twice.
    ...(enableOfflineQueue === false ? { retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 } : {}),
    redisOptions: {
      ...ofNodes,
      ...(username === '' ? {} : { username: decodeURIComponent(username) }),
      ...(password === '' ? {} : { password: decodeURIComponent(password) }),
      ...(protocol === 'rediss:' ? { tls: {} } : {}),
    },
  });
  // What the two differ in (options, streams) is asked about in one place, where scripts leave for Redis.
  return cluster as unknown as Redis;
}

function nodesOf({ host, searchParams }: URL): { host: string; port: number }[] {
  return [host, ...searchParams.getAll('node')].map((node) => {
    const { hostname, port } = new URL(`redis://${node}`);
    return { host: hostname, port: Number(port === '' ? 6379 : port) };
  });
}
