import type { JobView } from '@turnpike/contracts/management/jobs';

/** Two lists of jobs that look alike have the same: what changes of a job while somebody looks at it. */
export function jobsFingerprint(
  jobs: readonly Pick<JobView, 'id' | 'state' | 'attempt' | 'cancelRequestedAt'>[],
): string {
  return jobs
    .map(({ id, state, attempt, cancelRequestedAt }) => `${id}:${state}:${attempt}:${cancelRequestedAt ?? ''}`)
    .join(' ');
}

/** Whether a job will still change by itself. */
export function isUnderWay({ state }: Pick<JobView, 'state'>): boolean {
  return state === 'queued' || state === 'running';
}
