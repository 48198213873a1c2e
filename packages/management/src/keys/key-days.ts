/** What keys were used for, by UTC day: from the daily sums, bounded by the keys and days asked for. */
import type { KeyDayView } from '@turnpike/contracts/management/keys';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { COUNT_BUCKETS } from '@turnpike/domain/usage';
import type { ManagementContext } from '../management-context.js';

const DAY_MS = 86_400_000;

const COUNTS = ['requests', 'errors', ...COUNT_BUCKETS] as const;
const AMOUNTS = ['seconds', 'charge'] as const;
type Sum = (typeof COUNTS)[number] | (typeof AMOUNTS)[number];

interface DayRow extends Record<Sum, string> {
  apiKeyId: string;
  day: Date;
}

const column = (name: Sum) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A tenant has one currency; what was recorded before it had one was free, so the amounts of a day add up. */
const QUESTION = `
  SELECT api_key_id AS "apiKeyId", day,
         ${[...COUNTS, ...AMOUNTS].map((name) => `sum(${column(name)})::text AS "${name}"`).join(', ')}
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
  const counts = COUNTS.map((name) => [name, Number(row?.[name] ?? 0)] as const);
  const amounts = AMOUNTS.map((name) => [name, formatAmount(new Decimal(row?.[name] ?? 0))] as const);
  return {
    day: new Date(date).toISOString().slice(0, 10),
    ...(Object.fromEntries(counts) as Record<(typeof COUNTS)[number], number>),
    ...(Object.fromEntries(amounts) as Record<(typeof AMOUNTS)[number], string>),
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
