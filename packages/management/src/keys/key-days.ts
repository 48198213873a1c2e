/** What keys were used for, by UTC day: from the daily sums, bounded by the keys and days asked for. */
import type { KeyDayView } from '@turnpike/contracts/management/keys';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import type { ManagementContext } from '../management-context.js';

const DAY_MS = 86_400_000;

interface DayRow {
  apiKeyId: string;
  day: Date;
  requests: string;
  errors: string;
  inputTokens: string;
  cachedInputTokens: string;
  outputTokens: string;
  reasoningTokens: string;
  charge: string;
}

/** A tenant has one currency; what was recorded before it had one was free, so the amounts of a day add up. */
const QUESTION = `
  SELECT api_key_id AS "apiKeyId", day, sum(requests)::text AS requests, sum(errors)::text AS errors,
         sum(input_tokens)::text AS "inputTokens", sum(cached_input_tokens)::text AS "cachedInputTokens",
         sum(output_tokens)::text AS "outputTokens", sum(reasoning_tokens)::text AS "reasoningTokens",
         sum(charge)::text AS charge
  FROM usage_key_days
  WHERE api_key_id = ANY($1::uuid[]) AND day >= $2
  GROUP BY api_key_id, day`;

/** So many UTC days of each key up to today, oldest first, with zeros where nothing was used. */
export async function loadKeyDays(
  context: ManagementContext,
  wanted: { keyIds: readonly string[]; days: number },
): Promise<Map<string, KeyDayView[]>> {
  if (wanted.keyIds.length === 0) return new Map();
  const today = Math.floor(context.now().getTime() / DAY_MS) * DAY_MS;
  const first = today - (wanted.days - 1) * DAY_MS;
  const { rows } = await context.db.pool.query<DayRow>(QUESTION, [wanted.keyIds, new Date(first)]);
  const found = new Map(rows.map((row) => [`${row.apiKeyId} ${row.day.getTime()}`, row]));
  const dates = Array.from({ length: wanted.days }, (_, index) => first + index * DAY_MS);
  return new Map(
    wanted.keyIds.map((keyId) => [keyId, dates.map((date) => dayView(date, found.get(`${keyId} ${date}`)))]),
  );
}

function dayView(date: number, row: DayRow | undefined): KeyDayView {
  return {
    day: new Date(date).toISOString().slice(0, 10),
    requests: Number(row?.requests ?? 0),
    errors: Number(row?.errors ?? 0),
    inputTokens: Number(row?.inputTokens ?? 0),
    cachedInputTokens: Number(row?.cachedInputTokens ?? 0),
    outputTokens: Number(row?.outputTokens ?? 0),
    reasoningTokens: Number(row?.reasoningTokens ?? 0),
    charge: formatAmount(new Decimal(row?.charge ?? 0)),
  };
}

/** Requests, errors and the exact charge of those days. */
export function sumDays(days: readonly KeyDayView[]): { requests: number; errors: number; charge: string } {
  return {
    requests: days.reduce((sum, day) => sum + day.requests, 0),
    errors: days.reduce((sum, day) => sum + day.errors, 0),
    charge: formatAmount(days.reduce((sum, day) => sum.plus(day.charge), new Decimal(0))),
  };
}
