/**
 * authorize: Identified → Granted. What headers can decide: the tenant may call, from this address and by its policies,
 * what the call shows of its caller is enough, and which of the application's subscriptions offer this operation to it. Who
 * asks about itself needs none.
 * May touch memory only. Refuses 401 403; 503 before the first catalogue.
 */
import type { Operation } from '@turnpike/endpoints/operation';
import { ApiError } from '@turnpike/errors/api-error';
import { checkAddress } from '../access/check-address.js';
import { checkClientToken } from '../access/check-client-token.js';
import { checkFactors } from '../access/check-factors.js';
import { checkPolicies } from '../access/check-policies.js';
import { narrow } from '../access/narrow.js';
import type { Catalogue } from '../catalogue.js';
import { entitlementsOf } from '../entitlements-of.js';
import type { Granted, Identified } from '../tickets.js';

export function authorize<O extends Operation>(
  catalogue: Catalogue | null,
  ticket: Identified<O>,
): Granted<O> | ApiError {
  const { arrival, caller } = ticket;
  if (catalogue === null) return new ApiError('store_unavailable', { retryAfterSeconds: 1 });
  if (caller.tenantStatus !== 'active') return new ApiError('tenant_suspended');
  const { operation } = arrival;
  const entitlements = entitlementsOf(catalogue, caller, { atMs: arrival.startedAtMs, operation });
  const isAboutCaller = operation.kind === 'lookup' && operation.isAboutCaller === true;
  if (entitlements.length === 0 && !isAboutCaller) return new ApiError('no_subscription');
  const refusal =
    checkAddress(ticket) ??
    (ticket.signer === undefined ? null : checkAddress({ arrival, caller: ticket.signer })) ??
    checkClientToken(ticket) ??
    checkFactors(ticket, caller.accountTerms?.auth ?? null) ??
    checkPolicies(ticket);
  if (refusal !== null) return refusal;
  const narrowed = isAboutCaller ? entitlements : narrow(ticket, entitlements);
  arrival.timer.mark('authorize');
  return narrowed instanceof ApiError ? narrowed : { ...ticket, entitlements: narrowed };
}
