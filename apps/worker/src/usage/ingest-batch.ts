/**
 * One tenant's batch in one transaction: events, roll-ups, quota counts, ledger, lots, and word of the limits it crossed
 * together, or nothing. The lock on the tenant's balance account comes first, so batches of a tenant follow each other and
 * its `version` orders what Redis is told. Repeating a batch changes nothing.
 */
import type { RecordedQuota } from '@turnpike/limits/recorded-quota';
import type pg from 'pg';
import { drawLots } from './draw-lots.js';
import { EventRefusedError } from './event-refused.js';
import type { PendingUsage } from './pending-usage.js';
import { type BatchPlan, decidingIds, planBatch } from './plan-batch.js';
import { postCharges } from './post-charges.js';
import { countQuotas, readQuotas } from './quota-usage.js';
import { insertRows, selectRows } from './recorded-rows.js';
import { addToRollups } from './rollups.js';
import { lockAccount, type TenantAccount } from './tenant-account.js';
import { tellApproachingQuotas } from './tell-approaching-quotas.js';
import { tellCrossedLimits } from './tell-crossed-limits.js';
import { tellLowBalance } from './tell-low-balance.js';
import { inTransaction } from './transaction.js';

export interface IngestedBatch {
  /** The balance account after the batch. */
  account: TenantAccount;
  /** Rows that were new, reversals included. */
  recorded: BatchPlan['rows'];
  /** Counts of the quotas its events name, after the batch. */
  quotas: RecordedQuota[];
}

/**
 * @throws {TenantRefusedError} when the tenant doesn't exist.
 * @throws {EventRefusedError} or an error of PostgreSQL about the data when an event can't be recorded.
 */
export async function ingestBatch(
  pool: pg.Pool,
  tenantId: string,
  batch: readonly PendingUsage[],
): Promise<IngestedBatch> {
  return inTransaction(pool, async (client) => {
    const account = await lockAccount(client, tenantId, batch[0]?.event.currency ?? 'USD');
    const events = batch.map(({ event }) => event);
    const plan = planBatch(await selectRows(client, decidingIds(events)), batch);
    refuseOtherCurrencies(plan, account);
    await insertRows(client, plan.rows);
    await addToRollups(client, tenantId, plan.rows);
    const counts = await countQuotas(client, tenantId, plan.quotas);
    const after = await postCharges(client, account, plan.rows);
    if (after.version !== account.version) await drawLots(client, after);
    await tellLowBalance(client, account, after);
    await tellApproachingQuotas(client, tenantId, counts);
    await tellCrossedLimits(client, tenantId, counts);
    const quotas = await readQuotas(client, tenantId, { events, currency: after.currency });
    return { account: after, recorded: plan.rows, quotas };
  });
}

function refuseOtherCurrencies(plan: BatchPlan, account: TenantAccount): void {
  for (const row of plan.rows) {
    if (row.currency === account.currency || row.charge === '0') continue;
    throw new EventRefusedError(`it charges ${row.currency} to a tenant billed in ${account.currency}`);
  }
}
