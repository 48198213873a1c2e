import type { CallOutcome } from '@turnpike/contracts/management/calls';
import type { Database } from '@turnpike/db/client';
import { idFloor, idTimestampMs } from '@turnpike/domain/ids';

/** Bare ids; null for no restriction. */
export interface CallFilter {
  tenantIds: string[] | null;
  applicationId: string | null;
  keyId: string | null;
  model: string | null;
  environment: string | null;
  /** HTTP status. */
  status: number | null;
  outcome: CallOutcome | null;
  stream: boolean | null;
  requestId: string | null;
  endUser: string | null;
  /** Decimal strings, inclusive. */
  minCharge: string | null;
  maxCharge: string | null;
  fromMs: number | null;
  toMs: number | null;
}

/** Ids below this one, so many of them and one more. */
export interface CallPage {
  limit: number;
  before: string | undefined;
}

type Bind = (value: unknown) => string;

/**
 * Request ids of a page of calls, newest first, and one more. Both lanes are asked, because each may lack what the other
 * has. Every range is a range of ids: the month partitions outside of it are not read. Each lane walks an index in the
 * order of the page, per tenant, and stops when the page is full.
 */
export async function findCallIds(db: Database, filter: CallFilter, page: CallPage): Promise<string[]> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const limit = bind(page.limit + 1);
  const tenants = filter.tenantIds === null ? null : bind(filter.tenantIds);
  const lane = (table: string, column: string, conditions: string[]) => {
    const rows = (tenant: string[]) =>
      `SELECT ${column} AS id FROM ${table} WHERE ${and(tenant, conditions)} ORDER BY ${column} DESC LIMIT ${limit}`;
    if (tenants === null) return `(${rows([])})`;
    return `(SELECT id FROM unnest(${tenants}::uuid[]) AS mine (tenant),
      LATERAL (${rows(['tenant_id = mine.tenant'])}) ids ORDER BY id DESC LIMIT ${limit})`;
  };
  const range = { ...filter, before: page.before };
  const lanes = [
    lane('usage_events', 'id', [
      "kind = 'usage'",
      ...eventConditions(filter, bind),
      ...idConditions('id', range, bind),
    ]),
    lane('usage_events', 'request_id', [
      // A reaped event has an id of its own in its request's millisecond; a partial index finds these few by request.
      ...["kind <> 'usage'", "kind = 'reaped'"],
      ...eventConditions(filter, bind, RECORDED_STATUS),
      ...idConditions('request_id', range, bind),
      ...partitionConditions(range, bind),
    ]),
  ];
  // A record has no column for these; the calls that have them are in the other lane.
  const ofEvents = [filter.stream, filter.endUser, filter.minCharge, filter.maxCharge];
  if (ofEvents.every((value) => value === null)) {
    lanes.push(lane('call_records', 'id', [...matchConditions(filter, bind), ...idConditions('id', range, bind)]));
  }
  const sql = `SELECT id FROM (${lanes.join(' UNION ')}) calls ORDER BY id DESC LIMIT ${limit}`;
  const { rows } = await db.pool.query<{ id: string }>(sql, values);
  return rows.map(({ id }) => id);
}

/** What both lanes keep in a column of its own. */
function matchConditions(filter: CallFilter, bind: Bind, status = 'status'): string[] {
  const conditions: string[] = [];
  const equal = (column: string, value: unknown, type: string) => {
    if (value !== null) conditions.push(`${column} = ${bind(value)}::${type}`);
  };
  equal('application_id', filter.applicationId, 'uuid');
  equal('api_key_id', filter.keyId, 'uuid');
  equal('model', filter.model, 'text');
  equal('environment', filter.environment, 'text');
  equal(status, filter.status, 'smallint');
  if (filter.outcome !== null) conditions.push(OUTCOMES[filter.outcome](status));
  // Said once more in the words of the partial indexes.
  if (filter.status !== null && filter.status >= 400) conditions.push(`${status} >= 400`);
  return conditions;
}

/** As calls are shown: what the process that answered recorded goes before what was guessed for it. */
const RECORDED_STATUS =
  'coalesce((SELECT r.status FROM call_records r WHERE r.id = usage_events.request_id), usage_events.status)';

const OUTCOMES: Readonly<Record<CallOutcome, (status: string) => string>> = {
  ok: (status) => `${status} < 400`,
  client_error: (status) => `${status} >= 400 AND ${status} < 500`,
  server_error: (status) => `${status} >= 400 AND ${status} >= 500`,
};

function eventConditions(filter: CallFilter, bind: Bind, status?: string): string[] {
  const conditions = matchConditions(filter, bind, status);
  if (filter.stream !== null) conditions.push(`stream = ${bind(filter.stream)}`);
  if (filter.endUser !== null) conditions.push(`end_user = ${bind(filter.endUser)}`);
  if (filter.minCharge !== null) conditions.push(`charge >= ${bind(filter.minCharge)}::numeric`);
  if (filter.maxCharge !== null) conditions.push(`charge <= ${bind(filter.maxCharge)}::numeric`);
  return conditions;
}

interface Range {
  fromMs: number | null;
  toMs: number | null;
  requestId: string | null;
  before: string | undefined;
}

function idConditions(column: string, { fromMs, toMs, requestId, before }: Range, bind: Bind): string[] {
  const conditions: string[] = [];
  if (requestId !== null) conditions.push(`${column} = ${bind(requestId)}::uuid`);
  if (fromMs !== null) conditions.push(`${column} >= ${bind(idFloor(fromMs))}::uuid`);
  if (toMs !== null) conditions.push(`${column} < ${bind(idFloor(toMs))}::uuid`);
  if (before !== undefined) conditions.push(`${column} < ${bind(before)}::uuid`);
  return conditions;
}

/** The same range for ids that share no more than the millisecond with the request. */
function partitionConditions({ fromMs, toMs, before }: Range, bind: Bind): string[] {
  const beforeMs = before === undefined ? Infinity : idTimestampMs(before) + 1;
  const endMs = Math.min(toMs ?? Infinity, beforeMs);
  const range = { fromMs, toMs: endMs === Infinity ? null : endMs, requestId: null, before: undefined };
  return idConditions('id', range, bind);
}

function and(...groups: string[][]): string {
  const all = groups.flat();
  return all.length === 0 ? 'true' : all.join(' AND ');
}
