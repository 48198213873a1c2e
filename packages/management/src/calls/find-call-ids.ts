import type { Database } from '@turnpike/db/client';
import { idFloor, idTimestampMs } from '@turnpike/domain/ids';
import type { Keyset } from '../pagination/keyset.js';

export interface CallFilter {
  /** Null for all. */
  tenantIds: string[] | null;
  applicationId: string | null;
  model: string | null;
  /** HTTP status. */
  status: number | null;
  fromMs: number | null;
  toMs: number | null;
}

/**
 * Request ids of a page of calls, newest first, and one more. Both lanes are asked, because each may lack what the other
 * has. Every range is a range of ids: the month partitions outside of it are not read.
 */
export async function findCallIds(db: Database, filter: CallFilter, keyset: Keyset): Promise<string[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const matches = matchConditions(filter, bind);
  const range = { fromMs: filter.fromMs, toMs: filter.toMs, before: keyset.before };
  const byId = rangeConditions('id', range, bind);
  const limit = bind(keyset.limit + 1);
  const page = (column: string) => `ORDER BY ${column} DESC LIMIT ${limit}`;
  // A reaped event has an id of its own in its request's millisecond; a partial index finds these few by request.
  const reaped = [...rangeConditions('request_id', range, bind), ...partitionConditions(range, bind)];
  const sql = `
    SELECT id FROM (
      (SELECT id FROM call_records WHERE ${and(matches, byId)} ${page('id')})
      UNION
      (SELECT id FROM usage_events WHERE ${and(["kind = 'usage'"], matches, byId)} ${page('id')})
      UNION
      (SELECT request_id FROM usage_events
       WHERE ${and(["kind <> 'usage'", "kind = 'reaped'"], matches, reaped)} ${page('request_id')})
    ) calls ${page('id')}`;
  const { rows } = await db.pool.query<{ id: string }>(sql, values);
  return rows.map(({ id }) => id);
}

type Bind = (value: unknown) => string;

interface Range {
  fromMs: number | null;
  toMs: number | null;
  before: string | undefined;
}

function matchConditions(filter: CallFilter, bind: Bind): string[] {
  const conditions: string[] = [];
  if (filter.tenantIds !== null) conditions.push(`tenant_id = ANY(${bind(filter.tenantIds)}::uuid[])`);
  if (filter.applicationId !== null) conditions.push(`application_id = ${bind(filter.applicationId)}::uuid`);
  if (filter.model !== null) conditions.push(`model = ${bind(filter.model)}`);
  if (filter.status !== null) conditions.push(`status = ${bind(filter.status)}`);
  return conditions;
}

function rangeConditions(column: string, { fromMs, toMs, before }: Range, bind: Bind): string[] {
  const conditions: string[] = [];
  if (fromMs !== null) conditions.push(`${column} >= ${bind(idFloor(fromMs))}::uuid`);
  if (toMs !== null) conditions.push(`${column} < ${bind(idFloor(toMs))}::uuid`);
  if (before !== undefined) conditions.push(`${column} < ${bind(before)}::uuid`);
  return conditions;
}

/** The same range for ids that share no more than the millisecond with the request. */
function partitionConditions({ fromMs, toMs, before }: Range, bind: Bind): string[] {
  const beforeMs = before === undefined ? Infinity : idTimestampMs(before) + 1;
  const endMs = Math.min(toMs ?? Infinity, beforeMs);
  return rangeConditions('id', { fromMs, toMs: endMs === Infinity ? null : endMs, before: undefined }, bind);
}

function and(...groups: string[][]): string {
  const all = groups.flat();
  return all.length === 0 ? 'true' : all.join(' AND ');
}
