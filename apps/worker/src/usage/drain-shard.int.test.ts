import { createDatabase } from '@turnpike/db/client';
import { derivedId } from '@turnpike/domain/derived-id';
import { idFloor, newId } from '@turnpike/domain/ids';
import { NO_USAGE, type Usage } from '@turnpike/domain/usage';
import { readPendingEvents } from '@turnpike/limits/balance';
import { takeConfirmed } from '@turnpike/limits/processes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBooks } from '../../test/books.js';
import {
  createFixture,
  createTenant,
  type Fixture,
  grant,
  loadIntoRedis,
  reapedEventOf,
  redisMoney,
  settleEvents,
  shardOf,
  tenantIdIn,
  usageEvent,
  waiting,
} from '../../test/fixture.js';
import { drainShard } from './drain-shard.js';
import { ingestBatch } from './ingest-batch.js';
import { readUsage } from './pending-usage.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const running = new AbortController().signal;
const drain = (shard: number) => drainShard(fixture.context, shard, running);

async function parkedOf(tenantId: string) {
  const { rows } = await fixture.pool.query(
    'SELECT id, raw, error FROM parked_usage_events WHERE tenant_id = $1 ORDER BY id',
    [tenantId],
  );
  return rows as { id: string; raw: string; error: string }[];
}

test('what was settled is recorded, posted, confirmed to Redis and announced to its owner', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await loadIntoRedis(fixture, tenantId);
  const owner = newId();
  const events = ['0.05', '0.000000000001', '1.2345'].map((charge) => usageEvent(tenantId, { charge, owner }));
  await settleEvents(fixture, events, true);
  await drain(shardOf(tenantId));

  const books = await checkBooks(fixture.pool, tenantId);
  expect(books).toEqual({
    posted: '3.715499999999',
    revenue: '1.284500000001',
    overrun: '0',
    lots: '3.715499999999',
    calls: 3,
    quotaUsed: 3,
  });
  expect(await waiting(fixture, shardOf(tenantId))).toEqual({ listed: 0, pending: 0 });
  // Base units are rounded down: never more is free than there is.
  expect(await redisMoney(fixture, tenantId)).toMatchObject({
    posted: '3715499999',
    pend: '0',
    free: '3715499999',
    ver: '2',
  });
  const confirmed = await takeConfirmed(fixture, owner, 10);
  expect(confirmed.sort()).toEqual(events.map((event) => event.id).sort());
});

test('an event sent again after its confirmation adds nothing, and is confirmed again', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const event = usageEvent(tenantId, { owner: newId() });
  for (let time = 0; time < 3; time++) {
    await settleEvents(fixture, [event]);
    await drain(shardOf(tenantId));
  }
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ posted: '4.95', calls: 1, quotaUsed: 1 });
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '4950000000', pend: '0', ver: '2' });
  expect(await takeConfirmed(fixture, event.owner, 10)).toEqual([event.id, event.id, event.id]);
});

test('Redis is told the count of a quota, by a batch that adds nothing to it too', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const quotas = [{ scope: 'sub:1', periodStartMs: 1_793_491_200_000, amount: '1' }];
  const event = usageEvent(tenantId, { quotas });
  const counts = () =>
    fixture.redis.hmget(fixture.keys.tenant(tenantId), 'q:sub:1:1793491200000', 'Q:sub:1:1793491200000');
  for (let time = 0; time < 2; time++) {
    await fixture.redis.del(fixture.keys.tenant(tenantId));
    await settleEvents(fixture, [event]);
    expect(await counts()).toEqual(['1', null]);
    await drain(shardOf(tenantId));
    expect(await counts()).toEqual([null, '1']);
  }
});

test('tokens and money are recorded by amount, told to Redis in its units, and follow the truest event', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const scopes = ['sub:1', 't:key:1:day', 'm:tenant:1:month'];
  const quotasOf = (amounts: readonly string[]) =>
    scopes.map((scope, index) => ({ scope, periodStartMs: 1_793_491_200_000, amount: amounts[index] ?? '0' }));
  const recorded = async () => {
    const { rows } = await fixture.pool.query<{ used: number }>(
      'SELECT used::float8 FROM quota_usage WHERE tenant_id = $1 ORDER BY array_position($2::text[], scope)',
      [tenantId, scopes],
    );
    return rows.map(({ used }) => used);
  };
  const known = () =>
    fixture.redis.hmget(fixture.keys.tenant(tenantId), ...scopes.map((scope) => `Q:${scope}:1793491200000`));
  const event = usageEvent(tenantId, { quotas: quotasOf(['1', '30', '0.05']) });
  const reaped = { ...reapedEventOf(event, '0.0000000071'), quotas: quotasOf(['1', '17', '0.0000000071']) };
  const failed = usageEvent(tenantId, { counted: false, charge: '0.01', quotas: quotasOf(['1', '30', '0.01']) });
  await settleEvents(fixture, [reaped]);
  await drain(shardOf(tenantId));
  expect(await recorded()).toEqual([1, 17, 0.0000000071]);
  expect(await known()).toEqual(['1', '17', '8']);
  await settleEvents(fixture, [event, failed]);
  await drain(shardOf(tenantId));
  expect(await recorded()).toEqual([1, 30, 0.06]);
  expect(await known()).toEqual(['1', '30', '60000000']);
  const fields = await fixture.redis.hkeys(fixture.keys.tenant(tenantId));
  expect(fields.filter((field) => field.startsWith('q:'))).toEqual([]);
});

