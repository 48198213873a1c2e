import type { GetOverviewInput, OverviewRange, OverviewView } from '@turnpike/contracts/management/overview';
import type { Database } from '@turnpike/db/client';
import { idFloor, publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { readLatency } from './latency.js';
import { NO_TRAFFIC, readTraffic } from './traffic.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const RANGES: Readonly<Record<OverviewRange, { lengthMs: number; bucket: 'hour' | 'day' }>> = {
  '1h': { lengthMs: HOUR_MS, bucket: 'hour' },
  '24h': { lengthMs: DAY_MS, bucket: 'hour' },
  '7d': { lengthMs: 7 * DAY_MS, bucket: 'day' },
  '30d': { lengthMs: 30 * DAY_MS, bucket: 'day' },
};

const SHOWN = 8;

const REFUSALS = `
  SELECT error_code, count(*)::int AS count FROM call_records
  WHERE error_code IS NOT NULL AND id >= $1::uuid AND id < $2::uuid GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${SHOWN}`;

const PENDING = `
  SELECT
    (SELECT count(*)::int FROM subscriptions WHERE status = 'pending') AS approvals,
    (SELECT count(*)::int FROM parked_usage_events) AS parked,
    (SELECT count(*)::int FROM outbox_messages WHERE relayed_at IS NULL) AS waiting,
    (SELECT min(created_at) FROM outbox_messages WHERE relayed_at IS NULL) AS oldest`;

interface PendingRow {
  approvals: number;
  parked: number;
  waiting: number;
  oldest: Date | null;
}

/** The platform in a range that ends now; for platform admins. */
export async function getOverview(
  context: ManagementContext,
  actor: Actor,
  { range = '24h' }: GetOverviewInput,
): Promise<OverviewView> {
  requirePermission(actor, 'platform:read');
  const { db } = context;
  const now = context.now();
  const span = spanOf(range, now.getTime());
  const [traffic, latency, refusals, pending] = await Promise.all([
    readTraffic(db, span),
    readLatency(db, span),
    db.pool.query<{ error_code: string; count: number }>(REFUSALS, [idFloor(span.fromMs), idFloor(span.toMs)]),
    db.pool.query<PendingRow>(PENDING),
  ]);
  const tenants = traffic.byTenant.slice(0, SHOWN);
  const names = await readTenantNames(db, tenants.map(([id]) => id)); // prettier-ignore
  const instant = (ms: number) => new Date(ms).toISOString();
  const waiting = pending.rows[0] as PendingRow;
  return {
    range,
    from: instant(span.fromMs),
    to: instant(span.toMs),
    asOf: now.toISOString(),
    bucket: span.bucket,
    totals: traffic.totals,
    buckets: startsOf(span).map((startMs) => ({
      start: instant(startMs),
      end: instant(startMs + span.bucketMs),
      ...(traffic.byStart.get(startMs) ?? NO_TRAFFIC),
    })),
    tenants: tenants.map(([id, sums]) => ({ tenantId: publicId('tenant', id), name: names.get(id) ?? null, ...sums })),
    models: traffic.byModel.slice(0, SHOWN).map(([model, sums]) => ({ model, ...sums })),
    latency,
    refusals: refusals.rows.map(({ error_code, count }) => ({ errorCode: error_code, count })),
    pending: {
      approvals: waiting.approvals,
      parkedEvents: waiting.parked,
      outbox: { waiting: waiting.waiting, oldestAt: waiting.oldest?.toISOString() ?? null },
    },
  };
}

function spanOf(range: OverviewRange, nowMs: number) {
  const { lengthMs, bucket } = RANGES[range];
  const bucketMs = bucket === 'hour' ? HOUR_MS : DAY_MS;
  const fromMs = Math.floor((nowMs - lengthMs) / bucketMs) * bucketMs;
  return { fromMs, toMs: Math.floor(nowMs / bucketMs + 1) * bucketMs, bucket, bucketMs };
}

function startsOf({ fromMs, toMs, bucketMs }: { fromMs: number; toMs: number; bucketMs: number }): number[] {
  return Array.from({ length: (toMs - fromMs) / bucketMs }, (_, index) => fromMs + index * bucketMs);
}

async function readTenantNames(db: Database, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.prisma.tenant.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
