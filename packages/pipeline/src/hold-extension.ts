import { worstCase } from '@turnpike/domain/rating';
import type { Admissions } from './admissions.js';
import { isBalanceEnforced } from './caller.js';
import { pricesOf } from './prices-of.js';
import type { Admitted } from './tickets.js';

/** What a call's input and this many output tokens can cost, in base units. */
export function holdForOutput(ticket: Admitted, outputTokens: number): bigint {
  const bounds = { inputTokens: ticket.raw.length, outputTokens };
  return worstCase(pricesOf(ticket), bounds, ticket.entitlement.planVersion.currency);
}

/** Whether more may be spent than the call's hold covers only where a balance or a hard budget carries it. */
export function isSpendingBounded({ caller, limits }: Pick<Admitted, 'caller' | 'limits'>): boolean {
  return isBalanceEnforced(caller) || limits.checks.some((check) => check.kind === 'budget' && check.stop === 'hard');
}

/** Raises the hold of a call to a total in base units. One round trip when it is granted. */
export async function raiseHold(
  admissions: Pick<Admissions, 'extend'>,
  ticket: Admitted,
  total: bigint,
): Promise<boolean> {
  const { openCall, caller } = ticket;
  if (total <= openCall.hold) return true;
  const { tenantId } = caller;
  const { owner, requestId } = openCall;
  const enforceBalance = isBalanceEnforced(caller);
  const { checks: limits } = ticket.limits;
  const extended = await admissions.extend({ tenantId, requestId, owner, total, enforceBalance, limits });
  if (extended) openCall.hold = total;
  return extended;
}
