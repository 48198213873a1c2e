import { newId } from '@turnpike/domain/ids';
import { NO_USAGE } from '@turnpike/domain/usage';
import type { KeySpace } from '@turnpike/limits/keys';
import { beginRebuild, fence, readBeats, readHolds, readProcessState } from '@turnpike/limits/processes';
import { readBalance } from '@turnpike/limits/balance';
import type { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  connect,
  hold,
  keySpace,
  leave,
  openCallOf,
  openTenant,
  requestOf,
  slots,
  tenantOf,
  until,
} from '../../test/store.fixture.js';
import { type Delivered, Presence } from './presence.js';

let redis: Redis;
let keys: KeySpace;
let presence: Presence;
const errors: unknown[] = [];
const rebuilds: { shard: number; generation: string }[] = [];

beforeEach(async () => {
  redis = await connect();
  keys = keySpace();
  errors.length = 0;
  rebuilds.length = 0;
  presence = new Presence({
    redis,
    keys,
    onRebuilds: (heard) => rebuilds.push(...heard),
    onError: (error) => errors.push(error),
  });
});
afterEach(async () => {
  await presence.stop();
  expect(errors).toEqual([]);
  await leave(redis, keys);
});

const DELIVERED: Delivered = {
  ...NO_USAGE, inputTokens: 3, outputTokens: 9, servedModel: 'm', providerId: newId(),
  targetId: newId(), attempts: 1,
}; // prettier-ignore

test('beats at once and goes on, and takes its heartbeat along when it leaves', async () => {
  await presence.start();
  const first = (await readBeats({ redis, keys })).beats.get(presence.incarnation);
  expect(first).toBeGreaterThan(0);
  const beat = async () => (await readBeats({ redis, keys })).beats.get(presence.incarnation) ?? 0;
  await until(async () => (await beat()) > (first ?? 0), 'the second heartbeat');
  await presence.stop();
  expect((await readBeats({ redis, keys })).beats.size).toBe(0);
  expect(await readProcessState({ redis, keys }, presence.incarnation)).toBeNull();
});

test('says what its calls delivered, and only of those that did', async () => {
  const talking = { ...openCallOf(requestOf(tenantOf(1))), delivered: () => DELIVERED };
  presence.open(talking);
  presence.open(openCallOf(requestOf(tenantOf(1))));
  await presence.start();
  const state = (await readProcessState({ redis, keys }, presence.incarnation)) ?? '';
  expect(JSON.parse(state)).toEqual({ delivered: { [talking.requestId]: DELIVERED } });
});

test('leaves its heartbeat to the reaper while a call is open', async () => {
  presence.open(openCallOf(requestOf(tenantOf(1))));
  await presence.start();
  await presence.stop();
  expect((await readBeats({ redis, keys })).beats.size).toBe(1);
});

test('once declared dead it lives on as another', async () => {
  await presence.start();
  const before = presence.incarnation;
  await fence({ redis, keys }, before);
  await until(() => presence.incarnation !== before, 'a new incarnation');
  const hasBeaten = async () => (await readBeats({ redis, keys })).beats.has(presence.incarnation);
  await until(hasBeaten, 'the new one to beat');
  expect((await readBeats({ redis, keys })).beats.has(before)).toBe(false);
});

test('hears of rebuilds', async () => {
  const { generation } = await beginRebuild({ redis, keys }, 44, newId());
  await presence.start();
  expect(rebuilds).toEqual([{ shard: 44, generation }]);
});

test('gives back a hold of its own that no call stands behind, and no other', async () => {
  const tenantId = tenantOf(21);
  await openTenant(redis, keys, tenantId, 1_000n);
  const own = { owner: presence.incarnation, limits: [slots('sub:x', 10)] };
  const claim = { hash: 'ab'.repeat(32), digest: 'cd'.repeat(32), ttlMs: 60_000 };
  const keyed = requestOf(tenantId, { ...own, claim });
  const orphan = { ...keyed, context: JSON.stringify({ ...JSON.parse(keyed.context), idm: claim.hash }) };
  const [running, asking] = [requestOf(tenantId, own), requestOf(tenantId, own)];
  const foreign = requestOf(tenantId);
  for (const request of [orphan, running, asking, foreign]) await hold(redis, keys, request);
  presence.open(openCallOf(orphan));
  presence.open(openCallOf(running));
  // Its admission's answer is still on the way.
  presence.open(openCallOf(asking, false));
  presence.close(orphan.requestId);
  await presence.start();
  const held = async () => (await readHolds({ redis, keys }, 21)).holds.map((record) => record.requestId).sort();
  await until(async () => (await held()).length < 4, 'the orphan to be released');
  expect(await held()).toEqual([running, asking, foreign].map((request) => request.requestId).sort());
  expect(await readBalance({ redis, keys }, tenantId)).toMatchObject({ held: 30n });
  expect(await redis.hget(keys.tenant(tenantId), 'c:sub:x')).toBe('2');
  // Nothing was made under its key.
  expect(await redis.exists(keys.claim(tenantId, claim.hash))).toBe(0);
});

test('registers what is admitted, not what only asks', () => {
  const [admitted, asking, elsewhere] = [requestOf(tenantOf(3)), requestOf(tenantOf(3)), requestOf(tenantOf(4))];
  presence.open(openCallOf(admitted));
  presence.open(openCallOf(asking, false));
  presence.open(openCallOf(elsewhere));
  expect(presence.holdsOf(3).map((call) => call.requestId)).toEqual([admitted.requestId]);
});
