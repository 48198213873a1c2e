/**
 * A database as a platform has it after a month: one large tenant with thousands of keys and most of the calls, others
 * beside it. Everything in bulk, by the server itself; indexes are made after the rows, which is many times faster.
 */
import { createDatabase } from '@turnpike/db/client';
import { ensureUsagePartitions } from '@turnpike/db/partitions';
import { monthOfCalls } from '@turnpike/management/seed/month-of-calls';

/** What is seeded. */
export const SIZE = {
  events: 1_000_000,
  keys: 5_000,
  days: 30,
  applications: 12,
  otherTenants: 40,
  otherKeys: 5,
  jobs: 20_000,
  endpoints: 5,
  deliveries: 20_000,
};

/** Its bits but for version and variant are from the hash of what it is of. */
const uuidOf = (/** @type {string} */ seed) =>
  `overlay(overlay(md5(${seed}) placing '7' from 13) placing '8' from 17)::uuid`;

const OTHERS = `
  INSERT INTO tenants (id, slug, name, currency)
  SELECT ${uuidOf(`'tenant' || i`)}, 'bench-' || i, 'Bench tenant ' || i, 'USD' FROM generate_series(1, $1::int) i`;

const APPLICATIONS = `
  INSERT INTO applications (id, tenant_id, name)
  SELECT ${uuidOf(`'app' || t.id || i`)}, t.id, 'Bench application ' || i
  FROM tenants t, generate_series(1, CASE WHEN t.id = $1::uuid THEN $2::int ELSE 1 END) i
  WHERE t.id = $1::uuid OR t.slug LIKE 'bench-%'`;

const KEYS = `
  INSERT INTO api_keys (id, tenant_id, application_id, name, environment, hash, hash_version, start, last4)
  SELECT ${uuidOf(`'key' || a.id || i`)}, a.tenant_id, a.id, 'Bench key ' || i,
    (CASE WHEN i % 10 = 0 THEN 'test' ELSE 'live' END)::"Environment", sha256(('key' || a.id || i)::bytea), 1, 'tp_live_' || substr(md5(a.id::text || i), 1, 4),
    substr(md5(i::text), 1, 4)
  FROM applications a, generate_series(1, CASE WHEN a.tenant_id = $1::uuid THEN ceil($2::int / $3::numeric)::int ELSE $4::int END) i
  WHERE a.name LIKE 'Bench application %'`;

/** A day of jobs that have ended, one for each of so many turns of the tenant's keys. */
const JOBS = `
  INSERT INTO jobs (id, tenant_id, application_id, api_key_id, environment, operation, model, state, body, request_id,
    attempt, created_at, started_at, finished_at, expires_at, result, result_status, result_type, charge, currency)
  SELECT ${uuidOf(`'job' || k.id || i`)}, k.tenant_id, k.application_id, k.id, k.environment, 'chat.completions', 'sandbox-mini',
    'completed', convert_to('{"model":"sandbox-mini","messages":[]}', 'UTF8'), ${uuidOf(`'made' || k.id || i`)}, 1, made, made + interval '1 second',
    made + interval '3 seconds', now() + interval '1 day', convert_to('{"object":"chat.completion"}', 'UTF8'), 200,
    'application/json', 0.000123, 'USD'
  FROM api_keys k, generate_series(1, ceil($2::int / $3::numeric)::int) i,
    LATERAL (SELECT now() - random() * interval '1 day' AS made) times
  WHERE k.tenant_id = $1::uuid`;

const ENDPOINTS = `
  INSERT INTO webhook_endpoints (id, tenant_id, url, events, secret, secret_key_id)
  SELECT ${uuidOf(`'endpoint' || i`)}, $1::uuid, 'https://bench.example/' || i, '{}', '\\x00', 'none'
  FROM generate_series(1, $2::int) i`;

