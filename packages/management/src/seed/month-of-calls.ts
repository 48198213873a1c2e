/**
 * Calls as a platform has them after weeks, made by the database itself: usage events, call records with refused calls
 * beside them, and all sums. Statements to be run in order, in one transaction or with the indexes taken away. The
 * tenants must have keys and no calls yet; the partitions of the time must be there. Nothing is posted to a ledger.
 */

/** A model that was called, with the price of one token of each kind in decimal text. */
export interface CalledModel {
  name: string;
  input: string;
  cachedInput: string;
  output: string;
}

export interface MonthOfCalls {
  /** Bare ids. The first is called most: six calls of ten, or all where it is the only one. */
  tenantIds: readonly string[];
  events: number;
  days: number;
  /** Unix milliseconds of the newest call. */
  endMs: number;
  /** The first is called most. */
  models: readonly CalledModel[];
}

export interface Statement {
  /** The table that is filled. */
  table: string;
  sql: string;
  values: unknown[];
}

const DAY_MS = 24 * 3_600_000;

/** A UUIDv7 of that time (Unix milliseconds); its other bits are from the hash of what it is of. */
const uuidAt = (ms: string, seed: string) =>
  `(lpad(to_hex(${ms}), 12, '0') || '7' || substr(md5(${seed}), 1, 3) || '8' || substr(md5(${seed}), 4, 15))::uuid`;

const part = (unit: string, quantity: string, amount: string) =>
  `jsonb_build_object('unit', '${unit}', 'quantity', (${quantity})::text, 'amount', ${amount}, 'charge', (${quantity} * ${amount}::numeric)::text, 'kind', 'metered')`;

/** Few keys make most calls, most are used now and then, as everywhere; so it is with models. */
const EVENTS = `
  WITH keys AS MATERIALIZED (
    SELECT k.id, k.tenant_id, k.application_id, k.environment::text AS environment, k.tenant_id = ($1::uuid[])[1] AS large,
      row_number() OVER (PARTITION BY k.tenant_id = ($1::uuid[])[1] ORDER BY md5(k.id::text)) AS place
    FROM api_keys k WHERE k.tenant_id = ANY($1::uuid[])
  ), counts AS (
    SELECT count(*) FILTER (WHERE large) AS large, count(*) FILTER (WHERE NOT large) AS small FROM keys
  ), models AS MATERIALIZED (
    SELECT place, model->>'name' AS name, model->>'input' AS input, model->>'cachedInput' AS cached, model->>'output' AS output
    FROM jsonb_array_elements($5::jsonb) WITH ORDINALITY AS listed (model, place)
  ), calls AS MATERIALIZED (
    SELECT i, random() < 0.6 OR cardinality($1::uuid[]) = 1 AS large, random() AS r, random() AS m, random() AS s,
      ($2::bigint - $3::bigint + (i::float8 / $4::float8 * $3::bigint)::bigint) AS ms
    FROM generate_series(1, $4::int) i
  ), placed AS (
    SELECT calls.*, 1 + floor(power(r, 3) * CASE WHEN calls.large THEN counts.large ELSE counts.small END)::int AS place,
      1 + floor(m * m * jsonb_array_length($5::jsonb))::int AS model_place FROM calls, counts
  )
  INSERT INTO usage_events (id, request_id, kind, tenant_id, application_id, api_key_id, environment, operation, model,
    served_model, stream, status, end_reason, usage_source, input_tokens, cached_input_tokens, output_tokens,
    reasoning_tokens, currency, charge, parts, cost, cost_currency, attempts, started_at, ended_at, recorded_at, end_user)
  SELECT u.id, u.id, 'usage', keys.tenant_id, keys.application_id, keys.id, keys.environment, 'chat.completions', models.name,
    models.name, placed.s < 0.5, CASE WHEN placed.s > 0.985 THEN 502 ELSE 200 END, 'complete', 'provider', u.input, u.cached,
    u.output, 0, 'USD', CASE keys.environment WHEN 'test' THEN 0 ELSE u.price END,
    CASE keys.environment WHEN 'test' THEN '[]'::jsonb ELSE jsonb_build_array(
      ${part('input_token', 'u.input', 'models.input')},
      ${part('cached_input_token', 'u.cached', 'models.cached')},
      ${part('output_token', 'u.output', 'models.output')}) END,
    CASE keys.environment WHEN 'test' THEN 0 ELSE u.price * 0.8 END, 'USD', 1, u.at,
    u.at + interval '800 milliseconds', u.at + interval '1 second',
    CASE WHEN placed.s < 0.1 THEN 'user-' || (placed.i % 5000) END
  FROM placed JOIN keys ON keys.large = placed.large AND keys.place = placed.place
  JOIN models ON models.place = placed.model_place
  CROSS JOIN LATERAL (SELECT *, input * models.input::numeric + cached * models.cached::numeric + output * models.output::numeric AS price
    FROM (SELECT ${uuidAt('placed.ms', `'call' || placed.i || ($1::uuid[])[1]`)} AS id, to_timestamp(placed.ms / 1000.0) AS at,
      (100 + placed.r * 3000)::int AS input, (20 + placed.r * 600)::int AS cached, (20 + placed.m * 900)::int AS output) made) u`;

