import type { JobDetailView, JobView } from '@turnpike/contracts/management/jobs';
import type { JobListItem, JobObject } from '@turnpike/endpoints/jobs/job-object';

/** A job as the data plane lists it. */
export function jobListItem(view: JobView): JobListItem {
  const { usage, charge, currency, error } = view;
  return {
    id: view.id,
    object: 'job',
    operation: view.operation,
    model: view.model,
    state: view.state,
    created_at: seconds(view.createdAt),
    started_at: secondsOrNull(view.startedAt),
    finished_at: secondsOrNull(view.finishedAt),
    expires_at: secondsOrNull(view.expiresAt),
    request_id: view.requestId,
    call_id: view.callId,
    metadata: view.metadata,
    callback_url: view.callbackUrl,
    usage:
      usage === null
        ? null
        : {
            input_tokens: usage.inputTokens,
            cached_input_tokens: usage.cachedInputTokens,
            output_tokens: usage.outputTokens,
            reasoning_tokens: usage.reasoningTokens,
          },
    charge: charge === null || currency === null ? null : { amount: charge, currency },
    error: error === null ? null : { ...error, status: view.resultStatus },
  };
}

/** The same with what came of it. */
export function jobObject(view: JobView & Partial<Pick<JobDetailView, 'result'>>): JobObject {
  return { ...jobListItem(view), result: view.result ?? null };
}

function seconds(instant: string): number {
  return Math.floor(Date.parse(instant) / 1000);
}

function secondsOrNull(instant: string | null): number | null {
  return instant === null ? null : seconds(instant);
}
