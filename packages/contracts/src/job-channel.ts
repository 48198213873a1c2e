/**
 * The channel on which PostgreSQL says that a job's state changed, or that somebody wants it cancelled; the payload is
 * the job's bare uuid. Notified in the change's own transaction. A wake-up and no more: the row is the truth.
 */
export const JOB_CHANNEL = 'turnpike_jobs';