const DETAIL = JSON.stringify({
  method: 'POST', path: '/v1/chat/completions', clientRequestId: null, traceId: '0'.repeat(32), userAgent: 'seed/1.0',
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
    CASE WHEN status >= 500 THEN 'upstream_error' END, started_at, 800000 + (input_tokens * 37) % 400000, $2::jsonb
  FROM usage_events WHERE tenant_id = ANY($1::uuid[])
  UNION ALL
  SELECT id, tenant_id, application_id, api_key_id, environment, operation, model, 429, 'rate_limit_exceeded',
    started_at, 900, $2::jsonb
  FROM (SELECT (left(id::text, 35) || translate(right(id::text, 1), '0123456789abcdef', '123456789abcdef0'))::uuid AS id,
      tenant_id, application_id, api_key_id, environment, operation, model, started_at
    FROM usage_events WHERE tenant_id = ANY($1::uuid[]) AND input_tokens % 25 = 0) refused`;

const SUMS = `count(*), count(*) FILTER (WHERE status >= 400), sum(input_tokens), sum(cached_input_tokens),
  sum(output_tokens), sum(reasoning_tokens), sum(charge)`;
const SUM_COLUMNS = 'requests, errors, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, charge';

/** Each a grain of the same sums, as the worker keeps them. */
const SUMMED: readonly (readonly [table: string, keys: readonly string[], more: readonly string[]])[] = [
  [
    'usage_rollups',
    ['hour', 'application_id', 'api_key_id', 'environment', 'operation', 'model', 'currency'],
    ['overrun', 'cost'],
  ],
  [
    'usage_totals',
    ['hour', 'application_id', 'environment', 'model', 'currency', 'cost_currency'],
    ['overrun', 'cost', 'duration_ms'],
  ],
  ['usage_days', ['day', 'application_id', 'environment', 'model', 'currency', 'cost_currency'], ['overrun', 'cost']],
  ['usage_key_days', ['day', 'api_key_id', 'application_id', 'environment', 'currency'], []],
];

const COLUMNS: Readonly<Record<string, string>> = {
  hour: `date_trunc('hour', started_at, 'UTC')`,
  day: `date_trunc('day', started_at, 'UTC')`,
  overrun: 'sum(overrun)',
  cost: 'sum(cost)',
  duration_ms: '800 * count(*)',
};

function sumStatement([table, keys, more]: (typeof SUMMED)[number]): string {
  const columns = (names: readonly string[]) => names.map((name) => COLUMNS[name] ?? name);
  return `
  INSERT INTO ${table} (${['tenant_id', ...keys, SUM_COLUMNS, ...more].join(', ')})
  SELECT ${['tenant_id', ...columns(keys), SUMS, ...columns(more)].join(', ')}
  FROM usage_events WHERE tenant_id = ANY($1::uuid[]) GROUP BY tenant_id, ${columns(keys).join(', ')}`;
}

/** The statements, in the order to run them in. */
export function monthOfCalls({ tenantIds, events, days, endMs, models }: MonthOfCalls): Statement[] {
  const calls = [tenantIds, endMs, days * DAY_MS, events, JSON.stringify(models)];
  return [
    { table: 'usage_events', sql: EVENTS, values: calls },
    { table: 'call_records', sql: RECORDS, values: [tenantIds, DETAIL] },
    ...SUMMED.map((sums) => ({ table: sums[0], sql: sumStatement(sums), values: [tenantIds] })),
  ];
}
