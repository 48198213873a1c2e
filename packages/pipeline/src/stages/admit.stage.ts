/**
 * admit: Guarded → Admitted. Every tenant-scoped limit, the balance and the caller's epoch, decided and held in one
 * round trip. The hold is the worst case: input no larger than its bytes, output up to its bound, at the caller's own
 * prices; a call without a bound starts with an estimate that grows while it streams.
 * May touch Redis, once, through admissions. Refuses 402 429, 503 for a price nobody set and for limits that can't be
 * checked: closed, for money's sake.
 */
import { publicId } from '@turnpike/domain/ids';
import { ratedTable } from '@turnpike/domain/pricing';
import { type PriceTable, pricesUnits, worstCase } from '@turnpike/domain/rating';
import type { Pricing } from '@turnpike/endpoints/media';
import { pricingOf } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import type { AdmissionReply, AdmissionRequest } from '@turnpike/limits/admission';
import type { HoldContext } from '@turnpike/limits/hold-record';
import type { Admissions } from '../admissions.js';
import { planLimits } from '../catalogue.js';
import { monthBounds } from '../month-bounds.js';
import { pricesOf } from '../prices-of.js';
import type { OpenCall, Presence } from '../presence/presence.js';
import type { Admitted, Entitlement, Granted, Guarded, LimitState, Understood } from '../tickets.js';

/** Output tokens first held for a stream without a bound; more is held as it flows. */
const STREAM_ESTIMATE = 1_024;
/** Output tokens held for a unary answer whose model states no bound: it can't be extended, it arrives at once. */
const UNARY_ESTIMATE = 4_096;
/** No balance carries more base units than this; a hold above it is refused without asking. */
const LARGEST_HOLD = 2n ** 62n;

export interface AdmitServices {
  admissions: Pick<Admissions, 'admit'>;
  presence: Pick<Presence, 'incarnation' | 'open' | 'close'>;
}

/** `stale`: the caller changed since it was cached; authenticate again. */
export async function admit(services: AdmitServices, ticket: Guarded): Promise<Admitted | ApiError | 'stale'> {
  const { entitlement, arrival } = ticket;
  const outputTokens = outputBound(ticket);
  const hold = holdFor(ticket, outputTokens.tokens);
  if (hold instanceof ApiError) return hold;

  const request = admissionRequest(ticket, hold, services.presence.incarnation);
  const call = openCall(request);
  services.presence.open(call);
  const reply = await services.admissions.admit(request);
  arrival.timer.mark('admit');
  if (reply.kind === 'admitted') {
    call.admitted = true;
    call.counters = reply.quotas.map((quota, index) => `q:${request.quotas[index]?.scope}:${quota.startMs}`);
    const heldOutputTokens = outputTokens.estimated ? outputTokens.tokens : null;
    return { ...ticket, hold, heldOutputTokens, reply, quotas: request.quotas, openCall: call };
  }
  services.presence.close(arrival.requestId);
  return reply.kind === 'stale' ? 'stale' : refusal(reply, entitlement);
}

/** Look-ups: the epoch and the rate, no money and no slot. */
export async function peek(services: AdmitServices, ticket: Granted): Promise<LimitState | ApiError | 'stale'> {
  const [entitlement] = ticket.entitlements;
  if (entitlement === undefined) return new ApiError('no_subscription');
  const request = { ...limitsOf(ticket, entitlement), ...NO_HOLD, owner: services.presence.incarnation, peek: true };
  const reply = await services.admissions.admit(request);
  ticket.arrival.timer.mark('admit');
  if (reply.kind === 'admitted') return { reply, entitlement, quotas: request.quotas };
  return reply.kind === 'stale' ? 'stale' : refusal(reply, entitlement);
}

/**
 * A call that is put off: the epoch, the rate, and whether quota and balance could carry it now. Nothing is taken: what
 * it needs is held when it runs. A slot isn't asked for, since it waits for one.
 */
export async function peekCall(services: AdmitServices, ticket: Guarded): Promise<LimitState | ApiError | 'stale'> {
  const { entitlement, arrival } = ticket;
  const hold = holdFor(ticket, outputBound(ticket).tokens);
  if (hold instanceof ApiError) return hold;
  const request = { ...admissionRequest(ticket, hold, services.presence.incarnation), context: '', peek: true };
  const reply = await services.admissions.admit(request);
  arrival.timer.mark('admit');
  if (reply.kind === 'stale') return 'stale';
  if (reply.kind !== 'admitted') return refusal(reply, entitlement);
  const index = reply.quotas.findIndex(({ left }) => left === 0);
  const spent = reply.quotas[index];
  if (spent !== undefined) return refusal({ kind: 'quota', index, resetMs: spent.resetMs }, entitlement);
  return { reply, entitlement, quotas: request.quotas };
}

const NO_HOLD = { hold: 0n, enforceBalance: false, context: '' };

function admissionRequest(ticket: Understood, hold: bigint, owner: string): AdmissionRequest {
  const { caller } = ticket;
  return {
    ...limitsOf(ticket, ticket.entitlement),
    owner,
    hold,
    enforceBalance: caller.billingMode === 'prepaid' && caller.environment === 'live',
    context: JSON.stringify(holdContext(ticket)),
    peek: false,
  };
}

