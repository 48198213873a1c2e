import type { AuthPolicy, Factor } from '@turnpike/contracts/access';
import { ApiError } from '@turnpike/errors/api-error';
import type { Identified } from '../tickets.js';

/**
 * Whether what the call shows is enough for a policy of its application or of a product; the error where it isn't. A call
 * that is made for somebody later shows what was shown when it was put off.
 */
export function checkFactors(ticket: Identified, policy: AuthPolicy | null): ApiError | null {
  if (policy === null || ticket.arrival.exchange.onBehalfOf !== undefined) return null;
  const shown = factorsOf(ticket);
  if (policy.accepts.some((combination) => combination.every((factor) => shown.has(factor)))) return null;
  const accepted = policy.accepts.map((combination) => combination.join(' + '));
  return new ApiError('credential_not_accepted', {
    message: `This needs ${accepted.join(', or ') || 'what nobody can show'}; the request shows ${[...shown].join(' + ')}.`,
    details: { accepted: policy.accepts, shown: [...shown] },
  });
}

/** What the call shows of its caller. */
function factorsOf({ arrival, caller }: Identified): Set<Factor> {
  const shown = new Set<Factor>([caller.terms?.kind ?? 'api_key']);
  // Verified: nobody is identified with a signature that isn't.
  if (arrival.signature !== null) shown.add('signature');
  const fingerprint = arrival.exchange.certificate ?? null;
  const registered = caller.accountTerms?.certificates ?? [];
  const isKnown = ({ fingerprint: known, notAfterMs }: (typeof registered)[number]) =>
    known === fingerprint && notAfterMs > arrival.startedAtMs;
  if (fingerprint !== null && registered.some(isKnown)) shown.add('certificate');
  return shown;
}
