import { Decimal, toBaseUnitsUp } from '@turnpike/domain/money';
import { unitAmount } from '@turnpike/domain/rating';
import { extendHold } from '@turnpike/limits/admission';
import type { KeySpace } from '@turnpike/limits/keys';
import type { Redis } from 'ioredis';
import { pricesOf } from './prices-of.js';
import type { Admitted } from './tickets.js';

/** Raises the hold of a call to what this many output tokens cost on top of its input. One round trip. */
export async function raiseHold(
  stores: { redis: Redis; keys: KeySpace },
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
  const extended = await extendHold(stores, call);
  if (extended) openCall.hold = total;
  return extended;
}
