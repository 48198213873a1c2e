/** Finds the lanes with deliveries due and wakes workers for them: the schedule's clock, and what mends a lost wake-up. */
import type { WebhookDeliveriesQueue } from '@turnpike/queues/webhook-deliveries.queue';
import type pg from 'pg';
import type { WorkerMetrics } from '../operations/worker-metrics.js';

/** From lane to lane by the index, whatever each of them has waiting. */
const DUE_LANES = `
  WITH RECURSIVE lanes AS (
    (SELECT coalesce(endpoint_id, tenant_id) AS lane FROM webhook_deliveries
      WHERE state = 'pending' ORDER BY coalesce(endpoint_id, tenant_id) LIMIT 1)
    UNION ALL
    SELECT (SELECT coalesce(d.endpoint_id, d.tenant_id) FROM webhook_deliveries d
      WHERE d.state = 'pending' AND coalesce(d.endpoint_id, d.tenant_id) > lanes.lane
      ORDER BY coalesce(d.endpoint_id, d.tenant_id) LIMIT 1)
    FROM lanes WHERE lanes.lane IS NOT NULL
  )
  SELECT lanes.lane, extract(epoch FROM now() - next.due_at)::float8 AS "overdueSeconds"
  FROM lanes CROSS JOIN LATERAL (
    SELECT d.due_at FROM webhook_deliveries d
    WHERE d.state = 'pending' AND coalesce(d.endpoint_id, d.tenant_id) = lanes.lane AND d.due_at <= now()
      AND (d.lease_until IS NULL OR d.lease_until <= now())
    ORDER BY d.due_at LIMIT 1
  ) next
  WHERE NOT EXISTS (
    SELECT FROM webhook_endpoints e WHERE e.id = lanes.lane AND (e.state <> 'enabled' OR e.deleted_at IS NOT NULL))`;

/** Rejects when a store can't be reached. */
export async function sweepLanes(
  { pool, metrics }: { pool: pg.Pool; metrics: WorkerMetrics },
  queue: WebhookDeliveriesQueue,
): Promise<void> {
  const { rows } = await pool.query<{ lane: string; overdueSeconds: number }>(DUE_LANES);
  metrics.webhookOldestDueSeconds.set(Math.max(0, ...rows.map((row) => row.overdueSeconds)));
  await queue.enqueue(rows.map(({ lane }) => lane));
}