test('drains of one shard at the same time record every event once', async () => {
  const tenants = [];
  for (let count = 0; count < 3; count++) {
    tenants.push(await createTenant(fixture.pool, { id: tenantIdIn(77), grants: ['100'] }));
  }
  for (let round = 0; round < 40; round++) {
    await settleEvents(
      fixture,
      tenants.map((tenantId) => usageEvent(tenantId)),
    );
  }
  await Promise.all([drain(77), drain(77), drain(77), drain(77)]);
  expect(await waiting(fixture, 77)).toEqual({ listed: 0, pending: 0 });
  for (const tenantId of tenants) {
    expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ posted: '98', calls: 40, quotaUsed: 40 });
    expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '98000000000', pend: '0' });
  }
});

test('a drain killed between commit and confirmation is repeated without effect', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await loadIntoRedis(fixture, tenantId);
  await settleEvents(fixture, [usageEvent(tenantId), usageEvent(tenantId)], true);
  const shard = shardOf(tenantId);
  const pendings = await readPendingEvents(fixture, shard, 10);
  const batch = pendings.map((pending) => readUsage(pending, Date.now())).filter((entry) => entry.kind === 'usable');
  await ingestBatch(fixture.pool, tenantId, batch);
  expect(await waiting(fixture, shard)).toEqual({ listed: 2, pending: 2 });
  // Between the two, what is free is too low, never too high.
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '5000000000', pend: '-100000000' });
  await drain(shard);
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ posted: '4.9', calls: 2 });
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '4900000000', pend: '0', free: '4900000000' });
});

test('what exceeds a prepaid balance is overrun, and the balance stops at zero', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['1'] });
  await loadIntoRedis(fixture, tenantId);
  await settleEvents(fixture, [usageEvent(tenantId, { charge: '0.7' }), usageEvent(tenantId, { charge: '0.7' })], true);
  await drain(shardOf(tenantId));
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({
    posted: '0',
    revenue: '1.4',
    overrun: '0.4',
    lots: '0',
  });
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '0', pend: '0', free: '0' });
});

test('a postpaid debt leaves the lots empty, and the next grant pays it', async () => {
  const tenantId = await createTenant(fixture.pool, { billingMode: 'postpaid', grants: ['1'] });
  await settleEvents(fixture, [usageEvent(tenantId, { charge: '3' })]);
  await drain(shardOf(tenantId));
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ posted: '-2', lots: '0' });
  await grant(fixture.pool, tenantId, '5');
  await settleEvents(fixture, [usageEvent(tenantId, { charge: '0.5' })]);
  await drain(shardOf(tenantId));
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ posted: '2.5', lots: '2.5' });
});

test('lots are drawn by priority, expiry and age, and a reversal fills the last drawn first', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['1', '1', '1'] });
  const { rows } = await fixture.pool.query<{ id: string }>('SELECT id FROM lots WHERE tenant_id = $1 ORDER BY id', [
    tenantId,
  ]);
  const [oldest, expiring, preferred] = rows.map((row) => row.id);
  await fixture.pool.query(`UPDATE lots SET expires_at = now() + interval '1 day' WHERE id = $1`, [expiring]);
  await fixture.pool.query(`UPDATE lots SET priority = 10 WHERE id = $1`, [preferred]);
  const remaining = async () => {
    const lots = await fixture.pool.query<{ id: string; remaining: string }>('SELECT id, remaining FROM lots WHERE tenant_id = $1', [tenantId]); // prettier-ignore
    const byId = new Map(lots.rows.map((lot) => [lot.id, Number(lot.remaining)]));
    return [preferred, expiring, oldest].map((id) => byId.get(id ?? ''));
  };
  const event = usageEvent(tenantId, { charge: '1.5' });
  await settleEvents(fixture, [reapedEventOf(event, '2.25')]);
  await drain(shardOf(tenantId));
  expect(await remaining()).toEqual([0, 0, 0.75]);
  await settleEvents(fixture, [event]);
  await drain(shardOf(tenantId));
  expect(await remaining()).toEqual([0, 0.5, 1]);
  await checkBooks(fixture.pool, tenantId);
});

