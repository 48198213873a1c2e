/** Sums per hour, inside the tenant's transaction. */
import { idTimestampMs } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import type pg from 'pg';
import type { UsageRow } from './usage-row.js';

const HOUR_MS = 3_600_000;

interface Sums {
  requests: bigint;
  errors: bigint;
  inputTokens: bigint;
  cachedInputTokens: bigint;
  outputTokens: bigint;
  reasoningTokens: bigint;
  charge: Decimal;
  overrun: Decimal;
  cost: Decimal;
}

type RollupKey = [hourMs: number, applicationId: string, apiKeyId: string, environment: string, operation: string, model: string, currency: string]; // prettier-ignore

const UPSERT_ROLLUPS = `
  INSERT INTO usage_rollups (tenant_id, hour, application_id, api_key_id, environment, operation, model, currency,
    requests, errors, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, charge, overrun, cost)
  SELECT $1::uuid, * FROM unnest($2::timestamptz[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[],
    $15::numeric[], $16::numeric[], $17::numeric[])
  ON CONFLICT (tenant_id, hour, application_id, api_key_id, environment, operation, model, currency) DO UPDATE SET
    requests = usage_rollups.requests + excluded.requests,
    errors = usage_rollups.errors + excluded.errors,
    input_tokens = usage_rollups.input_tokens + excluded.input_tokens,
    cached_input_tokens = usage_rollups.cached_input_tokens + excluded.cached_input_tokens,
    output_tokens = usage_rollups.output_tokens + excluded.output_tokens,
    reasoning_tokens = usage_rollups.reasoning_tokens + excluded.reasoning_tokens,
    charge = usage_rollups.charge + excluded.charge,
    overrun = usage_rollups.overrun + excluded.overrun,
    cost = usage_rollups.cost + excluded.cost`;

/** Adds new rows of one tenant to its hours. The hour is that of the id, so a reversal meets what it takes back. */
export async function addToRollups(client: pg.ClientBase, tenantId: string, rows: readonly UsageRow[]): Promise<void> {
  const groups = new Map<string, { key: RollupKey; sums: Sums }>();
  for (const row of rows) {
    const hourMs = Math.floor(idTimestampMs(row.id) / HOUR_MS) * HOUR_MS;
    const { applicationId, apiKeyId, environment, operation, model, currency } = row;
    const key: RollupKey = [hourMs, applicationId, apiKeyId, environment, operation, model, currency];
    const name = JSON.stringify(key);
    const group = groups.get(name) ?? { key, sums: noSums() };
    groups.set(name, group);
    addRow(group.sums, row);
  }
  if (groups.size === 0) return;
  const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  const keys = ([0, 1, 2, 3, 4, 5, 6] as const).map((at) =>
    sorted.map(({ key }) => (at === 0 ? new Date(key[0]) : key[at])),
  );
  const totals = SUM_NAMES.map((name) => sorted.map(({ sums }) => sqlNumber(sums[name])));
  await client.query(UPSERT_ROLLUPS, [tenantId, ...keys, ...totals]);
}

const SUM_NAMES = [
  'requests', 'errors', 'inputTokens', 'cachedInputTokens', 'outputTokens', 'reasoningTokens', 'charge', 'overrun', 'cost',
] as const satisfies readonly (keyof Sums)[]; // prettier-ignore

function noSums(): Sums {
  const zero = new Decimal(0);
  return {
    requests: 0n, errors: 0n, inputTokens: 0n, cachedInputTokens: 0n, outputTokens: 0n, reasoningTokens: 0n,
    charge: zero, overrun: zero, cost: zero,
  }; // prettier-ignore
}

function addRow(sums: Sums, row: UsageRow): void {
  const one = row.kind === 'reversal' ? -1n : 1n;
  sums.requests += one;
  if (row.status >= 400) sums.errors += one;
  sums.inputTokens += BigInt(row.inputTokens);
  sums.cachedInputTokens += BigInt(row.cachedInputTokens);
  sums.outputTokens += BigInt(row.outputTokens);
  sums.reasoningTokens += BigInt(row.reasoningTokens);
  sums.charge = sums.charge.plus(row.charge);
  sums.overrun = sums.overrun.plus(row.overrun);
  sums.cost = sums.cost.plus(row.cost);
}

function sqlNumber(value: bigint | Decimal): string {
  return typeof value === 'bigint' ? value.toString() : formatAmount(value);
}
