/**
 * admit: Guarded → Admitted, or Repeated. Every tenant-scoped limit, the balance, the caller's epoch, the claim of an
 * idempotency key and the nonce of a signature, decided and held in one round trip. The hold is the worst case (see
 * limits/worst-case); a call without a bound starts with an estimate that grows while it streams. A call that was made
 * before under its key holds nothing.
 * May touch Redis, once, through admissions. Refuses 402 429, 400 409 422 for an idempotency key, 401 for a signature
 * that was used before, 503 for a price nobody set and for limits that can't be checked: closed, for money's sake.
 */
import { ApiError } from '@turnpike/errors/api-error';
import { type AdmissionReply, type AdmissionRequest, heldCounters, heldSlots } from '@turnpike/limits/admission';
import type { Claim } from '@turnpike/limits/claims';
import type { HoldContext } from '@turnpike/limits/hold-record';
import type { Admissions } from '../admissions.js';
import { isBalanceEnforced } from '../caller.js';
import { claimOf } from '../idempotency/claim-of.js';
import { mayBeRepeated, refuseClaimed } from '../idempotency/refuse-claimed.js';
import { type CallLimits, NO_TOKENS } from '../limits/call-limits.js';
import { LimitRefusal } from '../limits/limit-refusal.js';
import { limitsOf } from '../limits/limits-of.js';
import { lookAtLimits } from '../limits/look-at-limits.js';
import { lacking } from '../limits/put-off.js';
import { holdFor, outputBound, refuseFunds, tokenBound } from '../limits/worst-case.js';
import type { OpenCall, Presence } from '../presence/presence.js';
import type { Admitted, Granted, Guarded, LimitState, Repeated, Understood } from '../tickets.js';

export interface AdmitServices {
  admissions: Pick<Admissions, 'admit'>;
  presence: Pick<Presence, 'incarnation' | 'open' | 'close'>;
  /** Null, or left out, where idempotency keys mean nothing. */
  idempotency?: { readonly ttlMs: number } | null;
}

/** `stale`: the caller changed since it was cached; authenticate again. */
export async function admit(
  services: AdmitServices,
  ticket: Guarded,
): Promise<Admitted | Repeated | ApiError | 'stale'> {
  const { arrival } = ticket;
  const output = outputBound(ticket);
  const hold = holdFor(ticket, output.tokens);
  if (hold instanceof ApiError) return hold;
  const claim = services.idempotency ? claimOf(ticket, services.idempotency.ttlMs) : null;
  if (claim instanceof ApiError) return claim;

  const limits = limitsOfCall(ticket, output);
  const request = admissionRequest(ticket, { hold, claim, limits }, services.presence.incarnation);
  const call = openCall(request, limits);
  services.presence.open(call);
  const reply = await services.admissions.admit(request);
  arrival.timer.mark('admit');
  if (reply.kind === 'admitted') {
    call.admitted = true;
    call.counters = heldCounters(limits.checks, reply.standings);
    const heldOutputTokens = output.estimated ? output.tokens : null;
    return { ...ticket, hold, heldOutputTokens, reply, limits, openCall: call, claim };
  }
  services.presence.close(arrival.requestId);
  if (reply.kind === 'claimed' && claim !== null && mayBeRepeated(reply.state))
    return { ...ticket, claim, firstRequestId: reply.requestId, otherwise: refuseClaimed(reply) };
  return reply.kind === 'stale' ? 'stale' : refusal(reply, limits);
}

/** Look-ups: the epoch and what limits requests, no money and no slot. */
export async function peek(services: AdmitServices, ticket: Granted): Promise<LimitState | ApiError | 'stale'> {
  const [entitlement] = ticket.entitlements;
  if (entitlement === undefined) return new ApiError('no_subscription');
  const { arrival, caller } = ticket;
  const known = limitsOf(caller, entitlement, arrival.startedAtMs);
  const limits = known.forAll(arrival.startedAtMs) ?? known.of(factsOfLookup(ticket));
  const request = { ...callerRequest(ticket, limits), ...NO_HOLD, owner: services.presence.incarnation, peek: true };
  const reply = await services.admissions.admit(request);
  arrival.timer.mark('admit');
  if (reply.kind === 'admitted') return { reply, limits };
  return reply.kind === 'stale' ? 'stale' : refusal(reply, limits);
}

