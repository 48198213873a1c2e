import { worstCase } from '@turnpike/domain/rating';
import type { Admissions } from './admissions.js';
import { pricesOf } from './prices-of.js';
import type { Admitted } from './tickets.js';

/** What a call's input and this many output tokens can cost, in base units. */
export function holdForOutput(ticket: Admitted, outputTokens: number): bigint {
  const bounds = { inputTokens: ticket.raw.length, outputTokens };
  return worstCase(pricesOf(ticket), bounds, ticket.entitlement.planVersion.currency);
}

/** Raises the hold of a call to a total in base units. One round trip when it is granted. */
export async function raiseHold(
  admissions: Pick<Admissions, 'extend'>,
  ticket: Admitted,
  total: bigint,
): Promise<boolean> {
  const { openCall, caller } = ticket;
  if (total <= openCall.hold) return true;
  const call = { tenantId: caller.tenantId, requestId: ticket.arrival.requestId, owner: openCall.owner, total };
  const extended = await admissions.extend(call);
  if (extended) openCall.hold = total;
  return extended;
}
