/**
 * What a failed attempt means. The caller sees the provider's words only about the caller's own request; whatever
 * concerns the platform's account there is the platform's affair and answered as such.
 */
import type { FailureContext, UpstreamAnswer, UpstreamFailure } from '../provider-adapter.js';
import { readRetryAfterMs } from '../retry-after.js';
import {
  BAD_TARGET,
  BUSY,
  callersFault,
  describeFailure,
  REFUSED_CREDENTIAL,
  SLOW,
  type Verdict,
} from '../verdicts.js';
import { parseErrorBody, readError, redactMessage } from './error-envelope.js';
import type { ProviderError } from './error-envelope.js';

const INVALID_REQUEST = callersFault('invalid_parameter');

const BY_STATUS: Readonly<Record<number, Verdict>> = {
  400: INVALID_REQUEST,
  401: REFUSED_CREDENTIAL,
  402: BAD_TARGET,
  403: REFUSED_CREDENTIAL,
  404: callersFault('not_found'),
  408: SLOW,
  409: BUSY,
  413: callersFault('payload_too_large'),
  415: INVALID_REQUEST,
  422: callersFault('unprocessable'),
  425: BUSY,
  429: BUSY,
  504: SLOW,
};

/** Codes that change what a status means: the account there is empty, the model isn't there, the key is wrong. */
const BY_CODE: ReadonlyMap<string, Verdict> = new Map([
  ['insufficient_quota', BAD_TARGET],
  ['billing_hard_limit_reached', BAD_TARGET],
  ['billing_not_active', BAD_TARGET],
  ['model_not_found', BAD_TARGET],
  ['invalid_api_key', REFUSED_CREDENTIAL],
  // Azure's words for a deployment, or a version of its API, that isn't there.
  ['DeploymentNotFound', BAD_TARGET],
  ['OperationNotSupported', BAD_TARGET],
]);

/** Codes of errors within a stream, where no status says whose they are, that are the caller's. */
const CALLERS_CODES: ReadonlySet<string> = new Set([
  'invalid_request_error',
  'content_filter',
  'context_length_exceeded',
  '400',
  '413',
  '422',
]);

/** Judges an answer that isn't a success. Never throws, whatever the body holds. */
export function classifyAnswer(answer: UpstreamAnswer, context: FailureContext): UpstreamFailure {
  const error = parseErrorBody(answer.body);
  const byCode = answer.status < 500 ? BY_CODE.get(error.code ?? '') : undefined;
  const verdict = byCode ?? BY_STATUS[answer.status] ?? (answer.status >= 500 ? BUSY : BAD_TARGET);
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
  const isCallers = error.code !== null && CALLERS_CODES.has(error.code);
  const verdict = BY_CODE.get(error.code ?? '') ?? (isCallers ? INVALID_REQUEST : BUSY);
  return { ...describe(verdict, error, context), upstreamStatus: null, retryAfterMs: null };
}

function describe(
  verdict: Verdict,
  error: ProviderError,
  context: FailureContext,
): Omit<UpstreamFailure, 'upstreamStatus' | 'retryAfterMs'> {
  const message = error.message === null ? null : redactMessage(error.message, context);
  return describeFailure(verdict, { ...error, message });
}
