import { type CallRecord, CallRecordSchema } from '@turnpike/contracts/call-record';
import type { TelemetryLane } from './telemetry-lane.js';

const INSERT = `
  INSERT INTO call_records (id, tenant_id, application_id, api_key_id, environment, operation, model, status, error_code,
    started_at, duration_us, detail)
  SELECT id, "tenantId", "applicationId", "apiKeyId", environment, operation, model, status, "errorCode",
    to_timestamp("startedAtMs" / 1000.0), "durationUs", detail
  FROM jsonb_to_recordset($1::jsonb) AS record (id uuid, "tenantId" uuid, "applicationId" uuid, "apiKeyId" uuid,
    environment text, operation text, model text, status smallint, "errorCode" text, "startedAtMs" bigint,
    "durationUs" bigint, detail jsonb)
  ON CONFLICT DO NOTHING`;

export const CALL_RECORDS: TelemetryLane<CallRecord> = {
  key: (keys) => keys.records(),
  schema: CallRecordSchema,
  insert: INSERT,
  counters: ({ recordsWritten: written, recordsDropped: dropped }) => ({ written, dropped }),
};
