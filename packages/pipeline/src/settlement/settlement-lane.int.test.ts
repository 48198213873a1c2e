import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@turnpike/domain/ids';
import { confirmEvents, readBalance } from '@turnpike/limits/balance';
import type { KeySpace } from '@turnpike/limits/keys';
import { announceConfirmed } from '@turnpike/limits/processes';
import { startTestRedis, type TestRedis } from '@turnpike/testing/redis';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  connect,
  entryOf,
  eventOf,
  keySpace,
  openTenant,
  pendingIds,
  tenantOf,
  until,
} from '../../test/store.fixture.js';
import { type SettlementEntry, SettlementLane } from './settlement-lane.js';
import { Spool } from './spool.js';

let server: TestRedis;
let redis: Redis;
let keys: KeySpace;
let directory: string;
let lanes: SettlementLane[] = [];
const settled: string[] = [];
const errors: unknown[] = [];

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.restart({ empty: true });
  redis = await connect(server.url);
  keys = keySpace();
  directory = await mkdtemp(join(tmpdir(), 'lane-'));
  settled.length = 0;
  errors.length = 0;
});
afterEach(async () => {
  for (const lane of lanes) await lane.close(0);
  lanes = [];
  redis.disconnect();
  await rm(directory, { recursive: true, force: true });
});

interface GivenLane {
  processId?: string;
  directory?: string;
  notifyShards?: (shards: number[]) => void;
  keptInMemory?: number;
}

function createLane(given: GivenLane = {}) {
  const processId = given.processId ?? newId();
  const lane = new SettlementLane({
    redis,
    keys,
    processId,
    spool: new Spool({ directory: given.directory ?? directory, processId }),
    onSettled: (requestId) => settled.push(requestId),
    notifyShards: given.notifyShards ?? (() => undefined),
    onError: (error) => errors.push(error),
    ...(given.keptInMemory === undefined ? {} : { keptInMemory: given.keptInMemory }),
  });
  lanes.push(lane);
  return { lane, processId };
}

async function confirm(processId: string, tenantId: string, eventIds: string[]): Promise<void> {
  await confirmEvents({ redis, keys }, { tenantId, eventIds, balance: null, quotas: [] });
  await announceConfirmed({ redis, keys }, processId, eventIds);
}

async function spooledLines(): Promise<string[]> {
  const names = await readdir(directory);
  // One that is removed between the two looks holds nothing.
  const texts = await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8').catch(() => '')));
  return texts.join('').split('\n').filter(Boolean);
}

const redisBack = () => until(() => redis.status === 'ready', 'Redis to be back');

