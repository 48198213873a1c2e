import { countDefaultPartitionRows, ensureUsagePartitions } from '@turnpike/db/partitions';
import { withConnection } from '@turnpike/db/with-connection';
import type { Logger } from '@turnpike/telemetry/logger';
import type pg from 'pg';
import type { WorkerMetrics } from '../operations/worker-metrics.js';

const MONTHS_AHEAD = 3;

/** Makes the partitions of the coming months, and alarms when rows went where no month took them. */
export async function makePartitions(context: {
  pool: pg.Pool;
  metrics: WorkerMetrics;
  logger: Logger;
}): Promise<void> {
  await withConnection(context.pool, async (client) => {
    const made = await ensureUsagePartitions(client, { monthsAhead: MONTHS_AHEAD, now: new Date() });
    if (made.length > 0) context.logger.info({ made }, 'partitions made');
    for (const [table, rows] of Object.entries(await countDefaultPartitionRows(client))) {
      context.metrics.defaultPartitionRows.set({ table }, rows);
      if (rows > 0) context.logger.error({ table, rows }, 'rows in the default partition');
    }
  });
}
