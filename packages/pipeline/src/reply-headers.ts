/**
 * Headers of data-plane answers: the request id, the limits as they stand, and the receipt. Names after
 * draft-ietf-httpapi-ratelimit-headers and OpenAI's family; the receipt's prefix is the product's own.
 */
import type { ApiError } from '@turnpike/errors/api-error';
import type { ReplyHeaders } from './exchange.js';
import type { Admitted, Arrival, Bill, Dispatched, UsageReading, LimitState } from './tickets.js';

/** What every answer carries. The caller's own request id is kept beside ours. */
export function identityHeaders(arrival: Arrival, prefix: string): ReplyHeaders {
  const headers: ReplyHeaders = { 'x-request-id': arrival.publicRequestId };
  if (arrival.clientRequestId !== null) headers[`${prefix}-client-request-id`] = toHeaderText(arrival.clientRequestId);
  return headers;
}

/** Limits after this call was admitted. */
export function limitHeaders({ reply, entitlement, quotas }: LimitState): ReplyHeaders {
  const policies: string[] = [];
  const states: string[] = [];
  const headers: ReplyHeaders = {};
  const { requestsPerSecond, burst } = entitlement.planVersion;
  const [rate] = reply.rates;
  if (rate !== undefined && requestsPerSecond !== null) {
    const allowed = burst ?? requestsPerSecond;
    const fullInSeconds = Math.ceil(rate.fullInUs / 1_000_000);
    policies.push(`"burst";q=${allowed};w=${Math.max(1, Math.ceil(allowed / requestsPerSecond))}`);
    states.push(`"burst";r=${rate.remaining};t=${fullInSeconds}`);
    headers['x-ratelimit-limit'] = allowed;
    headers['x-ratelimit-remaining'] = rate.remaining;
    headers['x-ratelimit-reset'] = fullInSeconds;
    headers['x-ratelimit-limit-requests'] = allowed;
    headers['x-ratelimit-remaining-requests'] = rate.remaining;
    headers['x-ratelimit-reset-requests'] = `${Math.ceil(rate.fullInUs / 1000)}ms`;
  }
  const [quota] = reply.quotas;
  const [policy] = quotas;
  if (quota !== undefined && policy !== undefined) {
    const windowSeconds = Math.round((policy.endMs - policy.startMs) / 1000);
    policies.push(`"month";q=${policy.limit};w=${windowSeconds}`);
    states.push(`"month";r=${quota.left};t=${Math.max(0, Math.ceil((quota.resetMs - reply.nowMs) / 1000))}`);
  }
  if (policies.length > 0) {
    headers['ratelimit-policy'] = policies.join(', ');
    headers.ratelimit = states.join(', ');
  }
  return headers;
}

/** The receipt that is known before the answer's first byte. */
export function receiptHeaders(ticket: Dispatched, prefix: string): ReplyHeaders {
  const { arrival, target, entitlement, attempts, droppedHints } = ticket;
  const headers: ReplyHeaders = {
    [`${prefix}-model`]: toHeaderText(ticket.request.model),
    [`${prefix}-target`]: `${target.providerSlug}/${toHeaderText(target.upstreamModel)}`,
    [`${prefix}-price-version`]: entitlement.planVersion.version,
    [`${prefix}-attempts`]: attempts.length,
    [`${prefix}-cache`]: 'bypass',
    [`${prefix}-overhead-ms`]: ((arrival.timer.elapsedUs() - arrival.timer.upstreamUs) / 1000).toFixed(3),
  };
  if (droppedHints.length > 0) headers[`${prefix}-dropped`] = droppedHints.map(toHeaderText).join(', ');
  return headers;
}

/** Tokens and charge, for an answer that is complete when its headers leave. */
export function billHeaders(
  ticket: Admitted,
  outcome: { reading: UsageReading; bill: Bill },
  prefix: string,
): ReplyHeaders {
  const { bill } = outcome;
  const { usage } = outcome.reading;
  return {
    [`${prefix}-input-tokens`]: usage.inputTokens,
    [`${prefix}-cached-input-tokens`]: usage.cachedInputTokens,
    [`${prefix}-output-tokens`]: usage.outputTokens,
    [`${prefix}-reasoning-tokens`]: usage.reasoningTokens,
    [`${prefix}-charge`]: bill.charge,
    [`${prefix}-currency`]: ticket.entitlement.planVersion.currency,
  };
}

/** What an error adds. A refusal by a limit says when to come back, in all three families. */
export function errorHeaders(error: ApiError): ReplyHeaders {
  const headers: ReplyHeaders = { 'content-type': 'application/json' };
  if (error.retryAfterSeconds !== null) headers['retry-after'] = error.retryAfterSeconds;
  if (error.code === 'rate_limit_exceeded') {
    headers['x-ratelimit-remaining'] = 0;
    headers['x-ratelimit-remaining-requests'] = 0;
    headers['x-ratelimit-reset'] = error.retryAfterSeconds ?? 1;
    headers['x-ratelimit-reset-requests'] = `${error.retryAfterSeconds ?? 1}s`;
  }
  return headers;
}

/** Header values may hold visible ASCII only; anything else would make the answer fail. */
function toHeaderText(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