/** Scripts the server has run, by whatever name it was called. */
async function scriptsRun(): Promise<number> {
  const stats = await redis.info('commandstats');
  return [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
}

test('an event is in Redis, and its call closed, before submit resolves', async () => {
  const tenantId = tenantOf(7);
  await openTenant(redis, keys, tenantId, 1_000n);
  const { lane } = createLane();
  const entry = entryOf(tenantId);
  await lane.submit(entry);
  expect(await pendingIds(redis, keys, 7)).toEqual([entry.event.id]);
  expect(settled).toEqual([entry.event.requestId]);
  expect(lane.unconfirmed).toBe(1);
});

test('calls that end in one turn share a script per shard', async () => {
  const { lane } = createLane();
  await lane.submit(entryOf(tenantOf(1)));
  const before = await scriptsRun();
  await Promise.all([1, 1, 1, 2, 2, 3].map((shard) => lane.submit(entryOf(tenantOf(shard)))));
  expect((await scriptsRun()) - before).toBe(3);
  expect(await pendingIds(redis, keys, 1)).toHaveLength(4);
});

test('of two events of one id the first counts', async () => {
  const tenantId = tenantOf(9);
  await openTenant(redis, keys, tenantId, 1_000n);
  const { lane } = createLane();
  const first = entryOf(tenantId);
  await lane.submit(first);
  await lane.submit({ ...first, charge: 0n, event: { ...first.event, charge: '0' } });
  await redis.flushall();
  await lane.resendShard(9);
  expect(await readBalance({ redis, keys }, tenantId)).toMatchObject({ pending: 10n });
});

test('a confirmation erases, and nothing else does', async () => {
  const tenantId = tenantOf(10);
  const { lane, processId } = createLane();
  await lane.start();
  const entries = [entryOf(tenantId), entryOf(tenantId)];
  await Promise.all(entries.map((entry) => lane.submit(entry)));
  await confirm(processId, tenantId, [entries[0]!.event.id, newId()]);
  await until(() => lane.unconfirmed === 1, 'the confirmation to be taken');
  expect(await pendingIds(redis, keys, 10)).toEqual([entries[1]!.event.id]);
});

test('the worker is told of the shards that have work', async () => {
  const told: number[] = [];
  const { lane } = createLane({ notifyShards: (shards) => told.push(...shards) });
  await lane.start();
  await Promise.all([5, 5, 6].map((shard) => lane.submit(entryOf(tenantOf(shard)))));
  await until(() => told.length === 2, 'both shards to be named');
  expect(told.sort()).toEqual([5, 6]);
});

test('Redis away: submit still resolves, the event is in the spool, and in Redis once it is back', async () => {
  const tenantId = tenantOf(11);
  const { lane, processId } = createLane();
  await lane.start();
  await server.kill();
  const entries = Array.from({ length: 5 }, () => entryOf(tenantId));
  await Promise.all(entries.map((entry) => lane.submit(entry)));
  expect(await spooledLines()).toHaveLength(5);
  expect(settled).toEqual([]);
  await server.restart();
  await redisBack();
  await until(async () => (await pendingIds(redis, keys, 11)).length === 5, 'the events to be sent');
  expect(settled.sort()).toEqual(entries.map((entry) => entry.event.requestId).sort());
  // Until they are confirmed, the spool keeps them: Redis may die again.
  expect(await spooledLines()).toHaveLength(5);
  await confirm(processId, tenantId, entries.map((entry) => entry.event.id)); // prettier-ignore
  await until(async () => (await spooledLines()).length === 0, 'the spool to be cleared');
  expect(lane.unconfirmed).toBe(0);
});

test('Redis and the spool both away: submit resolves, the copy in memory is sent later, and spooled when it can be', async () => {
  const file = join(directory, 'file');
  await writeFile(file, 'in the way');
  const tenantId = tenantOf(12);
  const { lane } = createLane({ directory: join(file, 'spool') });
  await lane.start();
  await server.kill();
  await lane.submit(entryOf(tenantId));
  await rm(file);
  await until(async () => (await readdir(directory)).length === 1, 'the spool to be written at a later try');
  await server.restart();
  await redisBack();
  await until(async () => (await pendingIds(redis, keys, 12)).length === 1, 'the event to be sent');
});

test('Redis emptied: everything unconfirmed is sent again by itself', async () => {
  const tenantId = tenantOf(13);
  const { lane } = createLane();
  await lane.start();
  const entries = [entryOf(tenantId), entryOf(tenantId)];
  await Promise.all(entries.map((entry) => lane.submit(entry)));
  await redis.flushall();
  await until(async () => (await pendingIds(redis, keys, 13)).length === 2, 'both events to be there again');
});

test('a shard is sent again whole, unsent events too, before the promise resolves', async () => {
  const { lane } = createLane();
  await lane.submit(entryOf(tenantOf(14)));
  await lane.submit(entryOf(tenantOf(15)));
  await server.kill();
  await lane.submit(entryOf(tenantOf(14)));
  await expect(lane.resendShard(14)).rejects.toThrow();
  await server.restart({ empty: true });
  await redisBack();
  await lane.resendShard(14);
  expect(await pendingIds(redis, keys, 14)).toHaveLength(2);
  expect(await pendingIds(redis, keys, 15)).toEqual([]);
});

test('what a dead process left is sent under the new owner, and its file stays until all of it is confirmed', async () => {
  const tenantId = tenantOf(16);
  await server.kill();
  const { lane: dying } = createLane({ processId: 'dying' });
  const entries = [entryOf(tenantId), entryOf(tenantId)];
  await Promise.all(entries.map((entry) => dying.submit(entry)));
  const text = (await spooledLines()).join('\n');
  await server.restart({ empty: true });
  await redisBack();
  await rm(directory, { recursive: true });
  directory = await mkdtemp(join(tmpdir(), 'lane-'));
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const file = join(directory, `${dead}-gone.jsonl`);
  await writeFile(file, `${text}\n`);
  // Torn: its writer died in the middle, so its answer never ended.
  await appendFile(file, (text.split('\n')[0] ?? '').slice(0, 80));

  errors.length = 0;
  const { lane, processId } = createLane();
  await lane.start();
  await until(async () => (await pendingIds(redis, keys, 16)).length === 2, 'both events to be sent');
  const values = await redis.hvals(keys.pendings(16));
  expect(values.every((value) => value.includes(`"owner":"${processId}"`))).toBe(true);
  expect(errors).toHaveLength(1);
  await confirm(processId, tenantId, [entries[0]!.event.id]);
  await until(() => lane.unconfirmed === 1, 'the first confirmation');
  expect(await readdir(directory)).toHaveLength(1);
  await confirm(processId, tenantId, [entries[1]!.event.id]);
  await until(async () => (await readdir(directory)).length === 0, 'the file to be removed');
});

describe('more events than memory keeps', () => {
  const SHARDS = [20, 20, 21, 21, 22];

  async function shedThree() {
    const { lane, processId } = createLane({ keptInMemory: 2 });
    await lane.start();
    const entries = SHARDS.map((shard) => entryOf(tenantOf(shard)));
    for (const entry of entries) await lane.submit(entry);
    await until(async () => (await spooledLines()).length === 3, 'the oldest three to be spooled');
    return { lane, processId, entries };
  }

  const pendingOf = async (shard: number) => (await pendingIds(redis, keys, shard)).sort();
  const idsOf = (entries: readonly SettlementEntry[], shard: number) =>
    entries.flatMap(({ event }, index) => (SHARDS[index] === shard ? [event.id] : [])).sort();

  test('wait in the spool, count as unconfirmed, and a second one of an id is still no other', async () => {
    const { lane, entries } = await shedThree();
    expect(lane.unconfirmed).toBe(5);
    const lines = await spooledLines();
    // In any order: on a busy machine one that waited too long for Redis is written before its turn.
    for (const entry of entries.slice(0, 3)) expect(lines.join()).toContain(entry.event.id);
    await lane.submit(entries[0]!);
    expect(lane.unconfirmed).toBe(5);
    expect(await pendingOf(20)).toEqual(idsOf(entries, 20));
  });

  test('leave the spool with their confirmation', async () => {
    const { lane, processId, entries } = await shedThree();
    for (const { event } of entries) await confirm(processId, event.tenantId, [event.id]);
    await until(() => lane.unconfirmed === 0, 'the confirmations to be taken');
    await until(async () => (await readdir(directory)).length === 0, 'the spool to be cleared');
  });

  test('are sent again with the others when shards lost their data', async () => {
    const { lane, processId, entries } = await shedThree();
    await confirm(processId, entries[1]!.event.tenantId, [entries[1]!.event.id]);
    await until(() => lane.unconfirmed === 4, 'the confirmation to be taken');
    await redis.flushall();
    await Promise.all([20, 21, 22].map((shard) => lane.resendShard(shard)));
    expect(await pendingOf(20)).toEqual([entries[0]!.event.id]);
    expect(await pendingOf(21)).toEqual(idsOf(entries, 21));
    expect(await pendingOf(22)).toEqual(idsOf(entries, 22));
  });

  test('are missed and sent again by themselves, and their calls closed once', async () => {
    const { entries } = await shedThree();
    await redis.flushall();
    await until(async () => (await pendingOf(20)).length === 2 && (await pendingOf(21)).length === 2, 'all to be back');
    expect(settled.slice(0, 5)).toEqual(entries.map((entry) => entry.event.requestId));
    expect(settled.filter((requestId) => requestId === entries[0]!.event.requestId)).toHaveLength(1);
  });

  test('a shard that can not be sent again says so', async () => {
    const { lane } = await shedThree();
    await server.kill();
    await expect(lane.resendShard(20)).rejects.toThrow();
    await server.restart();
    await redisBack();
  });

  test('of a dead process are taken over, and its file stays until the last is confirmed', async () => {
    const { lane: dying, entries } = await shedThree();
    const text = (await spooledLines()).join('\n');
    await dying.close(0);
    await rm(directory, { recursive: true });
    directory = await mkdtemp(join(tmpdir(), 'lane-'));
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    await writeFile(join(directory, `${dead}-gone.jsonl`), `${text}\n`);
    const { lane, processId } = createLane({ keptInMemory: 1 });
    await lane.start();
    expect(lane.unconfirmed).toBe(3);
    expect(await readdir(directory)).toHaveLength(2);
    for (const { event } of entries) await confirm(processId, event.tenantId, [event.id]);
    await until(async () => (await readdir(directory)).length === 0, 'both files to be removed');
    expect(lane.unconfirmed).toBe(0);
  });
});

test('close spools what could not be sent, and waits until it is written', async () => {
  await server.kill();
  const { lane } = createLane();
  const submitted = Array.from({ length: 300 }, () => lane.submit(entryOf(tenantOf(17))));
  await lane.close(0);
  expect(await spooledLines()).toHaveLength(300);
  await Promise.all(submitted);
  await server.restart();
  await redisBack();
});

test('a spool that is cleared while a line is appended keeps the line', async () => {
  const spool = new Spool({ directory, processId: newId() });
  for (let round = 0; round < 50; round += 1) {
    await spool.append(['old']);
    await Promise.all([spool.clear(), spool.append([JSON.stringify(eventOf(tenantOf(1)).id)])]);
    expect(await spooledLines()).toHaveLength(1);
    await spool.clear();
  }
});

test('a call whose settlement was confirmed is closed, though Redis never said that it took it', async () => {
  const tenantId = tenantOf(12);
  const { lane, processId } = createLane();
  const entry = entryOf(tenantId);
  await announceConfirmed({ redis, keys }, processId, [entry.event.id]);
  await server.kill();
  await lane.submit(entry);
  expect(settled).toEqual([]);
  await server.restart();
  await lane.start();
  await until(() => lane.unconfirmed === 0, 'the confirmation to be taken');
  expect(settled).toEqual([entry.event.requestId]);
});