/** Those who ask how they stand: the epoch, all limits under all subscriptions, and the balance. Nothing is taken. */
export async function look(services: AdmitServices, ticket: Granted): Promise<LimitState | ApiError | 'stale'> {
  const { arrival, caller, entitlements } = ticket;
  const { requestId } = arrival;
  const asked = { caller, entitlements, facts: factsOfLookup(ticket), requestId, nonce: nonceOf(arrival) };
  const { reply, limits } = await lookAtLimits(services, asked);
  arrival.timer.mark('admit');
  if (reply.kind === 'admitted') return { reply, limits };
  return reply.kind === 'stale' ? 'stale' : refusal(reply, limits);
}

/**
 * A call that is put off: the epoch, what limits requests, and whether quotas, budgets and balance could carry it now.
 * Nothing is taken: what it needs is held when it runs. A slot or a turn isn't asked for, since it waits for one.
 */
export async function peekCall(services: AdmitServices, ticket: Guarded): Promise<LimitState | ApiError | 'stale'> {
  const { arrival } = ticket;
  const output = outputBound(ticket);
  const hold = holdFor(ticket, output.tokens);
  if (hold instanceof ApiError) return hold;
  const limits = limitsOfCall(ticket, output);
  const asked = admissionRequest(ticket, { hold, claim: null, limits }, services.presence.incarnation);
  const reply = await services.admissions.admit({ ...asked, context: '', peek: true });
  arrival.timer.mark('admit');
  if (reply.kind === 'stale') return 'stale';
  if (reply.kind !== 'admitted') return refusal(reply, limits);
  const lack = lacking(limits, reply, hold);
  return lack === null ? { reply, limits } : refusal(lack, limits);
}

const NO_HOLD = { hold: 0n, enforceBalance: false, context: '' };

function limitsOfCall(ticket: Guarded, output: ReturnType<typeof outputBound>): CallLimits {
  const { arrival, caller, entitlement, request, model } = ticket;
  const { exchange, startedAtMs: atMs } = arrival;
  const known = limitsOf(caller, entitlement, atMs);
  const isRun = exchange.onBehalfOf !== undefined;
  const same = isRun ? null : known.forAll(atMs);
  if (same !== null) return same;
  const tokens = known.needsTokens ? tokenBound(ticket, output) : NO_TOKENS;
  return known.of({ atMs, model, endUser: request.endUser, address: exchange.address, tokens, isRun });
}

function factsOfLookup({ arrival, caller }: Granted) {
  const { startedAtMs: atMs, exchange } = arrival;
  const endUser = caller.terms?.endUser ?? null;
  return { atMs, model: null, endUser, address: exchange.address, tokens: NO_TOKENS, isRun: false };
}

function admissionRequest(
  ticket: Understood,
  { hold, claim, limits }: { hold: bigint; claim: Claim | null; limits: CallLimits },
  owner: string,
): AdmissionRequest {
  const { caller } = ticket;
  return {
    ...callerRequest(ticket, limits),
    owner,
    hold,
    enforceBalance: isBalanceEnforced(caller),
    context: JSON.stringify(claim === null ? holdContext(ticket) : { ...holdContext(ticket), idm: claim.hash }),
    peek: false,
    claim,
  };
}

function callerRequest({ arrival, caller }: Granted, { checks }: CallLimits) {
  const { tenantId, epoch } = caller;
  return { tenantId, requestId: arrival.requestId, epoch, limits: checks, nonce: nonceOf(arrival) };
}

function nonceOf({ signature }: Granted['arrival']) {
  return signature === null || signature instanceof ApiError ? null : signature.nonce;
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

function openCall(request: AdmissionRequest, { checks }: CallLimits): OpenCall {
  const { tenantId, requestId, owner, hold, context, claim = null } = request;
  return {
    tenantId,
    requestId,
    owner,
    hold,
    context,
    claim,
    scopes: heldSlots(checks),
    counters: [],
    admitted: false,
    delivered: null,
    cancel: null,
  };
}

type Refused = Exclude<AdmissionReply, { kind: 'admitted' | 'stale' }> | { kind: 'unavailable' };

function refusal(reply: Refused, limits: CallLimits): ApiError {
  switch (reply.kind) {
    case 'limit':
      return new LimitRefusal(limits, reply, Date.now());
    case 'funds':
      return refuseFunds();
    case 'claimed':
      return refuseClaimed(reply);
    case 'replayed':
      return new ApiError('signature_replayed', { details: { part: 'nonce' } });
    default:
      return new ApiError('limits_unavailable', { retryAfterSeconds: 1 });
  }
}
