/** What is to be written of a run, by what it came to. */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { openAiErrorBody } from '@turnpike/errors/openai-envelope';
import type { ClaimedJob } from './claim-job.js';
import type { Conclusion } from './conclude-job.js';
import type { JobRun, RanCall } from './job-run.js';
import { judgeRun } from './judge-run.js';
import { interruptedEvent } from './undelivered-event.js';

/** Of a run that made its call, or was turned away. */
export function conclusionOf(run: Pick<JobRun, 'job' | 'ended'>, ran: RanCall): Conclusion {
  const verdict = judgeRun(run, ran);
  const { requestId } = ran;
  const event = ran.entry?.event ?? null;
  switch (verdict.kind) {
    case 'again':
    case 'cancelled':
    case 'failed':
      return { ...verdict, requestId, event };
    case 'completed':
      // The corridor settles before it answers.
      if (event === null) throw new Error('an answer has no usage event');
      return { ...verdict, requestId, event, status: ran.status, contentType: ran.contentType, result: ran.answer };
  }
}

/** Of a job that is given up without a call. */
export function failureOf(job: ClaimedJob, error: ApiError): Conclusion {
  const body = openAiErrorBody(error, publicId('job', job.id));
  return { kind: 'failed', requestId: null, event: null, status: error.status, error: body.error };
}

/** Of a run whose result can't be made out or stored: a fault of ours, and not to be paid for. */
export function faultOf(job: ClaimedJob, requestId: string | null, event: UsageEvent | null): Conclusion {
  const error = new ApiError('internal_error');
  const body = openAiErrorBody(error, requestId === null ? publicId('job', job.id) : publicId('request', requestId));
  return {
    kind: 'failed',
    requestId,
    event: event === null ? null : interruptedEvent(event),
    status: error.status,
    error: body.error,
  };
}
