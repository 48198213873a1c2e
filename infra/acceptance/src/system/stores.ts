/** A PostgreSQL and a Redis of one test's own, to be killed and brought back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '@turnpike/db/migrate';
import { findRedis } from '@turnpike/local/servers/redis-binary.mjs';
import { startPostgres } from '@turnpike/local/servers/postgres.mjs';
import { startTestRedis } from '@turnpike/testing/redis';

/** A dead store stays away for this long, so that those who need it meet its absence. */
const AWAY_MS = 700;

export interface Stores {
  databaseUrl: string;
  redisUrl: string;
  /** kill -9; resolves when it is back with its data. */
  killPostgres(): Promise<void>;
  /** kill -9; resolves when it is back, with its data or with none. */
  killRedis(options?: { empty?: boolean }): Promise<void>;
  remove(): Promise<void>;
}

/** Starts both and migrates the database. */
export async function startStores(): Promise<Stores> {
  // A run outside `npm test` brings no server.
  process.env.TEST_REDIS_SERVER ??= (await findRedis()).path;
  const [postgres, redis] = await Promise.all([startPostgres(), startTestRedis()]);
  await migrate({ url: postgres.url });
  return {
    databaseUrl: postgres.url,
    redisUrl: redis.url,
    async killPostgres() {
      await postgres.kill();
      await sleep(AWAY_MS);
      await postgres.start();
    },
    async killRedis(options = {}) {
      await redis.kill();
      await sleep(AWAY_MS);
      await redis.restart(options);
    },
    async remove() {
      await Promise.all([postgres.remove(), redis.stop()]);
    },
  };
}
