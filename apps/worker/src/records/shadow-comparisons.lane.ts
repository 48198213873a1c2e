import { type ShadowComparison, ShadowComparisonSchema } from '@turnpike/contracts/shadow-comparison';
import type { TelemetryLane } from './telemetry-lane.js';

const INSERT = `
  INSERT INTO shadow_comparisons (id, request_id, model, target_id, shadow_target_id, status, shadow_status,
    first_byte_ms, shadow_first_byte_ms, duration_ms, shadow_duration_ms, output_tokens, shadow_output_tokens,
    similarity, same_finish, error, started_at)
  SELECT id, "requestId", model, "targetId", "shadowTargetId", status, "shadowStatus", "firstByteMs",
    "shadowFirstByteMs", "durationMs", "shadowDurationMs", "outputTokens", "shadowOutputTokens", similarity,
    "sameFinish", error, to_timestamp("startedAtMs" / 1000.0)
  FROM jsonb_to_recordset($1::jsonb) AS compared (id uuid, "requestId" uuid, model text, "targetId" uuid,
    "shadowTargetId" uuid, status smallint, "shadowStatus" smallint, "firstByteMs" integer,
    "shadowFirstByteMs" integer, "durationMs" integer, "shadowDurationMs" integer, "outputTokens" integer,
    "shadowOutputTokens" integer, similarity double precision, "sameFinish" boolean, error text, "startedAtMs" bigint)
  ON CONFLICT DO NOTHING`;

export const SHADOW_COMPARISONS: TelemetryLane<ShadowComparison> = {
  key: (keys) => keys.shadowComparisons(),
  schema: ShadowComparisonSchema,
  insert: INSERT,
  counters: ({ comparisonsWritten: written, comparisonsDropped: dropped }) => ({ written, dropped }),
};
