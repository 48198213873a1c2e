import { newId } from '@turnpike/domain/ids';
import { withConnection } from '@turnpike/db/with-connection';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createFixture,
  createTenant,
  type Fixture,
  loadIntoRedis,
  settleEvents,
  shardOf,
  usageEvent,
} from '../../test/fixture.js';
import { drainShard } from './drain-shard.js';
import { KeyUses } from './key-uses.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const MINUTE_MS = 60_000;

async function makeKeys(count: number): Promise<string[]> {
  const { pool } = fixture;
  const [tenantId, applicationId] = [newId(), newId()];
  const ids = Array.from({ length: count }, () => newId());
  await pool.query("INSERT INTO tenants (id, slug, name) VALUES ($1::uuid, $1::text, 'T')", [tenantId]);
  await pool.query("INSERT INTO applications (id, tenant_id, name) VALUES ($1, $2, 'A')", [applicationId, tenantId]);
  await pool.query(
    `INSERT INTO api_keys (id, tenant_id, application_id, name, environment, hash, hash_version, start, last4)
     SELECT id, $2, $3, 'K', 'live', decode(replace(id::text, '-', ''), 'hex'), 1, 'tp_live_aaaa', 'bbbb'
     FROM unnest($1::uuid[]) AS k (id)`,
    [ids, tenantId, applicationId],
  );
  return ids;
}

async function lastUsed(ids: readonly string[]): Promise<(number | null)[]> {
  const { rows } = await fixture.pool.query<{ id: string; at: Date | null }>(
    'SELECT id, last_used_at AS at FROM api_keys WHERE id = ANY($1)',
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.at?.getTime() ?? null);
}

test('writes the use of signing secrets too', async () => {
  const [key = ''] = await makeKeys(1);
  const { pool } = fixture;
  const id = newId();
  await pool.query(
    `INSERT INTO signing_secrets (id, tenant_id, application_id, name, environment, algorithm)
     SELECT $1, tenant_id, application_id, 'S', 'live', 'ed25519' FROM api_keys WHERE id = $2`,
    [id, key],
  );
  const uses = new KeyUses();
  uses.note(id, 1_800_000_000_000);
  await uses.write(pool);
  const { rows } = await pool.query('SELECT last_used_at AS at FROM signing_secrets WHERE id = $1', [id]);
  expect(rows[0].at.getTime()).toBe(1_800_000_000_000);
  expect(await lastUsed([key])).toEqual([null]);
});

test('writes the newest use of each key, and at most once a minute', async () => {
  const ids = await makeKeys(2);
  const [one = '', two = ''] = ids;
  let now = 1_800_000_000_000;
  const uses = new KeyUses(() => now);
  uses.note(one, now + 5);
  uses.note(one, now);
  await uses.write(fixture.pool);
  expect(await lastUsed(ids)).toEqual([now + 5, null]);

  uses.note(one, now + 30_000);
  uses.note(two, now + 40_000);
  const first = now;
  now += MINUTE_MS - 1;
  await uses.write(fixture.pool);
  expect(await lastUsed(ids)).toEqual([first + 5, first + 40_000]);
  now += 1;
  await uses.write(fixture.pool);
  expect(await lastUsed(ids)).toEqual([first + 30_000, first + 40_000]);
});

test('never takes a use back, whichever process writes last', async () => {
  const ids = await makeKeys(1);
  const [id = ''] = ids;
  const [late, early] = [new KeyUses(), new KeyUses()];
  late.note(id, 2_000_000_000_000);
  early.note(id, 1_900_000_000_000);
  await late.write(fixture.pool);
  await early.write(fixture.pool);
  expect(await lastUsed(ids)).toEqual([2_000_000_000_000]);
});

test('does not wait for a key that a change holds, and writes it the next time', async () => {
  const ids = await makeKeys(2);
  const [held = ''] = ids;
  const uses = new KeyUses();
  for (const id of ids) uses.note(id, 1_900_000_000_000);
  await withConnection(fixture.pool, async (client) => {
    await client.query('BEGIN');
    await client.query('SELECT 1 FROM api_keys WHERE id = $1 FOR UPDATE', [held]);
    await uses.write(fixture.pool);
    expect(await lastUsed(ids)).toEqual([null, 1_900_000_000_000]);
    await client.query('ROLLBACK');
  });
  await uses.write(fixture.pool);
  expect(await lastUsed(ids)).toEqual([1_900_000_000_000, 1_900_000_000_000]);
});

test('the last write leaves nothing behind', async () => {
  const ids = await makeKeys(1);
  const uses = new KeyUses();
  uses.note(ids[0] ?? '', 1_900_000_000_000);
  await uses.write(fixture.pool);
  uses.note(ids[0] ?? '', 1_900_000_001_000);
  await uses.write(fixture.pool);
  expect(await lastUsed(ids)).toEqual([1_900_000_000_000]);
  await uses.write(fixture.pool, true);
  expect(await lastUsed(ids)).toEqual([1_900_000_001_000]);
});

test('keeps what it could not write', async () => {
  const ids = await makeKeys(1);
  const uses = new KeyUses();
  uses.note(ids[0] ?? '', 1_900_000_000_000);
  const away = { query: () => Promise.reject(new Error('away')) } as unknown as typeof fixture.pool;
  await expect(uses.write(away)).rejects.toThrow('away');
  await uses.write(fixture.pool);
  expect(await lastUsed(ids)).toEqual([1_900_000_000_000]);
});

test('a drain notes the key of each call it records', async () => {
  const [apiKeyId = ''] = await makeKeys(1);
  const tenantId = await createTenant(fixture.pool, { grants: ['5'] });
  await loadIntoRedis(fixture, tenantId);
  const event = usageEvent(tenantId, { apiKeyId });
  await settleEvents(fixture, [event]);
  await drainShard(fixture.context, shardOf(tenantId), new AbortController().signal);
  expect(await lastUsed([apiKeyId])).toEqual([null]);
  await fixture.context.keyUses.write(fixture.pool);
  expect(await lastUsed([apiKeyId])).toEqual([event.startedAtMs]);
});
