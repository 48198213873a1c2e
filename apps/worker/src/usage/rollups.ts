/**
 * Sums per hour and day, inside the tenant's transaction. Four tables hold the same events, each at the grain that some
 * question needs; always in this order and their rows sorted, so that batches lock alike.
 */
import { idTimestampMs } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { COUNT_BUCKETS, type CountBucket } from '@turnpike/domain/usage';
import type pg from 'pg';
import type { UsageRow } from './usage-row.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Sums extends Record<CountBucket, bigint> {
  requests: bigint;
  errors: bigint;
  seconds: Decimal;
  charge: Decimal;
  overrun: Decimal;
  cost: Decimal;
  durationMs: bigint;
}

const SUM_COLUMNS = {
  requests: ['requests', 'bigint'],
  errors: ['errors', 'bigint'],
  inputTokens: ['input_tokens', 'bigint'],
  cachedInputTokens: ['cached_input_tokens', 'bigint'],
  cacheWriteTokens: ['cache_write_tokens', 'bigint'],
  audioInputTokens: ['audio_input_tokens', 'bigint'],
  imageInputTokens: ['image_input_tokens', 'bigint'],
  outputTokens: ['output_tokens', 'bigint'],
  reasoningTokens: ['reasoning_tokens', 'bigint'],
  audioOutputTokens: ['audio_output_tokens', 'bigint'],
  imageOutputTokens: ['image_output_tokens', 'bigint'],
  images: ['images', 'bigint'],
  characters: ['characters', 'bigint'],
  searches: ['searches', 'bigint'],
  seconds: ['seconds', 'numeric'],
  charge: ['charge', 'numeric'],
  overrun: ['overrun', 'numeric'],
  cost: ['cost', 'numeric'],
  durationMs: ['duration_ms', 'bigint'],
} as const satisfies Record<keyof Sums, readonly [column: string, type: string]>;

type KeyColumn = readonly [column: string, type: string, value: (row: UsageRow) => string];

const COUNTS = ['requests', 'errors', ...COUNT_BUCKETS, 'seconds', 'charge'] as const;

/** The period is that of the id, so a reversal meets what it takes back. */
const periodOf = (row: UsageRow, lengthMs: number) =>
  new Date(Math.floor(idTimestampMs(row.id) / lengthMs) * lengthMs).toISOString();

const HOUR: KeyColumn = ['hour', 'timestamptz', (row) => periodOf(row, HOUR_MS)];
const DAY: KeyColumn = ['day', 'timestamptz', (row) => periodOf(row, DAY_MS)];
const APPLICATION: KeyColumn = ['application_id', 'uuid', (row) => row.applicationId];
const API_KEY: KeyColumn = ['api_key_id', 'uuid', (row) => row.apiKeyId];
const ENVIRONMENT: KeyColumn = ['environment', 'text', (row) => row.environment];
const OPERATION: KeyColumn = ['operation', 'text', (row) => row.operation];
const MODEL: KeyColumn = ['model', 'text', (row) => row.model];
const CURRENCY: KeyColumn = ['currency', 'text', (row) => row.currency];
const COST_CURRENCY: KeyColumn = ['cost_currency', 'text', (row) => row.costCurrency ?? row.currency];

interface Grain {
  table: string;
  /** The primary key after the tenant. */
  key: readonly KeyColumn[];
  /** What the key determines: written once, with a row's first sums. */
  determined?: readonly KeyColumn[];
  sums: readonly (keyof Sums)[];
}

const GRAINS: readonly Grain[] = [
  {
    table: 'usage_rollups',
    key: [HOUR, APPLICATION, API_KEY, ENVIRONMENT, OPERATION, MODEL, CURRENCY],
    sums: [...COUNTS, 'overrun', 'cost'],
  },
  {
    table: 'usage_totals',
    key: [HOUR, APPLICATION, ENVIRONMENT, MODEL, CURRENCY, COST_CURRENCY],
    sums: [...COUNTS, 'overrun', 'cost', 'durationMs'],
  },
  {
    table: 'usage_days',
    key: [DAY, APPLICATION, ENVIRONMENT, MODEL, CURRENCY, COST_CURRENCY],
    sums: [...COUNTS, 'overrun', 'cost'],
  },
  {
    table: 'usage_key_days',
    key: [DAY, API_KEY, ENVIRONMENT, CURRENCY],
    determined: [APPLICATION],
    sums: COUNTS,
  },
];

