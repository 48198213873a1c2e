import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, type Fixture } from '../../test/fixture.js';
import { deleteExpired } from './delete-expired.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('only what is past its time goes', async () => {
  const { pool } = fixture;
  const [old, young] = [newId(), newId()];
  await pool.query(
    `INSERT INTO change_log (kind, created_at) VALUES ('old', now() - interval '25 hours'), ('young', now())`,
  );
  await pool.query(
    `INSERT INTO process_incarnations (id, kind, host, pid, heartbeat_at)
     VALUES ($1, 'gateway', 'h', 1, now() - interval '8 days'), ($2, 'gateway', 'h', 2, now())`,
    [old, young],
  );
  await deleteExpired(pool);
  const changes = await pool.query(`SELECT kind FROM change_log WHERE kind IN ('old', 'young')`);
  const processes = await pool.query('SELECT id FROM process_incarnations WHERE id = ANY($1)', [[old, young]]);
  expect(changes.rows).toEqual([{ kind: 'young' }]);
  expect(processes.rows).toEqual([{ id: young }]);
});

test('client tokens go a day after their end, and keys stay', async () => {
  const { pool } = fixture;
  const [tenant, application] = [newId(), newId()];
  await pool.query("INSERT INTO tenants (id, slug, name) VALUES ($1::uuid, $1::text, 'T')", [tenant]);
  await pool.query("INSERT INTO applications (id, tenant_id, name) VALUES ($1, $2, 'A')", [application, tenant]);
  await pool.query(
    `INSERT INTO api_keys (id, tenant_id, application_id, name, environment, hash, hash_version, start, last4, purpose, expires_at)
     SELECT gen_random_uuid(), $1, $2, name, 'live', convert_to(name, 'utf8'), 1, 'tp_live_aaaa', 'bbbb', purpose::"KeyPurpose", ends
     FROM (VALUES ('old token', 'client', now() - interval '25 hours'), ('token', 'client', now() - interval '23 hours'),
                  ('old key', 'secret', now() - interval '1 year')) AS k (name, purpose, ends)`,
    [tenant, application],
  );
  await deleteExpired(pool);
  const { rows } = await pool.query('SELECT name FROM api_keys WHERE tenant_id = $1 ORDER BY name', [tenant]);
  expect(rows.map(({ name }) => name)).toEqual(['old key', 'token']);
});

test('attempts go after a day, links and sessions a month after they ended', async () => {
  const { pool } = fixture;
  const user = newId();
  const [oldLink, link, longEnded, ended, expired, open] = Array.from({ length: 6 }, newId);
  await pool.query(`INSERT INTO users (id, email) VALUES ($1, 'ada@example.com')`, [user]);
  await pool.query(
    `INSERT INTO attempt_counts (key, window_start, count)
     VALUES ('old', now() - interval '25 hours', 1), ('young', now(), 1)`,
  );
  await pool.query(
    `INSERT INTO email_tokens (id, user_id, purpose, token_hash, expires_at)
     VALUES ($1, $3, 'verify_email', '1', now() - interval '31 days'), ($2, $3, 'verify_email', '2', now())`,
    [oldLink, link, user],
  );
  await pool.query(
    `INSERT INTO sessions (id, user_id, token_hash, expires_at, revoked_at) VALUES
     ($1, $5, '1', now() + interval '1 day', now() - interval '31 days'),
     ($2, $5, '2', now() - interval '31 days', now()),
     ($3, $5, '3', now() - interval '31 days', NULL),
     ($4, $5, '4', now() + interval '1 day', NULL)`,
    [longEnded, ended, expired, open, user],
  );
  await deleteExpired(pool);
  const left = async (sql: string) => (await pool.query(sql)).rows.map((row) => Object.values(row)[0]);
  expect(await left('SELECT key FROM attempt_counts')).toEqual(['young']);
  expect(await left('SELECT id FROM email_tokens')).toEqual([link]);
  expect(await left('SELECT id FROM sessions ORDER BY id')).toEqual([ended, open]);
});
