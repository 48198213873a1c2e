/**
 * The charge of a finished job is in its row, and owed until it is recorded. The process that ran the job settles it at
 * once; here is what finds those that were recorded, and settles the others again, should that process have died.
 */
import { type UsageEvent, UsageEventSchema } from '@turnpike/contracts/usage-event';
import { parseScaled, scaledToBaseUnitsUp } from '@turnpike/domain/scaled-amount';
import type { SettlementEntry, SettlementLane } from '@turnpike/pipeline/settlement/settlement-lane';
import type { Logger } from '@turnpike/telemetry/logger';
import type pg from 'pg';

/** A parked event waits for people: settling it again would only park it again. */
const MARK_RECORDED = `
  UPDATE jobs SET settled_at = now()
  WHERE usage_event IS NOT NULL AND settled_at IS NULL AND (
    EXISTS (SELECT 1 FROM usage_events WHERE usage_events.id = jobs.call_id)
    OR EXISTS (SELECT 1 FROM parked_usage_events WHERE parked_usage_events.id = jobs.call_id))`;

/** Time enough for the process that ran the job. What it still keeps is left alone by the lane, by its id. */
const OWED = `
  SELECT jobs.id, usage_event, billing_mode = 'prepaid' AS "isPrepaid"
  FROM jobs JOIN tenants ON tenants.id = tenant_id
  WHERE usage_event IS NOT NULL AND settled_at IS NULL AND finished_at < now() - interval '5 seconds'
  ORDER BY jobs.id LIMIT 500`;

interface OwedRow {
  id: string;
  usage_event: unknown;
  isPrepaid: boolean;
}

export interface SettleJobsContext {
  pool: pg.Pool;
  settlements: Pick<SettlementLane, 'submit'>;
  /** To whom the confirmation goes. */
  processId: string;
  logger: Logger;
}

/** Settles what finished jobs owe, as often as it takes. Rejects when PostgreSQL can't be reached. */
export async function settleJobs({ pool, settlements, processId, logger }: SettleJobsContext): Promise<void> {
  await pool.query(MARK_RECORDED);
  const { rows } = await pool.query<OwedRow>(OWED);
  for (const { id, usage_event, isPrepaid } of rows) {
    const parsed = UsageEventSchema.safeParse(usage_event);
    if (parsed.success) {
      const event = { ...parsed.data, owner: processId };
      await settlements.submit(entryOf(event, isPrepaid && event.environment === 'live'));
    } else logger.error({ jobId: id, issues: parsed.error.issues.slice(0, 3) }, 'usage event of a job can not be read');
  }
}

/** What the lane takes for an event; `enforceBalance` where it may not take the balance below zero. */
export function entryOf(event: UsageEvent, enforceBalance: boolean): SettlementEntry {
  return { event, charge: scaledToBaseUnitsUp(parseScaled(event.charge), event.currency), enforceBalance };
}
