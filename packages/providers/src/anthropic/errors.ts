/**
 * What a failed attempt means. The caller sees the provider's words only about the caller's own request; whatever
 * concerns the platform's account there is the platform's affair and answered as such.
 */
import type { FailureContext, UpstreamAnswer, UpstreamFailure } from '../provider-adapter.js';
import { parseErrorBody, readError, redactMessage } from '../openai-compatible/error-envelope.js';
import type { ProviderError } from '../openai-compatible/error-envelope.js';
import { readRetryAfterMs } from '../retry-after.js';

type Verdict = Pick<UpstreamFailure, 'errorCode' | 'blame' | 'retryable' | 'fallback'>;

const CALLERS: Omit<Verdict, 'errorCode'> = { blame: 'caller', retryable: false, fallback: false };
/** A target that can't serve as it is set up: asking it again is vain, another may do. */
const MISCONFIGURED = { blame: 'platform', retryable: false, fallback: true } as const;
const TEMPORARY = { blame: 'provider', retryable: true, fallback: true } as const;

const INVALID_REQUEST: Verdict = { ...CALLERS, errorCode: 'invalid_parameter' };
const REFUSED_CREDENTIAL: Verdict = { ...MISCONFIGURED, errorCode: 'upstream_rejected_credential' };
const BAD_TARGET: Verdict = { ...MISCONFIGURED, errorCode: 'upstream_error' };
const BUSY: Verdict = { ...TEMPORARY, errorCode: 'upstream_error' };
const SLOW: Verdict = { ...TEMPORARY, errorCode: 'upstream_timeout' };

/** Its own types, which decide where there is no status: within a stream. */
const BY_TYPE: ReadonlyMap<string, Verdict> = new Map([
  ['invalid_request_error', INVALID_REQUEST],
  ['authentication_error', REFUSED_CREDENTIAL],
  ['permission_error', REFUSED_CREDENTIAL],
  ['billing_error', BAD_TARGET],
  // What isn't found there is the model.
  ['not_found_error', BAD_TARGET],
  ['request_too_large', { ...CALLERS, errorCode: 'payload_too_large' }],
  ['rate_limit_error', BUSY],
  ['timeout_error', SLOW],
  ['api_error', BUSY],
  ['overloaded_error', BUSY],
]);

const BY_STATUS: Readonly<Record<number, Verdict>> = {
  400: INVALID_REQUEST,
  401: REFUSED_CREDENTIAL,
  402: BAD_TARGET,
  403: REFUSED_CREDENTIAL,
  404: BAD_TARGET,
  408: SLOW,
  409: BUSY,
  413: { ...CALLERS, errorCode: 'payload_too_large' },
  422: { ...CALLERS, errorCode: 'unprocessable' },
  429: BUSY,
  504: SLOW,
};

/** The account there is empty or at its limit, which is said as an invalid request. */
const ACCOUNT_IS_SPENT = /credit balance|usage limits?\b|spend(?:ing)? limit/i;

/** Judges an answer that isn't a success. Never throws, whatever the body holds. */
export function classifyAnswer(answer: UpstreamAnswer, context: FailureContext): UpstreamFailure {
  const error = parseErrorBody(answer.body);
  const verdict = BY_STATUS[answer.status] ?? (answer.status >= 500 ? BUSY : BAD_TARGET);
  return {
    ...describe(verdict, error, context),
    upstreamStatus: answer.status,
    retryAfterMs: readRetryAfterMs(answer.headers, Date.now()),
  };
}

/** The provider's words about any failure, for those who run the platform: redacted and bounded all the same. */
export function explainAnswer(answer: UpstreamAnswer, context: FailureContext): string | null {
  const { message } = parseErrorBody(answer.body);
  return message === null ? null : redactMessage(message, context);
}

/** Judges the `error` of an event in mid-stream. */
export function classifyStreamError(json: unknown, context: FailureContext): UpstreamFailure {
  const error = readError(json);
  const verdict = BY_TYPE.get(error.code ?? '') ?? BUSY;
  return { ...describe(verdict, error, context), upstreamStatus: null, retryAfterMs: null };
}

function describe(
  given: Verdict,
  error: ProviderError,
  context: FailureContext,
): Omit<UpstreamFailure, 'upstreamStatus' | 'retryAfterMs'> {
  const isSpent = given === INVALID_REQUEST && error.message !== null && ACCOUNT_IS_SPENT.test(error.message);
  const verdict = isSpent ? BAD_TARGET : given;
  const isCallers = verdict.blame === 'caller';
  return {
    ...verdict,
    message: isCallers && error.message !== null ? redactMessage(error.message, context) : null,
    param: null,
    upstreamCode: error.code,
  };
}
