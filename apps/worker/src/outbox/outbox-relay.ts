/**
 * Carries committed control-plane changes to Redis and to queues. A row is marked in the transaction that locks it, after its effect:
 * a crash repeats the effect, which is harmless, and never loses it. Workers share the rows by skipping locked ones.
 */
import type { Logger } from '@turnpike/telemetry/logger';
import type pg from 'pg';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import { inTransaction } from '../usage/transaction.js';
import { type TopicContext, TOPICS } from './topics.js';

export interface RelayContext extends TopicContext {
  metrics: WorkerMetrics;
  logger: Logger;
}

/** Rows of one transaction: they stay locked while Redis is asked. */
const BATCH_SIZE = 100;

/** Only topics this version knows: one that a newer version wrote waits for a newer worker. */
const TAKE = `
  SELECT id, topic, payload FROM outbox_messages WHERE relayed_at IS NULL AND topic = ANY($1)
  ORDER BY id LIMIT ${BATCH_SIZE} FOR UPDATE SKIP LOCKED`;

const MARK = 'UPDATE outbox_messages SET relayed_at = now() WHERE id = ANY($1)';

interface OutboxRow {
  id: string;
  topic: string;
  payload: unknown;
}

/** Relays what waits. Rejects when a store can't be reached, and leaves the rest for the next time. */
export async function relayOutbox(context: RelayContext, signal: AbortSignal): Promise<void> {
  let taken = BATCH_SIZE;
  while (taken === BATCH_SIZE && !signal.aborted)
    taken = await inTransaction(context.pool, (client) => relayBatch(context, client));
}

async function relayBatch(context: RelayContext, client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query<OutboxRow>(TAKE, [[...TOPICS.keys()]]);
  for (const row of rows) await relayRow(context, row);
  if (rows.length > 0) await client.query(MARK, [rows.map((row) => row.id)]);
  return rows.length;
}

/** A payload that can't be read will never be: it is reported and marked, and stays in the table for a while. */
async function relayRow(context: RelayContext, row: OutboxRow): Promise<void> {
  const relayed = await TOPICS.get(row.topic)?.(context, row);
  if (relayed === true) return context.metrics.outboxRelayed.inc({ topic: row.topic });
  context.metrics.outboxUnusable.inc();
  context.logger.error({ outboxId: row.id, topic: row.topic }, 'outbox message can not be read');
}

const RETENTION = `
  DELETE FROM outbox_messages WHERE id IN (
    SELECT id FROM outbox_messages WHERE relayed_at < now() - interval '3 days' ORDER BY id LIMIT 5000)`;

/** Deletes rows relayed more than three days ago, some at a time. */
export async function deleteRelayed(pool: pg.Pool): Promise<void> {
  await pool.query(RETENTION);
}
