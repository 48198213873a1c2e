/**
 * A database as a platform has it after a month: one large tenant with thousands of keys and most of the calls, others
 * beside it. Everything in bulk, by the server itself; indexes are made after the rows, which is many times faster.
 */
import { createDatabase } from '@turnpike/db/client';
import { ensureUsagePartitions } from '@turnpike/db/partitions';

/** What is seeded. */
export const SIZE = { events: 1_000_000, keys: 5_000, days: 30, applications: 12, otherTenants: 40, otherKeys: 5 };

const DAY_MS = 24 * 3_600_000;
const MODELS = `ARRAY['sandbox-large', 'sandbox-medium', 'sandbox-mini', 'sandbox-reasoner', 'sandbox-embed']`;

/** Its bits but for version and variant are from the hash of what it is of. */
const uuidOf = (/** @type {string} */ seed) =>
  `overlay(overlay(md5(${seed}) placing '7' from 13) placing '8' from 17)::uuid`;

/** A UUIDv7 of that time (Unix milliseconds). */
const uuidAt = (/** @type {string} */ ms, /** @type {string} */ seed) =>
  `(lpad(to_hex(${ms}), 12, '0') || '7' || substr(md5(${seed}), 1, 3) || '8' || substr(md5(${seed}), 4, 15))::uuid`;

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

/** Few keys make most calls, most are used now and then, as everywhere; so it is with the hours of a day. */
const EVENTS = `
  WITH keys AS MATERIALIZED (
    SELECT k.id, k.tenant_id, k.application_id, k.environment::text AS environment, k.tenant_id = $1::uuid AS large,
      row_number() OVER (PARTITION BY k.tenant_id = $1::uuid ORDER BY md5(k.id::text)) AS place
    FROM api_keys k WHERE k.name LIKE 'Bench key %'
  ), counts AS (
    SELECT count(*) FILTER (WHERE large) AS large, count(*) FILTER (WHERE NOT large) AS small FROM keys
  ), calls AS MATERIALIZED (
    SELECT i, random() < 0.6 AS large, random() AS r, random() AS m, random() AS s,
      ($2::bigint - $3::bigint + (i::float8 / $4::float8 * $3::bigint)::bigint) AS ms
    FROM generate_series(1, $4::int) i
  ), placed AS (
    SELECT calls.*, 1 + floor(power(r, 3) * CASE WHEN calls.large THEN counts.large ELSE counts.small END)::int AS place FROM calls, counts
  )
  INSERT INTO usage_events (id, request_id, kind, tenant_id, application_id, api_key_id, environment, operation, model,
    served_model, stream, status, end_reason, usage_source, input_tokens, cached_input_tokens, output_tokens,
    reasoning_tokens, currency, charge, parts, cost, cost_currency, attempts, started_at, ended_at, recorded_at, end_user)
  SELECT u.id, u.id, 'usage', keys.tenant_id, keys.application_id, keys.id, keys.environment, 'chat.completions', u.model,
    u.model, placed.s < 0.5, CASE WHEN placed.s > 0.985 THEN 502 ELSE 200 END, 'complete', 'provider', u.input, u.input / 5,
    u.output, 0, 'USD', CASE keys.environment WHEN 'test' THEN 0 ELSE u.input * 0.00000015 + u.output * 0.0000006 END,
    jsonb_build_array(
      jsonb_build_object('unit', 'input_token', 'quantity', u.input::text, 'amount', '0.00000015', 'charge', (u.input * 0.00000015)::text, 'kind', 'metered'),
      jsonb_build_object('unit', 'output_token', 'quantity', u.output::text, 'amount', '0.0000006', 'charge', (u.output * 0.0000006)::text, 'kind', 'metered')),
    u.input * 0.0000001 + u.output * 0.0000004, 'USD', 1, u.at, u.at + interval '800 milliseconds', u.at + interval '1 second',
    CASE WHEN placed.s < 0.1 THEN 'user-' || (placed.i % 5000) END
  FROM placed JOIN keys ON keys.large = placed.large AND keys.place = placed.place
  CROSS JOIN LATERAL (SELECT ${uuidAt('placed.ms', `'call' || placed.i`)} AS id, to_timestamp(placed.ms / 1000.0) AS at,
    (${MODELS})[1 + floor(placed.m * placed.m * 5)::int] AS model, (100 + placed.r * 3000)::int AS input, (20 + placed.m * 900)::int AS output) u`;

const DETAIL = JSON.stringify({
  method: 'POST', path: '/v1/chat/completions', clientRequestId: null, traceId: '0'.repeat(32), userAgent: 'bench/1.0',
  address: '192.0.2.10', stream: true, endReason: 'complete', clientGone: null,
  stagesUs: { receive: 20, authenticate: 15, authorize: 8, read: 90, guard: 5, admit: 420, route: 12, dispatch: 310_000, relay: 480_000, meter: 30, settle: 600 },
  attempts: [{ targetId: '0194f0c2-7be3-7f0f-9a52-b1b2c3d4e5f6', provider: 'sandbox', upstreamModel: 'sandbox-mini', outcome: 'ok', status: 200, durationUs: 790_000 }],
  bytesIn: 900, bytesOut: 4200, firstByteUs: 320_000, overheadUs: 1_300, droppedHints: [],
}); // prettier-ignore

