/**
 * Calls by request id, put together from the usage event (the money lane: exact, late by a second at most) and the call
 * record (the telemetry lane: may be missing). Where an event was reaped and the true one came later, the true one shows.
 */
import { CallRecordSchema, type CallRecord } from '@turnpike/contracts/call-record';
import type { CallView } from '@turnpike/contracts/management/calls';
import type { Database } from '@turnpike/db/client';
import { derivedId } from '@turnpike/domain/derived-id';
import type { EventRow, RecordRow } from './call-rows.js';
import { callView } from './call-view.js';

/** A call with the bare ids that decide who may see it. */
export interface LoadedCall {
  tenantId: string | null;
  applicationId: string | null;
  view: CallView;
}

// The names come by left join: an event outlives what it refers to.
const EVENTS = `
  SELECT e.*, p.slug AS provider, pl.slug AS plan, pv.version AS plan_version
  FROM usage_events e
  LEFT JOIN providers p ON p.id = e.provider_id
  LEFT JOIN plan_versions pv ON pv.id = e.plan_version_id
  LEFT JOIN plans pl ON pl.id = pv.plan_id
  WHERE e.id = ANY($1::uuid[])`;

const RECORDS = 'SELECT * FROM call_records WHERE id = ANY($1::uuid[])';

/** Calls by bare request id; those that neither lane knows are missing from the answer. */
export async function loadCalls(db: Database, requestIds: readonly string[]): Promise<Map<string, LoadedCall>> {
  const eventIds = requestIds.flatMap((id) => [id, derivedId(id, 'reaped')]);
  const [events, records] = await Promise.all([
    db.pool.query<EventRow>(EVENTS, [eventIds]),
    db.pool.query<Omit<RecordRow, 'detail'> & { detail: unknown }>(RECORDS, [requestIds]),
  ]);
  const calls = new Map<string, LoadedCall>();
  for (const id of requestIds) {
    const ofRequest = events.rows.filter((row) => row.request_id === id);
    const event = ofRequest.find(({ kind }) => kind === 'usage') ?? ofRequest[0] ?? null;
    const raw = records.rows.find((row) => row.id === id);
    const record = raw === undefined ? null : { ...raw, detail: readDetail(raw.detail) };
    if (event === null && record === null) continue;
    calls.set(id, {
      tenantId: event?.tenant_id ?? record?.tenant_id ?? null,
      applicationId: event?.application_id ?? record?.application_id ?? null,
      view: callView(id, event, record),
    });
  }
  return calls;
}

function readDetail(detail: unknown): CallRecord['detail'] | null {
  return CallRecordSchema.shape.detail.safeParse(detail).data ?? null;
}
