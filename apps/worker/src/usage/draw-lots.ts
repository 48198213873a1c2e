/**
 * Keeps lots and balance equal: after a posting, what remains in the tenant's lots together is its balance, or nothing
 * where the balance is negative (postpaid).
 *
 * Lots are drawn by priority, then expiry, then age. What a reversal gives back fills them in exactly the opposite order,
 * each up to its amount. A debt is paid out of the next grant's lot, because the difference is what counts here, not the
 * charge.
 */
import { Decimal, formatAmount } from '@turnpike/domain/money';
import type pg from 'pg';
import type { TenantAccount } from './tenant-account.js';

const DRAW_ORDER = 'priority, expires_at NULLS LAST, created_at, id';
const REFILL_ORDER = 'priority DESC, expires_at DESC NULLS FIRST, created_at DESC, id DESC';

const DRAWABLE = `
  SELECT id, amount, remaining FROM lots WHERE tenant_id = $1 AND currency = $2 AND remaining > 0 ORDER BY ${DRAW_ORDER}`;

const REFILLABLE = `
  SELECT id, amount, remaining FROM lots WHERE tenant_id = $1 AND currency = $2 AND remaining < amount
  ORDER BY ${REFILL_ORDER}`;

const UPDATE = `
  UPDATE lots SET remaining = lot.remaining
  FROM unnest($1::uuid[], $2::numeric[]) AS lot (id, remaining) WHERE lots.id = lot.id`;

interface Lot {
  id: string;
  amount: Decimal;
  remaining: Decimal;
}

/** Draws or refills the lots of an account whose lock the transaction holds. */
export async function drawLots(client: pg.ClientBase, account: TenantAccount): Promise<void> {
  const drawable = await readLots(client, DRAWABLE, account);
  const held = drawable.reduce((sum, lot) => sum.plus(lot.remaining), new Decimal(0));
  const missing = held.minus(Decimal.max(account.balance, 0));
  if (missing.isZero()) return;
  const changed = missing.isPositive()
    ? take(drawable, missing)
    : giveBack(await readLots(client, REFILLABLE, account), missing.negated());
  if (changed.length === 0) return;
  await client.query(UPDATE, [changed.map((lot) => lot.id), changed.map((lot) => formatAmount(lot.remaining))]);
}

function take(lots: readonly Lot[], amount: Decimal): Lot[] {
  const changed: Lot[] = [];
  let left = amount;
  for (const lot of lots) {
    if (left.isZero()) break;
    const taken = Decimal.min(left, lot.remaining);
    changed.push({ ...lot, remaining: lot.remaining.minus(taken) });
    left = left.minus(taken);
  }
  return changed;
}

function giveBack(lots: readonly Lot[], amount: Decimal): Lot[] {
  const changed: Lot[] = [];
  let left = amount;
  for (const lot of lots) {
    if (left.isZero()) break;
    const given = Decimal.min(left, lot.amount.minus(lot.remaining));
    changed.push({ ...lot, remaining: lot.remaining.plus(given) });
    left = left.minus(given);
  }
  return changed;
}

async function readLots(client: pg.ClientBase, query: string, account: TenantAccount): Promise<Lot[]> {
  const { rows } = await client.query<{ id: string; amount: string; remaining: string }>(query, [
    account.tenantId,
    account.currency,
  ]);
  return rows.map((row) => ({ id: row.id, amount: new Decimal(row.amount), remaining: new Decimal(row.remaining) }));
}
