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
    usage: usage === null ? null : usageObject(usage),
    charge: charge === null || currency === null ? null : { amount: charge, currency },
    error: error === null ? null : { ...error, status: view.resultStatus },
  };
}

function usageObject(usage: NonNullable<JobView['usage']>): NonNullable<JobListItem['usage']> {
  return {
    input_tokens: usage.inputTokens,
    cached_input_tokens: usage.cachedInputTokens,
    cache_write_tokens: usage.cacheWriteTokens,
    audio_input_tokens: usage.audioInputTokens,
    image_input_tokens: usage.imageInputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    audio_output_tokens: usage.audioOutputTokens,
    image_output_tokens: usage.imageOutputTokens,
    images: usage.images,
    characters: usage.characters,
    searches: usage.searches,
    seconds: usage.seconds,
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
