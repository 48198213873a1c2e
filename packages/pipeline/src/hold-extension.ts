import { worstCase } from '@turnpike/domain/rating';
import type { Admissions } from './admissions.js';
import { pricesOf } from './prices-of.js';
import type { Admitted } from './tickets.js';

/** Raises the hold of a call to what its input and this many output tokens can cost. One round trip when it is granted. */
export async function raiseHold(
  admissions: Pick<Admissions, 'extend'>,
  ticket: Admitted,
  outputTokens: number,
): Promise<boolean> {
  const { openCall, entitlement, caller } = ticket;
  const bounds = { inputTokens: ticket.raw.length, outputTokens };
  const total = worstCase(pricesOf(ticket), bounds, entitlement.planVersion.currency);
  if (total <= openCall.hold) return true;
  const call = { tenantId: caller.tenantId, requestId: ticket.arrival.requestId, owner: openCall.owner, total };
  const extended = await admissions.extend(call);
  if (extended) openCall.hold = total;
  return extended;
}