test('a test call is counted and never charged', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await settleEvents(fixture, [usageEvent(tenantId, { environment: 'test' })]);
  await drain(shardOf(tenantId));
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ posted: '5', revenue: '0', calls: 1 });
  const { rows } = await fixture.pool.query('SELECT kind FROM ledger_transactions WHERE tenant_id = $1', [tenantId]);
  expect(rows).toEqual([{ kind: 'grant' }]);
});

test('a call that does not count leaves the quota alone', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await settleEvents(fixture, [usageEvent(tenantId, { counted: false, charge: '0', parts: [] }), usageEvent(tenantId)]);
  await drain(shardOf(tenantId));
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ calls: 2, quotaUsed: 1 });
});

test('the reversal of a reaped call negates all of it', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const event = usageEvent(tenantId);
  await settleEvents(fixture, [reapedEventOf(event, '0.07')]);
  await drain(shardOf(tenantId));
  await settleEvents(fixture, [event]);
  await drain(shardOf(tenantId));
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({
    posted: '4.95',
    revenue: '0.05',
    calls: 1,
    quotaUsed: 1,
  });
  const { rows } = await fixture.pool.query(
    `SELECT id, request_id, charge::float8, output_tokens::int, parts FROM usage_events WHERE tenant_id = $1 AND kind = 'reversal'`,
    [tenantId],
  );
  expect(rows).toEqual([
    {
      id: derivedId(event.requestId, 'reversal'),
      request_id: event.requestId,
      charge: -0.07,
      output_tokens: -7,
      parts: [{ unit: 'output_token', quantity: '-7', amount: '0.01', charge: '-0.07', kind: 'metered' }],
    },
  ]);
});

/** Another number in each bucket, so that none can be taken for its neighbour. */
const EACH_BUCKET: Usage = {
  inputTokens: 1, cachedInputTokens: 2, cacheWriteTokens: 3, audioInputTokens: 4, imageInputTokens: 5, outputTokens: 6,
  reasoningTokens: 7, audioOutputTokens: 8, imageOutputTokens: 9, images: 10, characters: 5_000_000_000, searches: 12, seconds: '13.25',
}; // prettier-ignore

test('every bucket is kept in the row and in all sums, and a reversal takes every one of them back', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const event = usageEvent(tenantId, EACH_BUCKET);
  await settleEvents(fixture, [event]);
  await drain(shardOf(tenantId));
  const columns = Object.keys(EACH_BUCKET).map((name) =>
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  );
  const figures = columns.map((column) => `${column}::float8`).join(', ');
  const expected = Object.values(EACH_BUCKET).map(Number);
  for (const table of ['usage_events', 'usage_rollups', 'usage_totals', 'usage_days', 'usage_key_days']) {
    const { rows } = await fixture.pool.query<Record<string, number>>(
      `SELECT ${figures} FROM ${table} WHERE tenant_id = $1`,
      [tenantId],
    );
    expect(
      rows.map((row) => columns.map((column) => row[column])),
      table,
    ).toEqual([expected]);
  }

  const reaped = reapedEventOf(usageEvent(tenantId, EACH_BUCKET), '0.07');
  await settleEvents(fixture, [reaped]);
  await drain(shardOf(tenantId));
  await settleEvents(fixture, [{ ...event, id: reaped.requestId, requestId: reaped.requestId, ...NO_USAGE }]);
  await drain(shardOf(tenantId));
  await checkBooks(fixture.pool, tenantId);
  for (const table of ['usage_events', 'usage_rollups', 'usage_totals', 'usage_days', 'usage_key_days']) {
    const sums = columns.map((column) => `sum(${column})::float8 AS ${column}`).join(', ');
    const { rows } = await fixture.pool.query<Record<string, number>>(
      `SELECT ${sums} FROM ${table} WHERE tenant_id = $1`,
      [tenantId],
    );
    expect(
      columns.map((column) => rows[0]?.[column]),
      table,
    ).toEqual(expected);
  }
});

test('one event that the database refuses is found by halving and parked; the others are recorded', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const events = Array.from({ length: 21 }, () => usageEvent(tenantId));
  const bad = usageEvent(tenantId, { images: 3_000_000_000 });
  await settleEvents(fixture, [...events.slice(0, 13), bad, ...events.slice(13)]);
  await drain(shardOf(tenantId));
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ calls: 21, posted: '3.95' });
  const [parked, ...others] = await parkedOf(tenantId);
  expect(others).toEqual([]);
  expect(parked).toMatchObject({ id: bad.id, raw: JSON.stringify(bad), error: expect.stringMatching(/out of range/) });
  expect(await waiting(fixture, shardOf(tenantId))).toEqual({ listed: 0, pending: 0 });
  expect(await redisMoney(fixture, tenantId)).toMatchObject({ posted: '3950000000', pend: '0' });
});

