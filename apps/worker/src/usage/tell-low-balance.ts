import { Decimal, formatAmount } from '@turnpike/domain/money';
import type pg from 'pg';
import { membersAllowed, notifyPeople } from '../notices/notify-members.js';
import { emitEvent } from '../outbox/emit-event.js';
import type { TenantAccount } from './tenant-account.js';

/** Only a fall from at least the threshold to below it is one: what is low already is not told again. */
const CROSSED = `
  SELECT low_balance::text AS threshold FROM tenants
  WHERE id = $1 AND low_balance <= $2::numeric AND low_balance > $3::numeric`;

/**
 * Tells a tenant's webhooks, and its people who may pay, when its posted balance falls below the threshold they set. In
 * the transaction that posts the charges, under the account's lock: a batch that is repeated charges nothing, so it tells
 * nothing.
 */
export async function tellLowBalance(
  client: pg.ClientBase,
  before: TenantAccount,
  after: TenantAccount,
): Promise<void> {
  if (after.balance.gte(before.balance)) return;
  const { tenantId, currency } = after;
  const asked = [tenantId, formatAmount(before.balance), formatAmount(after.balance)];
  const [found] = (await client.query<{ threshold: string }>(CROSSED, asked)).rows;
  if (found === undefined) return;
  const data = {
    balance: formatAmount(after.balance),
    threshold: formatAmount(new Decimal(found.threshold)),
    currency,
  };
  await emitEvent(client, { tenantId, type: 'balance.low', data });
  await notifyPeople(client, await membersAllowed(client, tenantId, 'payment:create'), {
    tenantId,
    kind: 'balance.low',
    data,
  });
}
