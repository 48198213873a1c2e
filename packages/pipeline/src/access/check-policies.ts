/**
 * Whether the policies of the platform and the tenant allow a call. Asked three times, each time knowing more: by the
 * headers, for each product that offers the operation, and once the body told model and user. What the call was judged by
 * when it was put off isn't known when it is made in the background; it stays allowed then.
 */
import { callAttributes, type CallFacts } from '@turnpike/domain/access-facts';
import { decideAccess, describeRefusal, refusalDetails } from '@turnpike/domain/access-rule';
import { ApiError } from '@turnpike/errors/api-error';
import type { Identified } from '../tickets.js';

/** What the stages know by then; left out where it isn't known yet. */
export interface KnownSubject {
  /** Slug. */
  readonly product?: string;
  readonly model?: string;
  /** As the request names it; null for none. */
  readonly endUser?: string | null;
}

const NOTHING_YET: KnownSubject = {};

/** The refusal of the policy that doesn't allow the call; null where all do, as far as is known. */
export function checkPolicies(ticket: Identified, known: KnownSubject = NOTHING_YET): ApiError | null {
  const { accountTerms } = ticket.caller;
  if (accountTerms === null || accountTerms.rules.length === 0) return null;
  const decision = decideAccess(accountTerms.rules, callAttributes(factsOf(ticket, known)));
  if (decision.reason !== 'denied' && decision.reason !== 'none_allows') return null;
  return new ApiError('policy_denied', { message: describeRefusal(decision), details: refusalDetails(decision) });
}

function factsOf({ arrival, caller }: Identified, known: KnownSubject): CallFacts {
  const { exchange, operation } = arrival;
  const { terms } = caller;
  const isBackground = exchange.onBehalfOf !== undefined;
  // A look-up asks no model. What is put off is of the product that will serve it, and judged as that too.
  const nothing = operation.kind === 'lookup' ? null : undefined;
  return {
    credentialKind: terms?.kind ?? 'api_key',
    credentialId: caller.keyId,
    userId: terms?.userId ?? null,
    applicationId: caller.applicationId,
    environment: caller.environment,
    operation: operation.key,
    product: operation.kind === 'inference' ? known.product : nothing,
    model: operation.kind === 'inference' ? known.model : nothing,
    endUser: terms?.endUser ?? (operation.kind === 'inference' ? known.endUser : nothing),
    address: isBackground ? undefined : exchange.address,
    method: isBackground ? undefined : exchange.method,
    path: isBackground ? undefined : exchange.path,
    atMs: arrival.startedAtMs,
    timeZone: caller.tenantTimeZone,
  };
}
