/** What a run means for its job: a result, an error that is the job's end, or another run later. */
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { type OpenAiErrorBody, openAiErrorBody } from '@turnpike/errors/openai-envelope';
import type { ClaimedJob } from './claim-job.js';
import type { RanCall, RunEnd } from './job-run.js';

export type JobError = OpenAiErrorBody['error'];

export type Verdict =
  | { kind: 'completed' }
  | { kind: 'failed'; status: number; error: JobError }
  | { kind: 'cancelled' }
  /** `failed`: the provider failed it, which is borne so many times. */
  | { kind: 'again'; failed: boolean; delayMs: number };

/** Nothing of the job's own stood in the way: a limit was reached, a store or a target was away, or this process ends. */
const TURNED_AWAY: ReadonlySet<string> = new Set([
  'concurrency_limit_exceeded',
  'rate_limit_exceeded',
  'pace_queue_full',
  'capacity_exhausted',
  'limits_unavailable',
  'store_unavailable',
  'price_unknown',
  'no_target',
  'shutting_down',
]);
const FAILED_BY_PROVIDER: ReadonlySet<string> = new Set(['upstream_error', 'upstream_timeout', 'upstream_interrupted']);

/** Runs that a provider may fail. */
export const MOST_FAILURES = 3;

/** `random` is uniform in [0, 1). */
export function judgeRun(
  { job, ended }: { job: ClaimedJob; ended: RunEnd | null },
  ran: RanCall,
  random = Math.random(),
): Verdict {
  if (ended === 'cancelled') return { kind: 'cancelled' };
  if (ran.errorCode === null) return { kind: 'completed' };
  if (ended === 'shutdown' && ran.errorCode === 'shutting_down') return { kind: 'again', failed: false, delayMs: 0 };
  const timedOut = ended === 'timeout' && ran.errorCode === 'shutting_down';
  const failure = timedOut ? timeoutOf(ran) : { status: ran.status, error: errorOf(ran) };
  if (FAILED_BY_PROVIDER.has(failure.error.code)) {
    const failures = job.failures + 1;
    if (failures >= MOST_FAILURES) return { kind: 'failed', ...failure };
    return { kind: 'again', failed: true, delayMs: pauseMs(FAILURE_PAUSE_MS * failures, ran, random) };
  }
  if (!TURNED_AWAY.has(failure.error.code)) return { kind: 'failed', ...failure };
  return { kind: 'again', failed: false, delayMs: pauseMs(REFUSAL_PAUSE_MS * job.attempt, ran, random) };
}

const REFUSAL_PAUSE_MS = 1_000;
const FAILURE_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
/** What somebody else asks for is believed up to this. */
const LONGEST_ASKED_MS = 600_000;

/** Longer with every run, up to a minute; never shorter than what was asked for, and up to a quarter longer by chance. */
function pauseMs(grownMs: number, { retryAfterSeconds }: RanCall, random: number): number {
  const asked = Math.min((retryAfterSeconds ?? 0) * 1_000, LONGEST_ASKED_MS);
  return Math.round(Math.max(Math.min(grownMs, LONGEST_PAUSE_MS), asked) * (1 + random / 4));
}

function timeoutOf(ran: RanCall) {
  const error = new ApiError('upstream_timeout', { message: 'The provider did not answer within the time of a run.' });
  return { status: error.status, error: openAiErrorBody(error, publicId('request', ran.requestId)).error };
}

/** The error as the caller would have been told it. */
function errorOf(ran: RanCall): JobError {
  return (JSON.parse(ran.answer.toString()) as OpenAiErrorBody).error;
}
