import { Decimal, toBaseUnitsUp } from '@turnpike/domain/money';
import { unitAmount } from '@turnpike/domain/rating';
import type { Admissions } from './admissions.js';
import { pricesOf } from './prices-of.js';
import type { Admitted } from './tickets.js';

/** Raises the hold of a call to what this many output tokens cost on top of its input. One round trip when it is granted. */
export async function raiseHold(
  admissions: Pick<Admissions, 'extend'>,
  ticket: Admitted,
  outputTokens: number,
): Promise<boolean> {
  const { openCall, heldOutputTokens, entitlement, caller } = ticket;
  const prices = pricesOf(ticket);
  const perToken = Decimal.max(unitAmount(prices, 'output_token') ?? '0', unitAmount(prices, 'reasoning_token') ?? '0');
  const more = outputTokens - (heldOutputTokens ?? 0);
  const total = ticket.hold + toBaseUnitsUp(perToken.times(more), entitlement.planVersion.currency);
  if (total <= openCall.hold) return true;
  const call = { tenantId: caller.tenantId, requestId: ticket.arrival.requestId, owner: openCall.owner, total };
  const extended = await admissions.extend(call);
  if (extended) openCall.hold = total;
  return extended;
}
