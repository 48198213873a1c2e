import type { EgressError, EgressErrorKind } from '@turnpike/egress/egress-error';
import type { UpstreamFailure } from './provider-adapter.js';

type Verdict = Pick<UpstreamFailure, 'errorCode' | 'blame' | 'retryable' | 'fallback'>;

const LOST = { errorCode: 'upstream_error', blame: 'provider', retryable: true, fallback: true } as const;
const SILENT = { ...LOST, errorCode: 'upstream_timeout' } as const;
/** After the first content nothing can be asked again: the caller has half of this answer. */
const INTERRUPTED = { ...LOST, errorCode: 'upstream_interrupted' } as const;

const VERDICTS: Readonly<Record<EgressErrorKind, Verdict>> = {
  connect: LOST,
  reset: LOST,
  cut: INTERRUPTED,
  timeout_headers: SILENT,
  timeout_body: SILENT,
  protocol: { ...LOST, retryable: false },
  breaker_open: { ...LOST, errorCode: 'no_target', retryable: false },
  aborted: { ...LOST, blame: 'platform', retryable: false, fallback: false },
};

/**
 * What a call that brought no whole answer means, whatever the wire format. `retryable` and `fallback` speak of the
 * failure alone: whether content was delivered already, and whether doing the work twice matters, the caller knows.
 */
export function classifyTransportError(error: EgressError): UpstreamFailure {
  return {
    ...VERDICTS[error.kind],
    message: null,
    param: null,
    upstreamStatus: null,
    upstreamCode: error.code,
    retryAfterMs: null,
  };
}
