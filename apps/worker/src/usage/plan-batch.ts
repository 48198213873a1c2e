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
import { scopeCounts } from '@turnpike/domain/limit-scope';
import { Decimal, fromBaseUnits } from '@turnpike/domain/money';
import { TOKEN_BUCKETS } from '@turnpike/domain/usage';
import { EventRefusedError } from './event-refused.js';
import type { PendingUsage } from './pending-usage.js';
import { reversalOf, type UsageRow, usageRow } from './usage-row.js';

/** A change of what is used of a quota or budget: more for a call that counts, less when one that did is reversed. */
export interface QuotaChange {
  scope: string;
  periodStartMs: number;
  /** Requests, tokens or money. */
  change: Decimal;
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
  for (const { event, pending } of batch) {
    const same = known.get(event.id);
    if (same !== undefined && same.tenantId !== event.tenantId)
      throw new EventRefusedError('its id is another tenant’s');
    if (same !== undefined) continue;
    if (event.kind === 'reaped' && known.has(event.requestId)) continue;
    add(usageRow(event, fromBaseUnits(pending.overrun, event.currency)));
    plan.quotas.push(...usesOf(event));
    if (event.kind === 'reaped') continue;
    const reaped = known.get(derivedId(event.requestId, 'reaped'));
    if (reaped === undefined || known.has(derivedId(event.requestId, 'reversal'))) continue;
    add(reversalOf(reaped));
    // Both events are of one admission, so they name the same quotas.
    plan.quotas.push(...reversedUses(reaped, event.quotas));
  }
  return plan;
}

/** What a call is charged counts against budgets whether it counts against quotas or not; a test call is charged nothing. */
function usesOf(event: UsageEvent): QuotaChange[] {
  const uses = event.quotas.map(({ scope, periodStartMs, amount }) => {
    const isMoney = scopeCounts(scope) === 'money';
    const counts = isMoney ? event.environment === 'live' : event.counted;
    return { scope, periodStartMs, change: new Decimal(counts ? amount : 0) };
  });
  return uses.filter(({ change }) => !change.isZero());
}

/** A reaped call was counted if it delivered, with what its row says. */
function reversedUses(reaped: UsageRow, quotas: UsageEvent['quotas']): QuotaChange[] {
  const tokens = TOKEN_BUCKETS.reduce((sum, bucket) => sum.add(reaped[bucket]), new Decimal(0));
  const delivered = new Decimal(reaped.usageSource === 'none' ? 0 : 1);
  const used = { requests: delivered, tokens: tokens.mul(delivered), money: new Decimal(reaped.charge) };
  const uses = quotas.map(({ scope, periodStartMs }) => {
    return { scope, periodStartMs, change: used[scopeCounts(scope)].negated() };
  });
  return uses.filter(({ change }) => !change.isZero());
}