/** A record of each call, and of refused ones beside them, which have no event. */
const RECORDS = `
  INSERT INTO call_records (id, tenant_id, application_id, api_key_id, environment, operation, model, status, error_code,
    started_at, duration_us, detail)
  SELECT id, tenant_id, application_id, api_key_id, environment, operation, model, status,
    CASE WHEN status >= 500 THEN 'upstream_error' END, started_at, 800000 + (input_tokens * 37) % 400000, $1::jsonb
  FROM usage_events
  UNION ALL
  SELECT id, tenant_id, application_id, api_key_id, environment, operation, model, 429, 'rate_limit_exceeded',
    started_at, 900, $1::jsonb
  FROM (SELECT (left(id::text, 35) || translate(right(id::text, 1), '0123456789abcdef', '123456789abcdef0'))::uuid AS id, tenant_id, application_id, api_key_id, environment, operation, model, started_at
    FROM usage_events WHERE input_tokens % 25 = 0) refused`;

const HOUR = `date_trunc('hour', started_at, 'UTC')`;
const SUMS = `count(*), count(*) FILTER (WHERE status >= 400), sum(input_tokens), sum(cached_input_tokens),
  sum(output_tokens), sum(reasoning_tokens), sum(charge)`;
const SUM_COLUMNS = 'requests, errors, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, charge';

const SUMMED = [
  `INSERT INTO usage_rollups (tenant_id, hour, application_id, api_key_id, environment, operation, model, currency, ${SUM_COLUMNS}, overrun, cost)
   SELECT tenant_id, ${HOUR}, application_id, api_key_id, environment, operation, model, currency, ${SUMS}, sum(overrun), sum(cost)
   FROM usage_events GROUP BY 1, 2, 3, 4, 5, 6, 7, 8`,
  `INSERT INTO usage_totals (tenant_id, hour, application_id, environment, model, currency, cost_currency, ${SUM_COLUMNS}, overrun, cost, duration_ms)
   SELECT tenant_id, ${HOUR}, application_id, environment, model, currency, cost_currency, ${SUMS}, sum(overrun), sum(cost), 800 * count(*)
   FROM usage_events GROUP BY 1, 2, 3, 4, 5, 6, 7`,
  `INSERT INTO usage_days (tenant_id, day, application_id, environment, model, currency, cost_currency, ${SUM_COLUMNS}, overrun, cost)
   SELECT tenant_id, date_trunc('day', hour, 'UTC'), application_id, environment, model, currency, cost_currency,
     ${SUM_COLUMNS.replaceAll(/\w+/g, 'sum($&)')}, sum(overrun), sum(cost) FROM usage_totals GROUP BY 1, 2, 3, 4, 5, 6, 7`,
  `INSERT INTO usage_key_days (tenant_id, day, api_key_id, application_id, environment, currency, ${SUM_COLUMNS})
   SELECT tenant_id, date_trunc('day', started_at, 'UTC'), api_key_id, application_id, environment, currency, ${SUMS}
   FROM usage_events GROUP BY 1, 2, 3, 4, 5, 6`,
];

/** Tables whose indexes are made after their rows. */
const BULK = ['usage_events', 'call_records', 'usage_rollups', 'usage_totals', 'usage_days', 'usage_key_days'];

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
    const indexes = await takeIndexes(db.pool);
    const endMs = Date.now() - 60_000;
    await step('usage events', EVENTS, [tenantId, endMs, SIZE.days * DAY_MS, SIZE.events]);
    await step('call records', RECORDS, [DETAIL]);
    for (const sql of SUMMED) await step(/INTO (\w+)/.exec(sql)?.[1] ?? '', sql);
    for (const sql of indexes) await step(/"?(\w+_idx)/.exec(sql)?.[1] ?? 'index', sql);
    await step('statistics', 'VACUUM (ANALYZE)');
  } finally {
    await db.close();
  }
}

/**
 * Drops the indexes that no constraint needs and gives what makes them again.
 * @param {import('pg').Pool} pool
 */
async function takeIndexes(pool) {
  const { rows } = await pool.query(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
     JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
     WHERE t.relname = ANY($1) AND t.relnamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)`,
    [BULK],
  );
  for (const { name } of rows) await pool.query(`DROP INDEX "${name}"`);
  // Of a partitioned table the definition says ONLY; without it the partitions get theirs too.
  return rows.map(({ definition }) => definition.replace(' ON ONLY ', ' ON '));
}
