/** What a try came to, in words that the next try, the record and the place's health go by. */
import type { Attempt } from '@turnpike/contracts/call-record';
import { EgressError } from '@turnpike/egress/egress-error';
import { ApiError } from '@turnpike/errors/api-error';
import { CATALOGUE } from '@turnpike/errors/catalogue';
import type { UpstreamFailure } from '@turnpike/providers/provider-adapter';
import { classifyTransportError } from '@turnpike/providers/transport-failure';
import type { FlightOutcome } from '@turnpike/routing/route-plan';
import type { UpstreamAnswer } from '../tickets.js';
import { HEDGED, type OneTry, TRY_TIMEOUT } from './one-try.js';

export interface Answered {
  readonly answer: UpstreamAnswer;
  readonly droppedHints: readonly string[];
}

export interface Failed {
  readonly failure: UpstreamFailure;
  /** For the record: an HTTP status, a transport failure's kind, or a code. */
  readonly outcome: string;
  /** What it says of the place. */
  readonly verdict: FlightOutcome;
  /** Whether the caller has waited for nothing: once is enough. */
  readonly hasCostTime: boolean;
}

/** `client_gone`: the caller left, and its product says to stop then. */
export type TryResult = Answered | Failed | 'client_gone';

export function isFailed(result: object | string | null): result is Failed {
  return typeof result === 'object' && result !== null && 'failure' in result;
}

/** What a provider said no with. A caller's own mistake shows a place in good health; a 429 and all 5xx don't. */
export function refusedBy(failure: UpstreamFailure): Failed {
  const { upstreamStatus, blame } = failure;
  const outcome = upstreamStatus === null ? 'error_event' : String(upstreamStatus);
  return { failure, outcome, verdict: blame === 'caller' ? 'success' : 'failure', hasCostTime: false };
}

/** What the place was never asked: it says nothing of it. */
export function notAsked(failure: UpstreamFailure): Failed {
  return { failure, outcome: failure.upstreamCode ?? failure.errorCode, verdict: 'unknown', hasCostTime: false };
}

/** What no answer of a provider's says. */
export function failureOf(facts: Partial<UpstreamFailure> & Pick<UpstreamFailure, 'errorCode'>): UpstreamFailure {
  return {
    blame: 'provider',
    retryable: false,
    fallback: false,
    message: null,
    param: null,
    upstreamStatus: null,
    upstreamCode: null,
    retryAfterMs: null,
    ...facts,
  };
}

export function transportFailure(error: EgressError): Failed | 'client_gone' {
  if (error.kind === 'aborted') return endedByUs(error);
  const failure = classifyTransportError(error);
  const hasCostTime = WAITED.has(error.kind) || WAITED_FOR_CONNECTION.has(error.code);
  const verdict = error.kind === 'breaker_open' || OWN_QUEUE.has(error.code) ? 'unknown' : 'failure';
  return { failure, outcome: error.kind, verdict, hasCostTime };
}

function endedByUs(error: EgressError): Failed | 'client_gone' {
  const { code, beforeHeaders, requestSent, cause } = error;
  if (code === 'client_gone') return code;
  if (code === TRY_TIMEOUT) {
    return transportFailure(new EgressError({ kind: 'timeout_headers', code, beforeHeaders, requestSent, cause }));
  }
  const failure = classifyTransportError(error);
  if (code === HEDGED) return LOST;
  if (SHUTDOWNS.has(code)) return shutDown(code);
  // Ended for what the target sent: another one may do better.
  return { failure: { ...failure, fallback: true }, outcome: code, verdict: 'failure', hasCostTime: false };
}

/** What nobody waits for any more: an answer among it is let go. */
export function lost(result: TryResult): Failed {
  if (typeof result === 'object' && 'answer' in result && result.answer.kind === 'stream')
    result.answer.reader.abort(HEDGED);
  return LOST;
}

export function shutDown(code = 'shutdown'): Failed {
  const failure = failureOf({ errorCode: 'shutting_down', blame: 'platform', upstreamCode: code });
  return { failure, outcome: code, verdict: 'unknown', hasCostTime: false };
}

const LOST: Failed = {
  failure: failureOf({ errorCode: 'upstream_error', blame: 'platform', fallback: true, upstreamCode: HEDGED }),
  outcome: HEDGED,
  verdict: 'unknown',
  hasCostTime: false,
};

const WAITED: ReadonlySet<string> = new Set(['timeout_headers', 'timeout_body']);
const OWN_QUEUE: ReadonlySet<string> = new Set(['queue_timeout', 'queue_full']);
const WAITED_FOR_CONNECTION: ReadonlySet<string> = new Set([
  'connect_timeout',
  'queue_timeout',
  'UND_ERR_CONNECT_TIMEOUT',
  'handshake_timeout',
  TRY_TIMEOUT,
]);

/** Reasons of ours to end a call that lie with this process: the corridor's own, and egress's when it is closed. */
const SHUTDOWNS: ReadonlySet<string> = new Set([
  'shutdown',
  'closed',
  'destroyed',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);

export interface TryEnd {
  readonly result: TryResult | typeof HEDGED;
  readonly durationUs: number;
  /** Whether its model has a policy of its own, in which case its pool is worth a word. */
  readonly namesPool: boolean;
}

/** A try, as the call's record has it. */
export function describeAttempt(one: OneTry, { result, durationUs, namesPool }: TryEnd): Attempt {
  const { reason, model, target, turn } = one;
  const { id: targetId, providerSlug: provider, upstreamModel, credentials, credentialName, instance } = target;
  const attempt: Attempt = { targetId, provider, upstreamModel, outcome: 'ok', status: null, durationUs };
  if (credentials.length > 1 && credentialName !== null) attempt.credential = credentialName;
  if (instance !== null) attempt.instance = instance;
  if (namesPool) attempt.pool = turn.choice.pool;
  if (reason !== undefined) attempt.reason = reason;
  if (model !== null) attempt.model = model;
  if (typeof result === 'string') attempt.outcome = result;
  else if ('answer' in result) attempt.status = statusOf(result.answer);
  else {
    attempt.outcome = result.outcome;
    attempt.status = result.failure.upstreamStatus;
  }
  return attempt;
}

/** A session's is that of its handshake. */
function statusOf(answer: UpstreamAnswer): number {
  return answer.kind === 'session' ? 101 : 200;
}

/** What the caller is told when nobody answered; null: there was nobody to ask. */
export function toApiError(failure: UpstreamFailure | null): ApiError {
  if (failure === null) return new ApiError('no_target', { retryAfterSeconds: 1 });
  const retryAfterMs = failure.retryAfterMs ?? (CATALOGUE[failure.errorCode].status === 503 ? 1_000 : null);
  return new ApiError(failure.errorCode, {
    ...(failure.message === null ? {} : { message: failure.message }),
    ...(failure.param === null ? {} : { param: failure.param }),
    ...(retryAfterMs === null ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) }),
  });
}
