import { parseInstant } from '@turnpike/contracts/management/fields';
import { MIN_GRANT_REASON_LENGTH, type CreditView, type GrantCreditInput } from '@turnpike/contracts/management/money';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { newId, publicId } from '@turnpike/domain/ids';
import { Decimal, formatAmount } from '@turnpike/domain/money';
import { ApiError } from '@turnpike/errors/api-error';
import { actorId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { enqueue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { membersAllowed, notifyUsers } from '../notices/notify.js';
import { requireId } from '../references/require-id.js';
import { fixCurrency, lockTenant } from '../tenants/lock-tenant.js';
import { postTransaction } from './post-transaction.js';
import { readPosted } from './read-posted.js';

interface Grant {
  tenantId: string;
  currency: string;
  amount: Decimal;
  reason: string;
  expiresAt: Date | null;
  idempotencyKey: string;
}

/**
 * Grants credit: `grants` pays into `customer_balance`, and a lot is made that charges draw from. The first grant fixes
 * the tenant's currency. The same idempotency key answers with the first grant, or `conflict` when it now says something
 * else. Platform admins only; a person, or a key in a person's hand, must say why.
 */
export async function grantCredit(
  context: ManagementContext,
  actor: Actor,
  input: GrantCreditInput & { tenantId: string },
): Promise<CreditView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'credit:grant', { tenantId });
  const expiresAt = readExpiry(context, input.expiresAt);
  return inTransaction(context, async (tx) => {
    await lockTenant(tx, tenantId);
    requireReason(actor, input.reason);
    const grant: Grant = {
      tenantId,
      currency: await settleCurrency(tx, tenantId, input.currency),
      amount: new Decimal(input.amount),
      reason: input.reason,
      expiresAt,
      idempotencyKey: `grant:${tenantId}:${input.idempotencyKey ?? newId()}`,
    };
    const lot = (await findEarlier(tx, grant)) ?? (await post(tx, actor, grant));
    return creditView(lot, await readPosted(tx, tenantId, grant.currency));
  });
}

/** Fixes or checks the currency; the tenant's row stays locked, so that equal idempotency keys wait for each other. */
async function settleCurrency(tx: Transaction, tenantId: string, asked: string | undefined): Promise<string> {
  const currency = asked ?? (await lockTenant(tx, tenantId)).currency;
  if (currency === null) {
    throw new ApiError('validation_failed', { message: 'The first grant must name its currency.', param: 'currency' });
  }
  await fixCurrency(tx, tenantId, currency);
  return currency;
}

async function findEarlier(tx: Transaction, grant: Grant): Promise<Prisma.LotModel | null> {
  const { idempotencyKey } = grant;
  const transaction = await tx.ledgerTransaction.findUnique({ where: { idempotencyKey }, select: { id: true } });
  if (transaction === null) return null;
  const lot = await tx.lot.findFirstOrThrow({ where: { transactionId: transaction.id } });
  if (!grant.amount.equals(lot.amount.toFixed()) || lot.currency !== grant.currency) {
    const message = 'The idempotency key was used for another grant.';
    throw new ApiError('conflict', { message, param: 'idempotencyKey' });
  }
  return lot;
}

async function post(tx: Transaction, actor: Actor, grant: Grant): Promise<Prisma.LotModel> {
  const { tenantId, currency, amount, reason, expiresAt } = grant;
  const transactionId = await postTransaction(tx, {
    tenantId,
    currency,
    kind: 'grant',
    idempotencyKey: grant.idempotencyKey,
    reason,
    actor: actorId(actor),
    entries: [
      { account: 'grants', amount: amount.negated() },
      { account: 'customer_balance', amount },
    ],
  });
  const text = formatAmount(amount);
  const lot = await tx.lot.create({
    data: {
      id: newId(),
      tenantId,
      transactionId,
      source: 'grant',
      currency,
      amount: text,
      remaining: text,
      reason,
      expiresAt,
    },
  });
  await writeAudit(tx, actor, {
    tenantId,
    action: 'credit.grant',
    resourceKind: 'lot',
    resourceId: lot.id,
    detail: { amount: text, currency, reason, expiresAt: expiresAt?.toISOString() ?? null },
  });
  await enqueue(tx, 'balance.posted', { tenantId });
  await tellTenant(tx, { tenantId, amount: text, currency, reason });
  return lot;
}

/** Those who may see the balance, in the portal. */
async function tellTenant(
  tx: Transaction,
  { tenantId, ...data }: { tenantId: string; amount: string; currency: string; reason: string },
): Promise<void> {
  const people = await membersAllowed(tx, tenantId, 'balance:read');
  const userIds = people.map(({ userId }) => userId);
  await notifyUsers(tx, userIds, { kind: 'credit.granted', tenantId, data });
}

function requireReason(actor: Actor, reason: string): void {
  if (actor.kind === 'system' || reason.trim().length >= MIN_GRANT_REASON_LENGTH) return;
  const message = 'Say why the credit is given.';
  throw new ApiError('validation_failed', { message, param: 'reason' });
}

function readExpiry(context: ManagementContext, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const expiresAt = parseInstant(text);
  if (expiresAt > context.now()) return expiresAt;
  throw new ApiError('validation_failed', { message: 'The expiry must lie in the future.', param: 'expiresAt' });
}

function creditView(lot: Prisma.LotModel, posted: Decimal): CreditView {
  return {
    id: publicId('lot', lot.id),
    tenantId: publicId('tenant', lot.tenantId),
    transactionId: publicId('ledgerTransaction', lot.transactionId),
    amount: lot.amount.toFixed(),
    remaining: lot.remaining.toFixed(),
    currency: lot.currency,
    reason: lot.reason,
    expiresAt: lot.expiresAt?.toISOString() ?? null,
    createdAt: lot.createdAt.toISOString(),
    posted: formatAmount(posted),
  };
}
