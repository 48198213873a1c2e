/**
 * Decides, without touching anything, which rows a tenant's batch adds to what is recorded. Correct for any order and
 * any repetition of the events of a call, as long as the caller holds the tenant's lock:
 *
 * - a row whose id is known is a duplicate and adds nothing;
 * - a reaped event counts only while the true one isn't known;
 * - a true event that finds a reaped one takes it back with a reversal, once.
 */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { derivedId } from '@turnpike/domain/derived-id';
import { fromBaseUnits } from '@turnpike/domain/money';
import { EventRefusedError } from './event-refused.js';
import type { PendingUsage } from './pending-usage.js';
import { reversalOf, type UsageRow, usageRow } from './usage-row.js';

/** A change of a quota's count: +1 for a counted call, −1 when a counted one is reversed. */
export interface QuotaChange {
  scope: string;
  periodStartMs: number;
  change: number;
}

export interface BatchPlan {
  rows: UsageRow[];
  quotas: QuotaChange[];
}

/** Ids whose rows decide what a batch adds: those of the calls' true, reaped and reversal events. */
export function decidingIds(events: readonly UsageEvent[]): string[] {
  const ids = new Set<string>();
  for (const { requestId } of events) {
    ids.add(requestId);
    ids.add(derivedId(requestId, 'reaped'));
    ids.add(derivedId(requestId, 'reversal'));
  }
  return [...ids];
}

/** @throws {EventRefusedError} when an id is taken by another tenant's event. */
export function planBatch(recorded: readonly UsageRow[], batch: readonly PendingUsage[]): BatchPlan {
  const known = new Map(recorded.map((row) => [row.id, row]));
  const plan: BatchPlan = { rows: [], quotas: [] };
  const add = (row: UsageRow) => {
    known.set(row.id, row);
    plan.rows.push(row);
  };
  const countQuotas = (event: UsageEvent, change: number) => {
    for (const { scope, periodStartMs } of event.quotas) plan.quotas.push({ scope, periodStartMs, change });
  };
  for (const { event, pending } of batch) {
    const same = known.get(event.id);
    if (same !== undefined && same.tenantId !== event.tenantId)
      throw new EventRefusedError('its id is another tenant’s');
    if (same !== undefined) continue;
    if (event.kind === 'reaped' && known.has(event.requestId)) continue;
    add(usageRow(event, fromBaseUnits(pending.overrun, event.currency)));
    if (event.counted) countQuotas(event, 1);
    if (event.kind === 'reaped') continue;
    const reaped = known.get(derivedId(event.requestId, 'reaped'));
    if (reaped === undefined || known.has(derivedId(event.requestId, 'reversal'))) continue;
    add(reversalOf(reaped));
    // Both events are of one admission, so they name the same quotas; a reaped call was counted if it delivered.
    if (reaped.usageSource !== 'none') countQuotas(event, -1);
  }
  return plan;
}
