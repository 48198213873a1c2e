import { DELIVERY_ERRORS, type DeliveryAttemptView, type DeliveryError } from '@turnpike/contracts/management/webhooks';

export type AttemptProblem = DeliveryError | 'redirect' | 'gone' | 'busy' | 'status' | 'other';

/** Why an attempt was no success, as a word that has a text; null when it was one. */
export function explainAttempt({
  responseStatus,
  error,
}: Pick<DeliveryAttemptView, 'responseStatus' | 'error'>): AttemptProblem | null {
  if (responseStatus === null) return isKnown(error) ? error : 'other';
  if (responseStatus >= 200 && responseStatus < 300) return null;
  if (responseStatus < 400) return 'redirect';
  if (responseStatus === 410) return 'gone';
  return responseStatus === 429 || responseStatus === 503 ? 'busy' : 'status';
}

function isKnown(error: string | null): error is DeliveryError {
  return DELIVERY_ERRORS.some((known) => known === error);
}