const STATEMENTS = GRAINS.map((grain) => ({ ...grain, upsert: upsertOf(grain) }));

function upsertOf({ table, key, determined = [], sums }: Grain): string {
  const columns = [...key, ...determined].map(([column, type]) => [column, type] as const);
  const all = [...columns, ...sums.map((name) => SUM_COLUMNS[name])];
  const arrays = all.map(([, type], index) => `$${index + 2}::${type}[]`).join(', ');
  const added = sums.map((name) => SUM_COLUMNS[name][0]).map((one) => `${one} = ${table}.${one} + excluded.${one}`);
  return `
    INSERT INTO ${table} (tenant_id, ${all.map(([column]) => column).join(', ')})
    SELECT $1::uuid, * FROM unnest(${arrays})
    ON CONFLICT (tenant_id, ${key.map(([column]) => column).join(', ')}) DO UPDATE SET ${added.join(', ')}`;
}

/** Adds new rows of one tenant to its sums. */
export async function addToRollups(client: pg.ClientBase, tenantId: string, rows: readonly UsageRow[]): Promise<void> {
  if (rows.length === 0) return;
  for (const statement of STATEMENTS) await addToGrain(client, statement, { tenantId, rows });
}

async function addToGrain(
  client: pg.ClientBase,
  { key, determined = [], sums, upsert }: Grain & { upsert: string },
  { tenantId, rows }: { tenantId: string; rows: readonly UsageRow[] },
): Promise<void> {
  const groups = new Map<string, { values: string[]; sums: Sums }>();
  for (const row of rows) {
    const values = key.map(([, , value]) => value(row));
    const name = JSON.stringify(values);
    let group = groups.get(name);
    if (group === undefined) {
      group = { values: [...values, ...determined.map(([, , value]) => value(row))], sums: noSums() };
      groups.set(name, group);
    }
    addRow(group.sums, row);
  }
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const keys = [...key, ...determined].map((_, at) => sorted.map(({ values }) => values[at]));
  const totals = sums.map((name) => sorted.map((group) => sqlNumber(group.sums[name])));
  await client.query(upsert, [tenantId, ...keys, ...totals]);
}

function noSums(): Sums {
  const zero = new Decimal(0);
  return {
    requests: 0n, errors: 0n, inputTokens: 0n, cachedInputTokens: 0n, cacheWriteTokens: 0n, audioInputTokens: 0n,
    imageInputTokens: 0n, outputTokens: 0n, reasoningTokens: 0n, audioOutputTokens: 0n, imageOutputTokens: 0n, images: 0n,
    characters: 0n, searches: 0n, seconds: zero, charge: zero, overrun: zero, cost: zero, durationMs: 0n,
  }; // prettier-ignore
}

function addRow(sums: Sums, row: UsageRow): void {
  const one = row.kind === 'reversal' ? -1n : 1n;
  sums.requests += one;
  if (row.status >= 400) sums.errors += one;
  for (const bucket of COUNT_BUCKETS) if (row[bucket] !== '0') sums[bucket] += BigInt(row[bucket]);
  if (row.seconds !== '0') sums.seconds = sums.seconds.plus(row.seconds);
  sums.charge = sums.charge.plus(row.charge);
  sums.overrun = sums.overrun.plus(row.overrun);
  sums.cost = sums.cost.plus(row.cost);
  sums.durationMs += one * BigInt(row.endedAt.getTime() - row.startedAt.getTime());
}

function sqlNumber(value: bigint | Decimal): string {
  return typeof value === 'bigint' ? value.toString() : formatAmount(value);
}