/** A day of deliveries that were made, each at its first attempt. */
const DELIVERIES = `
  WITH made AS (
    SELECT i, now() - i * interval '1 day' / $2::int AS at, ${uuidOf(`'event' || i`)} AS event_id,
      overlay(${uuidOf(`'delivery' || i`)}::text placing
        substr(lpad(to_hex((extract(epoch FROM now() - i * interval '1 day' / $2::int) * 1000)::bigint), 12, '0'), 1, 8) || '-' ||
        substr(lpad(to_hex((extract(epoch FROM now() - i * interval '1 day' / $2::int) * 1000)::bigint), 12, '0'), 9, 4)
        from 1 for 13)::uuid AS id
    FROM generate_series(1, $2::int) i
  ), events AS (
    INSERT INTO webhook_events (id, tenant_id, type, body, created_at)
    SELECT event_id, $1::uuid, 'key.created', '{"type":"key.created"}', at FROM made
  ), deliveries AS (
    INSERT INTO webhook_deliveries (id, tenant_id, event_id, endpoint_id, url, state, attempts, due_at, last_status, created_at, delivered_at)
    SELECT id, $1::uuid, event_id, ${uuidOf(`'endpoint' || (i % $3::int + 1)`)}, 'https://bench.example/', 'delivered', 1, at, 200, at, at
    FROM made
  )
  INSERT INTO webhook_attempts (id, delivery_id, number, started_at, duration_ms, request_headers, response_status, response_headers, response_body)
  SELECT ${uuidOf(`'attempt' || i`)}, id, 1, at, 12 + i % 40, '{"webhook-id":"msg_1"}', 200, '{}', 'ok' FROM made`;

const MODELS = ['sandbox-large', 'sandbox-medium', 'sandbox-mini', 'sandbox-reasoner', 'sandbox-embed'].map((name) => ({
  name,
  input: '0.00000015',
  cachedInput: '0.000000075',
  output: '0.0000006',
}));

/**
 * @param {string} url of a migrated database
 * @param {string} tenantId bare id of the tenant that becomes the large one
 */
export async function seedMonth(url, tenantId) {
  const db = createDatabase({ url, poolSize: 1, applicationName: 'bench-seed', statementTimeoutMs: 900_000 });
  const step = async (/** @type {string} */ name, /** @type {string} */ sql, /** @type {unknown[]} */ values = []) => {
    const began = Date.now();
    const { rowCount } = await db.pool.query(sql, values);
    process.stderr.write(`${name}: ${rowCount ?? 0} rows in ${((Date.now() - began) / 1000).toFixed(1)} s\n`);
  };
  try {
    const client = await db.pool.connect();
    await ensureUsagePartitions(client).finally(() => client.release());
    await db.pool.query(`SELECT setseed(0.5)`);
    await step('other tenants', OTHERS, [SIZE.otherTenants]);
    await step('applications', APPLICATIONS, [tenantId, SIZE.applications]);
    await step('keys', KEYS, [tenantId, SIZE.keys, SIZE.applications, SIZE.otherKeys]);
    await step('jobs', JOBS, [tenantId, SIZE.jobs, SIZE.keys]);
    await step('webhook endpoints', ENDPOINTS, [tenantId, SIZE.endpoints]);
    await step('webhook deliveries', DELIVERIES, [tenantId, SIZE.deliveries, SIZE.endpoints]);
    const { rows } = await db.pool.query('SELECT id FROM tenants WHERE id <> $1', [tenantId]);
    const tenantIds = [tenantId, ...rows.map(({ id }) => id)];
    const { events, days } = SIZE;
    const statements = monthOfCalls({ tenantIds, events, days, endMs: Date.now() - 60_000, models: MODELS });
    const indexes = await takeIndexes(
      db.pool,
      statements.map(({ table }) => table),
    );
    for (const { table, sql, values } of statements) await step(table, sql, values);
    for (const sql of indexes) await step(/"?(\w+_idx)/.exec(sql)?.[1] ?? 'index', sql);
    await step('statistics', 'VACUUM (ANALYZE)');
  } finally {
    await db.close();
  }
}

/**
 * Drops the indexes of these tables that no constraint needs and gives what makes them again.
 * @param {import('pg').Pool} pool
 * @param {readonly string[]} tables
 */
async function takeIndexes(pool, tables) {
  const { rows } = await pool.query(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relname = ANY($1) AND t.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)`,
    [tables],
  );
  for (const { name } of rows) await pool.query(`DROP INDEX "${name}"`);
  // Of a partitioned table the definition says ONLY; without it the partitions get theirs too.
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}
