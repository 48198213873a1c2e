import type { QueuesView } from '@turnpike/contracts/management/queues';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { askQueues } from './ask-queues.js';

/** What is ready in the database and was not taken yet, by the queue that wakes whoever takes it. */
const BACKLOG = `
  SELECT 'mail' AS queue, count(*)::int AS count, min(created_at) AS oldest FROM outbox_messages
    WHERE topic = 'mail.requested' AND relayed_at IS NULL
  UNION ALL
  SELECT 'jobs', count(*)::int, min(run_at) FROM jobs WHERE state = 'queued' AND run_at <= $1
  UNION ALL
  SELECT 'webhook-deliveries', count(*)::int, min(d.due_at) FROM webhook_deliveries d
    LEFT JOIN webhook_endpoints e ON e.id = d.endpoint_id
    WHERE d.state = 'pending' AND d.due_at <= $1 AND (d.lease_until IS NULL OR d.lease_until <= $1)
      AND (d.endpoint_id IS NULL OR e.state = 'enabled')`;

/** Every queue with its depth, its age and its newest failures; for those who run the platform. */
export async function listQueues(context: ManagementContext, actor: Actor): Promise<QueuesView> {
  requirePermission(actor, 'platform:read');
  const now = context.now();
  const [queues, { rows }] = await Promise.all([
    askQueues(context, (port) => port.read()),
    context.db.pool.query<{ queue: string; count: number; oldest: Date | null }>(BACKLOG, [now]),
  ]);
  const backlogs = new Map(rows.map(({ queue, count, oldest }) => [queue, { count, oldestAt: iso(oldest) }]));
  return {
    asOf: now.toISOString(),
    queues: queues.map(({ oldestWaitingAt, failures, ...figures }) => ({
      ...figures,
      oldestWaitingAt: iso(oldestWaitingAt),
      backlog: backlogs.get(figures.name) ?? null,
      failures: failures.map(({ failedAt, ...failure }) => ({ ...failure, failedAt: failedAt.toISOString() })),
    })),
  };
}

function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
