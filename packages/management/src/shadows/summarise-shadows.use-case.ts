import type { ShadowSummaryView } from '@turnpike/contracts/management/shadows';
import { idFloor, publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { nameTargets } from './name-targets.js';

const DAYS = 7;
const DAY_MS = 86_400_000;
/** Newest comparisons that are looked at: few enough to read while a page waits. */
const MOST_COMPARISONS = 20_000;

/** A shadow that gave no answer took no time that could be compared, so times are of those that did. */
const SUMMARY = `
  SELECT model, shadow_target_id AS "shadowTargetId", count(*)::int AS count,
    count(*) FILTER (WHERE error IS NOT NULL)::int AS failed,
    100 * avg((status = shadow_status)::int) AS "sameStatus",
    100 * avg(same_finish::int) AS "sameFinish",
    percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE error IS NULL) AS duration,
    percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY shadow_duration_ms)
      FILTER (WHERE error IS NULL) AS "shadowDuration",
    avg(similarity) AS similarity,
    sum(output_tokens)::float8 AS "outputTokens", sum(shadow_output_tokens)::float8 AS "shadowOutputTokens"
  FROM (
    SELECT * FROM shadow_comparisons WHERE id >= $1::uuid AND ($2::text IS NULL OR model = $2)
    ORDER BY id DESC LIMIT ${MOST_COMPARISONS}
  ) newest
  GROUP BY model, shadow_target_id ORDER BY model, shadow_target_id`;

interface SummaryRow {
  model: string;
  shadowTargetId: string;
  count: number;
  failed: number;
  sameStatus: string | null;
  sameFinish: string | null;
  duration: (number | null)[] | null;
  shadowDuration: (number | null)[] | null;
  similarity: number | null;
  outputTokens: number;
  shadowOutputTokens: number | null;
}

/**
 * How the shadows of the last seven days compare with the answers given, by model and shadow; of the newest 20,000
 * comparisons where there are more. Platform admins only.
 */
export async function summariseShadows(
  context: ManagementContext,
  actor: Actor,
  { model }: { model?: string | undefined },
): Promise<ShadowSummaryView[]> {
  requirePermission(actor, 'catalogue:read');
  const since = idFloor(context.now().getTime() - DAYS * DAY_MS);
  const { rows } = await context.db.pool.query<SummaryRow>(SUMMARY, [since, model ?? null]);
  const nameOf = await nameTargets(
    context.db.prisma,
    rows.map(({ shadowTargetId }) => shadowTargetId),
  );
  return rows.map((row) => ({
    model: row.model,
    shadowTargetId: publicId('target', row.shadowTargetId),
    shadowProvider: nameOf(row.shadowTargetId).provider,
    shadowUpstreamModel: nameOf(row.shadowTargetId).upstreamModel,
    count: row.count,
    failed: row.failed,
    sameStatusPercent: rounded(row.sameStatus),
    sameFinishPercent: rounded(row.sameFinish),
    durationMs: spread(row.duration),
    shadowDurationMs: spread(row.shadowDuration),
    similarity: row.similarity,
    outputTokens: row.outputTokens,
    shadowOutputTokens: row.shadowOutputTokens ?? 0,
  }));
}

/** PostgreSQL's average of whole numbers is a numeric, which comes as text. */
function rounded(percent: string | null): number | null {
  return percent === null ? null : Math.round(Number(percent) * 10) / 10;
}

function spread(values: (number | null)[] | null): { p50: number; p95: number } | null {
  const [p50, p95] = values ?? [];
  if (typeof p50 !== 'number' || typeof p95 !== 'number') return null;
  return { p50: Math.round(p50), p95: Math.round(p95) };
}