function limitsOf(ticket: Granted, { subscription, planVersion }: Entitlement) {
  const { arrival, caller } = ticket;
  const scope = `sub:${subscription.id}${caller.environment === 'test' ? ':test' : ''}`;
  const { quotaPerMonth } = planVersion;
  const quotas =
    quotaPerMonth === null
      ? []
      : [{ scope, limit: quotaPerMonth, ...monthBounds(arrival.startedAtMs, caller.tenantTimeZone) }];
  return {
    tenantId: caller.tenantId,
    requestId: arrival.requestId,
    epoch: caller.epoch,
    ...planLimits(planVersion, scope),
    quotas,
  };
}

function holdContext(ticket: Understood): HoldContext {
  const { caller, entitlement, arrival, request } = ticket;
  return {
    app: caller.applicationId,
    key: caller.keyId,
    sub: entitlement.subscription.id,
    prd: entitlement.product.id,
    plv: entitlement.planVersion.id,
    env: caller.environment,
    op: arrival.operation.key,
    mdl: request.model,
    cur: entitlement.planVersion.currency,
    str: request.stream,
    usr: request.endUser,
    at: arrival.startedAtMs,
  };
}

function openCall(request: AdmissionRequest): OpenCall {
  const { tenantId, requestId, owner, hold, context } = request;
  const scopes = request.concurrency.map((limit) => `c:${limit.scope}`);
  return {
    tenantId,
    requestId,
    owner,
    hold,
    context,
    scopes,
    counters: [],
    admitted: false,
    delivered: null,
    cancel: null,
  };
}

function outputBound({ request, model, arrival }: Understood): { tokens: number; estimated: boolean } {
  if (!arrival.operation.producesOutput) return { tokens: 0, estimated: false };
  if (request.maxOutputTokens !== null) return { tokens: request.maxOutputTokens, estimated: false };
  if (request.stream) return { tokens: STREAM_ESTIMATE * request.choices, estimated: true };
  return { tokens: (model.maxOutputTokens ?? UNARY_ESTIMATE) * request.choices, estimated: true };
}

/** The worst case in base units. Every token is at least one byte of the body, so its length bounds the input. */
function holdFor(ticket: Understood, outputTokens: number): bigint | ApiError {
  if (ticket.caller.environment !== 'live') return 0n;
  const prices = pricesOf(ticket);
  const pricing = pricingOf(ticket.arrival.operation);
  if (pricing !== null) return holdPriced(ticket, pricing, prices);
  if (!pricesUnits(prices, ticket.arrival.operation.units)) return new ApiError('price_unknown');
  const bounds = { inputTokens: ticket.raw.length, outputTokens };
  const hold = worstCase(prices, bounds, ticket.entitlement.planVersion.currency);
  return hold > LARGEST_HOLD ? refuseFunds() : hold;
}

/** What a call is priced by decides what its bounds are of. */
function holdPriced(ticket: Understood, pricing: Pricing, prices: PriceTable): bigint | ApiError {
  const table = ratedTable(prices, pricing.ways);
  if (table === null) return new ApiError('price_unknown');
  const bounds = pricing.boundsOf({ body: ticket.request.body, files: ticket.files });
  const hold = worstCase(table, bounds, ticket.entitlement.planVersion.currency);
  return hold > LARGEST_HOLD ? refuseFunds() : hold;
}

function refusal(
  reply: Exclude<AdmissionReply, { kind: 'admitted' | 'stale' }> | { kind: 'unavailable' },
  { planVersion, subscription }: Entitlement,
): ApiError {
  const details = { scope: 'subscription', subscription: publicId('subscription', subscription.id) };
  switch (reply.kind) {
    case 'rate':
      return new ApiError('rate_limit_exceeded', {
        message: `The plan allows ${planVersion.requestsPerSecond} requests per second.`,
        details: { ...details, limit: 'requests_per_second', allowed: planVersion.requestsPerSecond },
        retryAfterSeconds: Math.max(1, Math.ceil(reply.waitUs / 1_000_000)),
      });
    case 'concurrency':
      return new ApiError('concurrency_limit_exceeded', {
        message: `The plan allows ${planVersion.concurrency} requests at once.`,
        details: { ...details, limit: 'concurrency', allowed: planVersion.concurrency },
        retryAfterSeconds: 1,
      });
    case 'quota':
      return new ApiError('quota_exceeded', {
        message: `The plan allows ${planVersion.quotaPerMonth} requests per month.`,
        details: {
          ...details,
          limit: 'quota_per_month',
          allowed: planVersion.quotaPerMonth,
          resetsAtMs: reply.resetMs,
        },
        retryAfterSeconds: Math.max(1, Math.ceil((reply.resetMs - Date.now()) / 1000)),
      });
    case 'funds':
      return refuseFunds();
    case 'cold':
    case 'lost':
    case 'unavailable':
      return new ApiError('limits_unavailable', { retryAfterSeconds: 1 });
  }
}

function refuseFunds(): ApiError {
  return new ApiError('insufficient_quota', { details: { scope: 'tenant', limit: 'balance' } });
}
