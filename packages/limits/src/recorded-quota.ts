import { scopeCounts } from '@turnpike/domain/limit-scope';
import { Decimal, toBaseUnitsUp } from '@turnpike/domain/money';

/** What PostgreSQL has recorded of a period against a quota (requests or tokens) or a budget (base units, rounded up). */
export interface RecordedQuota {
  scope: string;
  /** Unix ms. */
  startMs: number;
  used: bigint;
}

/** A row of `quota_usage`, whose `used` is a decimal string, as Redis counts it. */
export function recordedQuota(row: { scope: string; startMs: number; used: string }, currency: string): RecordedQuota {
  const used = new Decimal(row.used);
  const isMoney = scopeCounts(row.scope) === 'money';
  return { ...row, used: isMoney ? toBaseUnitsUp(used, currency) : BigInt(used.ceil().toFixed(0)) };
}
