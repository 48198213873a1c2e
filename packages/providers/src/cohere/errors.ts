/** What a failed call of Cohere means: its errors have a status and words, and no codes. */
import { parseErrorBody, readError, redactMessage } from '../openai-compatible/error-envelope.js';
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

const BY_STATUS: ReadonlyMap<number, Verdict> = new Map([
  [400, callersFault('invalid_parameter')],
  [401, REFUSED_CREDENTIAL],
  [402, BAD_TARGET],
  [403, REFUSED_CREDENTIAL],
  // A model that isn't there, or isn't for this account: callers name no other thing in a path of ours.
  [404, BAD_TARGET],
  [408, SLOW],
  [413, callersFault('payload_too_large')],
  [422, callersFault('unprocessable')],
  [429, BUSY],
  // Input or output that Cohere's own rules forbid.
  [498, callersFault('invalid_parameter')],
  [499, BUSY],
  [504, SLOW],
]);

/** Judges an answer that isn't a success. Never throws, whatever it holds. */
export function classifyAnswer(answer: UpstreamAnswer, context: FailureContext): UpstreamFailure {
  const { message, code } = parseErrorBody(answer.body);
  const verdict = BY_STATUS.get(answer.status) ?? (answer.status >= 500 ? BUSY : BAD_TARGET);
  const shown = message === null ? null : redactMessage(message, context);
  return {
    ...describeFailure(verdict, { message: shown, param: null, code }),
    upstreamStatus: answer.status,
    retryAfterMs: readRetryAfterMs(answer.headers, Date.now()),
  };
}

/** Its words about any failure, for those who run the platform. */
export function explainAnswer(answer: UpstreamAnswer, context: FailureContext): string | null {
  const { message } = parseErrorBody(answer.body);
  return message === null ? null : redactMessage(message, context);
}

/** An error in mid-stream has no status; what the caller did wrong was said before the stream. */
export function classifyStreamError(error: unknown): UpstreamFailure {
  const { code } = readError(error);
  return { ...describeFailure(BUSY, { message: null, param: null, code }), upstreamStatus: null, retryAfterMs: null };
}
