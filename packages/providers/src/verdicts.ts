/** What failures mean, whichever wire they came by: whose they are, and whether to ask again, here or elsewhere. */
import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { UpstreamFailure } from './provider-adapter.js';

export type Verdict = Pick<UpstreamFailure, 'errorCode' | 'blame' | 'retryable' | 'fallback'>;

/** A target that can't serve as it is set up: asking it again is vain, another may do. */
const MISCONFIGURED = { blame: 'platform', retryable: false, fallback: true } as const;
const TEMPORARY = { blame: 'provider', retryable: true, fallback: true } as const;

export const REFUSED_CREDENTIAL: Verdict = { ...MISCONFIGURED, errorCode: 'upstream_rejected_credential' };
export const BAD_TARGET: Verdict = { ...MISCONFIGURED, errorCode: 'upstream_error' };
export const BUSY: Verdict = { ...TEMPORARY, errorCode: 'upstream_error' };
export const SLOW: Verdict = { ...TEMPORARY, errorCode: 'upstream_timeout' };

/** The caller's own request was wrong, and would be everywhere. */
export function callersFault(errorCode: ErrorCode): Verdict {
  return { errorCode, blame: 'caller', retryable: false, fallback: false };
}

/** What a provider said, its words already fit to be shown. */
export interface SaidByProvider {
  message: string | null;
  param: string | null;
  code: string | null;
}

/** Words reach the caller only where they are about the caller's own request. */
export function describeFailure(
  verdict: Verdict,
  said: SaidByProvider,
): Omit<UpstreamFailure, 'upstreamStatus' | 'retryAfterMs'> {
  const isCallers = verdict.blame === 'caller';
  return {
    ...verdict,
    message: isCallers ? said.message : null,
    param: isCallers ? said.param : null,
    upstreamCode: said.code,
  };
}
