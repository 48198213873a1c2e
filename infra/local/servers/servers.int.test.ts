import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findFreePort } from '../ports.mjs';
import { processIdentity } from '../supervise/process-identity.mjs';
import { throwAwayPostgresDirectory } from './postgres-home.mjs';
import { startPostgres, superviseDatabase } from './postgres.mjs';
import { findRedis } from './redis-binary.mjs';
import { superviseRedis } from './redis.mjs';

let folder: string;
let ends: (() => unknown)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turnpike-servers-'));
  ends = [];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

/** A port on which a foreign server listens, for as long as the test runs. */
async function foreignPort(): Promise<number> {
  const server = createServer((socket) => socket.end('+PONG\r\nprocess_id:1\r\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function startRedis(role: 'main' | 'cache', choosePort = () => findFreePort(`test-${role}`)) {
  const binary = await findRedis();
  const server = await superviseRedis({ name: role, role, binary, directory: folder, password: 'secret', choosePort });
  ends.push(() => server.process.stop());
  return server;
}

async function withRedis<T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 });
  redis.on('error', () => undefined);
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

async function startDatabase(options: { directory?: string; choosePort?: () => Promise<number> } = {}) {
  const directory = options.directory ?? throwAwayPostgresDirectory();
  const choosePort = options.choosePort ?? (() => findFreePort('test-postgres'));
  const server = await superviseDatabase({
    directory,
    password: 'secret',
    choosePort,
    settings: { shared_buffers: '16MB', fsync: 'off' },
  });
  ends.push(async () => {
    await server.process.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return { ...server, directory };
}

/** Starts a server from another process and kills that one: the server runs on, and nobody supervises it. */
async function leaveServerBehind(directory: string): Promise<number> {
  const source = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
  const script = `
    const { superviseDatabase } = await import(${source('./postgres.mjs')});
    const { findFreePort } = await import(${source('../ports.mjs')});
    const directory = ${JSON.stringify(directory)};
    const server = await superviseDatabase({ directory, password: 'secret', choosePort: () => findFreePort('left') });
    console.log(server.process.pid);`;
  const starter = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(starter.stdout, 'data')) as [Buffer];
  starter.kill('SIGKILL');
  await once(starter, 'exit');
  return Number(line.toString());
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const until = (condition: () => unknown) => vi.waitFor(condition, { timeout: 20_000, interval: 50 });

describe('redis', () => {
  test('comes back after kill -9 by itself, with all it had written', async () => {
    const server = await startRedis('main');
    const pid = server.process.pid ?? 0;
    await withRedis(server.url, async (redis) => {
      await redis.set('balance', '41');
      await redis.incr('balance');
      // Before it is acknowledged, mostly: while the disk is busy with the second before, a write waits for up to two.
      await until(async () => expect(await redis.info('persistence')).toContain('aof_buffer_length:0'));
      process.kill(pid, 'SIGKILL');
      await until(() => expect(server.process.pid ?? pid).not.toBe(pid));
      expect(await redis.get('balance')).toBe('42');
    });
  });

  test('keeps money and caches apart', async () => {
    const [main, cache] = await Promise.all([startRedis('main'), startRedis('cache')]);
    const settings = async (url: string) =>
      withRedis(url, async (redis) => [
        ...(await redis.config('GET', 'maxmemory-policy')),
        ...(await redis.config('GET', 'appendonly')),
      ]);
    expect(await settings(main.url)).toEqual(['maxmemory-policy', 'noeviction', 'appendonly', 'yes']);
    expect(await settings(cache.url)).toEqual(['maxmemory-policy', 'allkeys-lru', 'appendonly', 'no']);
  });

  test('never takes a server it did not start: it moves to another port', async () => {
    const foreign = await foreignPort();
    const ports = [foreign, await findFreePort('second')];
    const server = await startRedis('main', async () => ports.shift() ?? 0);
    expect(server.port).not.toBe(foreign);
    expect(await withRedis(server.url, (redis) => redis.ping())).toBe('PONG');
  });

  test('answers nobody without its password', async () => {
    const server = await startRedis('main');
    await expect(withRedis(`redis://127.0.0.1:${server.port}`, (redis) => redis.get('x'))).rejects.toThrow(/NOAUTH/);
  });
});

describe('postgres', () => {
  test('comes back after kill -9 by itself, with what it had committed', async () => {
    const server = await startDatabase();
    const pid = server.process.pid ?? 0;
    await query(server.url, 'CREATE TABLE ledger (amount numeric(38,12)); INSERT INTO ledger VALUES (0.000000000001)');
    process.kill(pid, 'SIGKILL');
    await until(() => expect(server.process.pid ?? pid).not.toBe(pid));
    await until(async () =>
      expect(await query(server.url, 'SELECT amount FROM ledger')).toEqual([{ amount: '0.000000000001' }]),
    );
  });

  test('keeps its data over a stop, on whatever port is free then', async () => {
    const first = await startDatabase();
    await query(first.url, 'CREATE TABLE kept (x int); INSERT INTO kept VALUES (7)');
    await first.process.stop();
    const second = await startDatabase({ directory: first.directory });
    expect(await query(second.url, 'SELECT x FROM kept')).toEqual([{ x: 7 }]);
  });

  test('ends a server that a killed start left in its folder rather than sharing it', async () => {
    const directory = throwAwayPostgresDirectory();
    const left = await leaveServerBehind(directory);
    const server = await startDatabase({ directory });
    expect(processIdentity(left)).toBeUndefined();
    expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a throw-away one stays down after a kill until it is started, and has its data then', async () => {
    const server = await startPostgres();
    ends.push(() => server.remove());
    await query(server.url, 'CREATE TABLE kept (x int); INSERT INTO kept VALUES (7)');
    await server.kill();
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    await server.start();
    expect(await query(server.url, 'SELECT x FROM kept')).toEqual([{ x: 7 }]);
  });
});
