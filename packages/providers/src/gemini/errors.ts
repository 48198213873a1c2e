/**
 * What a failed attempt means. The caller sees the provider's words only about the caller's own request; whatever
 * concerns the platform's account there is the platform's affair and answered as such.
 */
import type { FailureContext, UpstreamAnswer, UpstreamFailure } from '../provider-adapter.js';
import { readRetryAfterMs } from '../retry-after.js';
import { BAD_TARGET, BUSY, callersFault, describeFailure, REFUSED_CREDENTIAL, SLOW } from '../verdicts.js';
import type { Verdict } from '../verdicts.js';
import { parseGoogleErrorBody, readGoogleError, redactGoogleMessage } from './error-body.js';
import type { GoogleError } from './error-body.js';

/** Reasons that say more than their code: a wrong key is an invalid argument to the Gemini API. */
const BY_REASON: ReadonlyMap<string, Verdict> = new Map([
  ['API_KEY_INVALID', REFUSED_CREDENTIAL],
  ['API_KEY_EXPIRED', REFUSED_CREDENTIAL],
  ['API_KEY_SERVICE_BLOCKED', REFUSED_CREDENTIAL],
  ['SERVICE_DISABLED', BAD_TARGET],
  ['BILLING_DISABLED', BAD_TARGET],
  ['CONSUMER_SUSPENDED', BAD_TARGET],
]);

/** Google's canonical codes, which decide before the status and where there is none: within a stream. */
const BY_CODE: ReadonlyMap<string, Verdict> = new Map([
  ['INVALID_ARGUMENT', callersFault('invalid_parameter')],
  ['OUT_OF_RANGE', callersFault('invalid_parameter')],
  // The account can't be served as it is: its country, its billing.
  ['FAILED_PRECONDITION', BAD_TARGET],
  ['UNAUTHENTICATED', REFUSED_CREDENTIAL],
  ['PERMISSION_DENIED', REFUSED_CREDENTIAL],
  // What isn't found there is the model.
  ['NOT_FOUND', BAD_TARGET],
  ['UNIMPLEMENTED', BAD_TARGET],
  ['RESOURCE_EXHAUSTED', BUSY],
  ['ABORTED', BUSY],
  ['CANCELLED', BUSY],
  ['INTERNAL', BUSY],
  ['UNAVAILABLE', BUSY],
  ['UNKNOWN', BUSY],
  ['DEADLINE_EXCEEDED', SLOW],
]);

const BY_STATUS: ReadonlyMap<number, Verdict> = new Map([
  [400, callersFault('invalid_parameter')],
  [401, REFUSED_CREDENTIAL],
  [403, REFUSED_CREDENTIAL],
  [408, SLOW],
  [409, BUSY],
  [413, callersFault('payload_too_large')],
  [429, BUSY],
  [499, BUSY],
  [504, SLOW],
]);

/** Judges an answer that isn't a success. Never throws, whatever the body holds. */
export function classifyAnswer(answer: UpstreamAnswer, context: FailureContext): UpstreamFailure {
  const error = parseGoogleErrorBody(answer.body);
  const isServers = answer.status >= 500;
  const byStatus = BY_STATUS.get(answer.status) ?? (isServers ? BUSY : BAD_TARGET);
  return {
    // Whatever a failing server says of it, its failure is nobody else's.
    ...describe((isServers ? undefined : verdictOf(error)) ?? byStatus, error, context),
    upstreamStatus: answer.status,
    retryAfterMs: readRetryAfterMs(answer.headers, Date.now()) ?? error.retryAfterMs,
  };
}

/** The provider's words about any failure, for those who run the platform: redacted and bounded all the same. */
export function explainAnswer(answer: UpstreamAnswer, context: FailureContext): string | null {
  const { message } = parseGoogleErrorBody(answer.body);
  return message === null ? null : redactGoogleMessage(message, context);
}

/** Judges the `error` of an event in mid-stream. */
export function classifyStreamError(json: unknown, context: FailureContext): UpstreamFailure {
  const error = readGoogleError(json);
  const failure = describe(verdictOf(error) ?? BUSY, error, context);
  return { ...failure, upstreamStatus: null, retryAfterMs: error.retryAfterMs };
}

function verdictOf({ reason, status }: GoogleError): Verdict | undefined {
  return BY_REASON.get(reason ?? '') ?? BY_CODE.get(status ?? '');
}

function describe(
  verdict: Verdict,
  error: GoogleError,
  context: FailureContext,
): Omit<UpstreamFailure, 'upstreamStatus' | 'retryAfterMs'> {
  const message = error.message === null ? null : redactGoogleMessage(error.message, context);
  return describeFailure(verdict, { message, param: error.field, code: error.reason ?? error.status });
}
