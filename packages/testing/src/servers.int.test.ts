import { connect } from 'node:net';
import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { createTestDatabase } from './database.js';
import { startTestRedis, testRedisUrl, type TestRedis } from './redis.js';

const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

test('each database is migrated, its own, and gone after drop', async () => {
  const [first, second] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const count = async (url: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return Number((await client.query('SELECT count(*) FROM users')).rows[0].count);
    } finally {
      await client.end();
    }
  };
  const client = new pg.Client({ connectionString: first.url });
  await client.connect();
  await client.query(`INSERT INTO users (id, email) VALUES (gen_random_uuid(), 'a@example.com')`);
  await client.end();
  expect(await count(first.url)).toBe(1);
  expect(await count(second.url)).toBe(0);
  await first.drop();
  await second.drop();
  await expect(count(first.url)).rejects.toThrow(/does not exist/);
});

test('a killed Redis comes back with its data, and an emptied one without', async () => {
  const redis = await startTestRedis();
  cleanUps.push(() => redis.stop());
  const pid = redis.pid;
  expect(await send(redis, 'SET', 'a', '1')).toBe('+OK');
  await redis.kill();
  await expect(send(redis, 'PING')).rejects.toThrow();
  await redis.restart();
  expect(redis.pid).not.toBe(pid);
  expect(await send(redis, 'EXISTS', 'a')).toBe(':1');
  await redis.restart({ empty: true });
  expect(await send(redis, 'EXISTS', 'a')).toBe(':0');
});

test('the shared Redis is given out with a prefix never given before', () => {
  vi.stubEnv('TEST_REDIS_URL', 'redis://127.0.0.1:6379');
  const given = [testRedisUrl(), testRedisUrl()];
  expect(given.map(({ url }) => url)).toEqual(['redis://127.0.0.1:6379', 'redis://127.0.0.1:6379']);
  expect(new Set(given.map(({ keyPrefix }) => keyPrefix)).size).toBe(2);
  vi.stubEnv('TEST_REDIS_URL', '');
  expect(testRedisUrl).toThrow(/npm test/);
});

function send(redis: TestRedis, ...words: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port: redis.port, host: '127.0.0.1' });
    socket.on('error', reject);
    socket.on('data', (data) => {
      socket.destroy();
      resolve(data.toString().split('\r\n')[0] ?? '');
    });
    socket.write(words.join(' ') + '\r\n');
  });
}
