/**
 * The most that a call can use and cost: what its hold covers, and what is reserved of limits in tokens. Input is no
 * larger than its bytes, since every token is at least one; output has the caller's bound, or an estimate.
 */
import { ratedTable } from '@turnpike/domain/pricing';
import { pricesUnits, type UsageBounds, worstCase } from '@turnpike/domain/rating';
import { pricingOf } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import { pricesOf } from '../prices-of.js';
import type { Understood } from '../tickets.js';
import type { TokenBound } from './call-limits.js';

/** Output tokens first held for a stream without a bound; more is held as it flows. */
const STREAM_ESTIMATE = 1_024;
/** Output tokens held for a unary answer whose model states no bound: it can't be extended, it arrives at once. */
const UNARY_ESTIMATE = 4_096;
/** No balance carries more base units than this; a hold above it is refused without asking. */
const LARGEST_HOLD = 2n ** 62n;

/** Output tokens of a call, and whether that is an estimate because nobody set a bound. */
export function outputBound({ request, model, arrival }: Understood): { tokens: number; estimated: boolean } {
  if (!arrival.operation.producesOutput) return { tokens: 0, estimated: false };
  if (request.maxOutputTokens !== null) return { tokens: request.maxOutputTokens, estimated: false };
  if (request.stream) return { tokens: STREAM_ESTIMATE * request.choices, estimated: true };
  return { tokens: (model.maxOutputTokens ?? UNARY_ESTIMATE) * request.choices, estimated: true };
}

/** For limits in tokens. What a call is priced by decides what its bounds are of. */
export function tokenBound(ticket: Understood, output: { tokens: number; estimated: boolean }): TokenBound {
  const { inputTokens, outputTokens } = boundsOf(ticket, output.tokens);
  return { inputTokens, outputTokens, isEstimated: output.estimated };
}

/** The worst case in base units, at the caller's own prices. */
export function holdFor(ticket: Understood, outputTokens: number): bigint | ApiError {
  if (ticket.caller.environment !== 'live') return 0n;
  const prices = pricesOf(ticket);
  const { operation } = ticket.arrival;
  const pricing = pricingOf(operation);
  const table = pricing === null ? prices : ratedTable(prices, pricing.ways);
  if (table === null || (pricing === null && !pricesUnits(prices, operation.units)))
    return new ApiError('price_unknown');
  const hold = worstCase(table, boundsOf(ticket, outputTokens), ticket.entitlement.planVersion.currency);
  return hold > LARGEST_HOLD ? refuseFunds() : hold;
}

/** The balance doesn't carry the call. */
export function refuseFunds(): ApiError {
  return new ApiError('insufficient_quota', { details: { scope: 'tenant', limit: 'balance' } });
}

function boundsOf(ticket: Understood, outputTokens: number): UsageBounds {
  const pricing = pricingOf(ticket.arrival.operation);
  if (pricing === null) return { inputTokens: ticket.raw.length, outputTokens };
  return pricing.boundsOf({ body: ticket.request.body, files: ticket.files });
}