test('what is no usage event, too old, or in another currency is parked with its reason', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const dayAgo = idFloor(Date.now() - 25 * 3_600_000).slice(0, -12) + newId().slice(-12);
  const tomorrow = idFloor(Date.now() + 25 * 3_600_000).slice(0, -12) + newId().slice(-12);
  const events = [
    usageEvent(tenantId, { status: 'soon' as unknown as number }),
    usageEvent(tenantId, { requestId: dayAgo }),
    usageEvent(tenantId, { requestId: tomorrow }),
    usageEvent(tenantId, { currency: 'EUR' }),
    usageEvent(tenantId, { id: newId() }),
    usageEvent(tenantId),
  ];
  await settleEvents(fixture, events);
  await drain(shardOf(tenantId));
  const parked = new Map((await parkedOf(tenantId)).map(({ id, error }) => [id, error]));
  expect(events.map((event) => parked.get(event.id))).toEqual([
    expect.stringMatching(/^not a usage event: status/),
    expect.stringMatching(/more than 24 h/),
    expect.stringMatching(/more than 24 h/),
    'it charges EUR to a tenant billed in USD',
    'its id does not belong to a usage event of its request',
    undefined,
  ]);
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ calls: 1 });
  expect(await waiting(fixture, shardOf(tenantId))).toEqual({ listed: 0, pending: 0 });
});

test('events of a tenant that does not exist are parked', async () => {
  const tenantId = newId();
  await settleEvents(fixture, [usageEvent(tenantId), usageEvent(tenantId)]);
  await drain(shardOf(tenantId));
  expect((await parkedOf(tenantId)).map(({ error }) => error)).toEqual([
    'there is no such tenant',
    'there is no such tenant',
  ]);
  expect(await waiting(fixture, shardOf(tenantId))).toEqual({ listed: 0, pending: 0 });
});

test('entries that no settlement wrote leave the list instead of blocking it', async () => {
  const tenantId = await createTenant(fixture.pool, { id: tenantIdIn(31), grants: ['5'] });
  const foreign = `${tenantIdIn(32)}/${newId()}`;
  await fixture.redis.rpush(fixture.keys.events(31), 'nonsense', foreign);
  await fixture.redis.hset(fixture.keys.pendings(31), 'nonsense', '1|0|{}');
  await settleEvents(fixture, [usageEvent(tenantId)]);
  await drain(31);
  expect(await waiting(fixture, 31)).toEqual({ listed: 0, pending: 0 });
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ calls: 1 });
  const { rows } = await fixture.pool.query(
    `SELECT raw FROM parked_usage_events WHERE error = 'no entry of shard 31' ORDER BY raw`,
  );
  expect(rows).toEqual([{ raw: '' }, { raw: '1|0|{}' }]);
});

test('a listed event whose content is gone is dropped', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await fixture.redis.rpush(fixture.keys.events(shardOf(tenantId)), `${tenantId}/${newId()}`);
  await drain(shardOf(tenantId));
  expect(await waiting(fixture, shardOf(tenantId))).toEqual({ listed: 0, pending: 0 });
  expect(await parkedOf(tenantId)).toEqual([]);
});

test('a caller’s text that PostgreSQL can not store does not make a call free', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await settleEvents(fixture, [usageEvent(tenantId, { endUser: 'a\0b\ud800' })]);
  await drain(shardOf(tenantId));
  expect(await parkedOf(tenantId)).toEqual([]);
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ posted: '4.95', calls: 1 });
});

test('without the database nothing is parked, dropped or announced', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  const event = usageEvent(tenantId, { owner: newId() });
  await settleEvents(fixture, [event]);
  const shard = shardOf(tenantId);
  const away = createDatabase({ url: 'postgresql://app:app@127.0.0.1:1/none' });
  await expect(drainShard({ ...fixture.context, pool: away.pool }, shard, running)).rejects.toThrow(/ECONNREFUSED/);
  await away.close();
  expect(await waiting(fixture, shard)).toEqual({ listed: 1, pending: 1 });
  expect(await takeConfirmed(fixture, event.owner, 10)).toEqual([]);
  expect(await parkedOf(tenantId)).toEqual([]);
  await drain(shard);
  expect(await checkBooks(fixture.pool, tenantId)).toMatchObject({ calls: 1 });
});

test('a drain that is told to stop leaves the rest for the next', async () => {
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await settleEvents(fixture, [usageEvent(tenantId)]);
  await drainShard(fixture.context, shardOf(tenantId), AbortSignal.abort());
  expect(await waiting(fixture, shardOf(tenantId))).toEqual({ listed: 1, pending: 1 });
});
