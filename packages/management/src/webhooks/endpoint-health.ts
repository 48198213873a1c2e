import { idFloor } from '@turnpike/domain/ids';
import type { WebhookEndpointView } from '@turnpike/contracts/management/webhooks';
import type { ManagementContext } from '../management-context.js';

type Health = WebhookEndpointView['health'];

interface HealthRow {
  endpoint_id: string;
  delivered: number;
  failed: number;
  pending: number;
  last_delivered_at: Date | null;
  median_ms: number | null;
}

const DAY_MS = 86_400_000;

const NOTHING: Health = { delivered: 0, failed: 0, pending: 0, lastDeliveredAt: null, medianMs: null };

/** Deliveries by their id's own time, so that a day of them is read and not all. */
const HEALTH = `
  SELECT d.endpoint_id,
    count(*) FILTER (WHERE d.state = 'delivered')::int AS delivered,
    count(*) FILTER (WHERE d.state = 'failed')::int AS failed,
    count(*) FILTER (WHERE d.state = 'pending')::int AS pending,
    max(d.delivered_at) AS last_delivered_at,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY tries.answered_ms))::int AS median_ms
  FROM webhook_deliveries d
  LEFT JOIN LATERAL (
    SELECT avg(a.duration_ms) AS answered_ms FROM webhook_attempts a
    WHERE a.delivery_id = d.id AND a.response_status IS NOT NULL
  ) tries ON true
  WHERE d.endpoint_id = ANY($1::uuid[]) AND d.id >= $2::uuid
  GROUP BY d.endpoint_id`;

/** How deliveries of the last 24 hours went, by bare endpoint id: one query however many endpoints. */
export async function loadHealth(
  context: ManagementContext,
  endpointIds: readonly string[],
): Promise<(endpointId: string) => Health> {
  if (endpointIds.length === 0) return () => NOTHING;
  const since = idFloor(context.now().getTime() - DAY_MS);
  const { rows } = await context.db.pool.query<HealthRow>(HEALTH, [endpointIds, since]);
  const byId = new Map(rows.map((row) => [row.endpoint_id, row]));
  return (endpointId) => {
    const row = byId.get(endpointId);
    if (row === undefined) return NOTHING;
    const { delivered, failed, pending, last_delivered_at: last, median_ms: medianMs } = row;
    return { delivered, failed, pending, lastDeliveredAt: last?.toISOString() ?? null, medianMs };
  };
}
