import { randomUUID } from 'node:crypto';
import { idFloor } from '@turnpike/domain/ids';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createEmptyDatabase, type EmptyDatabase } from '../test/empty-database.js';
import { migrate } from './migrate.js';
import { countDefaultPartitionRows, ensureUsagePartitions } from './partitions.js';

let database: EmptyDatabase;
let client: pg.Client;
beforeEach(async () => {
  database = await createEmptyDatabase();
  await migrate({ url: database.url });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

const NOW = new Date('2031-12-15T12:00:00Z');

async function insertRecord(id: string): Promise<string> {
  await client.query(
    `INSERT INTO call_records (id, operation, status, started_at, duration_us, detail) VALUES ($1, 'x', 200, now(), 1, '{}')`,
    [id],
  );
  return partitionOf(id);
}

async function partitionOf(id: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tableoid::regclass::text AS name FROM call_records WHERE id = $1`,
    [id],
  );
  return rows[0]?.name ?? 'none';
}

test('last month, this one and the months ahead are made once', async () => {
  const made = await ensureUsagePartitions(client, { monthsAhead: 2, now: NOW });
  expect(made).toEqual(
    ['203111', '203112', '203201', '203202'].flatMap((month) => [`usage_events_${month}`, `call_records_${month}`]),
  );
  expect(await ensureUsagePartitions(client, { monthsAhead: 2, now: NOW })).toEqual([]);
});

test('an id lies in the month of its time, to the millisecond', async () => {
  await ensureUsagePartitions(client, { now: NOW });
  const month = Date.UTC(2032, 0);
  expect(await insertRecord(idFloor(month))).toBe('partitions.call_records_203201');
  expect(await insertRecord(idFloor(month - 1).slice(0, -1) + 'f')).toBe('partitions.call_records_203112');
  expect(await insertRecord(randomUUID())).toBe('partitions.call_records_default');
});

test('rows that came before their partition move into it, and the alarm counts the rest', async () => {
  const id = idFloor(Date.UTC(2031, 11, 24));
  expect(await insertRecord(id)).toBe('partitions.call_records_default');
  await insertRecord(idFloor(Date.UTC(2099, 0)));
  expect(await countDefaultPartitionRows(client)).toEqual({ usage_events: 0, call_records: 2 });
  await ensureUsagePartitions(client, { now: NOW });
  expect(await partitionOf(id)).toBe('partitions.call_records_203112');
  expect(await countDefaultPartitionRows(client)).toEqual({ usage_events: 0, call_records: 1 });
});

test('two at once make each partition once', async () => {
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  try {
    const made = await Promise.all([client, other].map((each) => ensureUsagePartitions(each, { now: NOW })));
    expect(made.flat()).toHaveLength(10);
    expect(new Set(made.flat()).size).toBe(10);
  } finally {
    await other.end();
  }
});

test('the id stays unique within a month', async () => {
  const id = idFloor(Date.now());
  await insertRecord(id);
  await expect(insertRecord(id)).rejects.toMatchObject({ code: '23505' });
});
