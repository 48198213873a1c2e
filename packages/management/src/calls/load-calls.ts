/**
 * Calls by request id, put together from the usage event (the money lane: exact, late by a second at most) and the call
 * record (the telemetry lane: may be missing). Where an event was reaped and the true one came later, the true one shows.
 */
import { CallRecordSchema, type CallRecord } from '@turnpike/contracts/call-record';
import type { CallView } from '@turnpike/contracts/management/calls';
import type { Database } from '@turnpike/db/client';
import { derivedId } from '@turnpike/domain/derived-id';
import type { EventRow, RecordRow } from './call-rows.js';
import { type CallDetail, callView } from './call-view.js';
import { loadCredentials } from './credential-names.js';

/** A call with the bare ids that decide who may see it. */
export interface LoadedCall {
  tenantId: string | null;
  applicationId: string | null;
  view: CallView;
}

// The names come by left join: an event outlives what it refers to.
const NAMES = `
  t.name AS tenant_name, a.name AS application_name`;

const NAMED = (row: string) => `
  LEFT JOIN tenants t ON t.id = ${row}.tenant_id
  LEFT JOIN applications a ON a.id = ${row}.application_id`;

// The bounds let PostgreSQL skip the partitions of other months.
const EVENTS = `
  SELECT e.*, p.slug AS provider, pl.slug AS plan, pv.version AS plan_version, ${NAMES}
  FROM usage_events e
  LEFT JOIN providers p ON p.id = e.provider_id
  LEFT JOIN plan_versions pv ON pv.id = e.plan_version_id
  LEFT JOIN plans pl ON pl.id = pv.plan_id
  ${NAMED('e')}
  WHERE e.id = ANY($1::uuid[]) AND e.id >= $2 AND e.id <= $3`;

const RECORDS = `
  SELECT r.*, ${NAMES} FROM call_records r ${NAMED('r')}
  WHERE r.id = ANY($1::uuid[]) AND r.id >= $2 AND r.id <= $3`;

/** Calls by bare request id; those that neither lane knows are missing from the answer. */
export async function loadCalls(
  db: Database,
  requestIds: readonly string[],
  show: CallDetail,
): Promise<Map<string, LoadedCall>> {
  if (requestIds.length === 0) return new Map();
  const [events, records] = await Promise.all([
    db.pool.query<EventRow>(EVENTS, bounded(requestIds.flatMap((id) => [id, derivedId(id, 'reaped')]))),
    db.pool.query<Omit<RecordRow, 'detail'> & { detail: unknown }>(RECORDS, bounded(requestIds)),
  ]);
  const eventOf = new Map<string, EventRow>();
  for (const row of events.rows) {
    if (row.kind === 'usage' || !eventOf.has(row.request_id)) eventOf.set(row.request_id, row);
  }
  const recordOf = new Map(records.rows.map((row) => [row.id, { ...row, detail: readDetail(row.detail) }]));
  const credentials = await loadCredentials(
    db,
    [...eventOf.values(), ...recordOf.values()].flatMap(({ api_key_id: id }) => id ?? []),
  );
  const calls = new Map<string, LoadedCall>();
  for (const id of requestIds) {
    const event = eventOf.get(id) ?? null;
    const record = recordOf.get(id) ?? null;
    if (event === null && record === null) continue;
    calls.set(id, {
      tenantId: event?.tenant_id ?? record?.tenant_id ?? null,
      applicationId: event?.application_id ?? record?.application_id ?? null,
      view: callView(id, { event, record, credentials, show }),
    });
  }
  return calls;
}

function bounded(ids: readonly string[]): [ids: string[], first: string | undefined, last: string | undefined] {
  const sorted = [...ids].sort();
  return [sorted, sorted[0], sorted.at(-1)];
}

function readDetail(detail: unknown): CallRecord['detail'] | null {
  return CallRecordSchema.shape.detail.safeParse(detail).data ?? null;
}
