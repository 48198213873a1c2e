/**
 * Runs jobs in this worker: claims, runs, looks after what runs, and writes what it came to. Of the slots of a worker one
 * tenant gets half while others wait.
 *
 * A result exists from the commit that holds both it and its charge. A run that dies before leaves a hold that the reaper
 * settles at zero, since nothing was delivered; one that dies after it leaves a charge that settle-jobs finds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { InferenceOperation } from '@turnpike/endpoints/operation';
import { OPERATIONS } from '@turnpike/endpoints/registry';
import { ApiError } from '@turnpike/errors/api-error';
import type { Corridor } from '@turnpike/pipeline/assemble';
import type { Logger } from '@turnpike/telemetry/logger';
import type pg from 'pg';
import type { WorkerMetrics } from '../operations/worker-metrics.js';
import { isAboutData } from '../usage/event-refused.js';
import { claimJob, type ClaimedJob, lookAfter } from './claim-job.js';
import { type Concluded, concludeJob, type Conclusion } from './conclude-job.js';
import { conclusionOf, failureOf, faultOf } from './conclusion-of.js';
import { JobRun, type RanCall } from './job-run.js';
import { entryOf } from './settle-jobs.js';
import { interruptedEvent } from './undelivered-event.js';

export interface JobRunnerOptions {
  pool: pg.Pool;
  corridor: Pick<Corridor, 'services' | 'settlements' | 'recorder'>;
  /** Whether the corridor can be entered: it has a catalogue, and others know of this process. */
  isReady: () => boolean;
  /** Runs at once. */
  concurrency: number;
  /** How long one run may take. */
  timeoutMs: number;
  resultTtlMs: number;
  metrics: WorkerMetrics;
  logger: Logger;
}

/** Between two renewals of all leases. */
const RENEW_MS = 5_000;
/** Between two tries to write what a run came to: PostgreSQL is away. */
const WRITE_AGAIN_MS = 250;
/** A process that ends waits this long for PostgreSQL before it leaves the rest to the reaper and the next run. */
const LAST_WRITES_MS = 3_000;
const ENDING_POLL_MS = 25;
const UNKNOWN_OPERATION_PAUSE_MS = 60_000;

export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #runs = new Set<JobRun>();
  readonly #held = new Set<ClaimedJob>();
  #lastClaim: Promise<unknown> = Promise.resolve();
  #active = 0;
  #renewedAtMs = 0;
  #stopBy: number | null = null;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  /** Runs the job if it is due and nobody has it, or another one whose turn it is. Rejects when it can't be claimed. */
  async run(jobId: string): Promise<void> {
    if (this.#stopBy !== null || !this.#options.isReady()) return;
    this.#active += 1;
    try {
      const job = await this.#claim(jobId);
      if (job !== null) await this.#carryOut(job).finally(() => this.#held.delete(job));
    } finally {
      this.#active -= 1;
    }
  }

  /** One claim at a time, so that each knows whose jobs the ones before it took. */
  #claim(jobId: string): Promise<ClaimedJob | null> {
    const claim = this.#lastClaim.then(async () => {
      const job = await claimJob(this.#options.pool, jobId, this.#busyTenants());
      if (job !== null) this.#held.add(job);
      return job;
    });
    this.#lastClaim = claim.catch(() => undefined);
    return claim;
  }

  /** Keeps the leases of what runs, and ends what was cancelled or lost; meant to be called every second. */
  async lookAfter(): Promise<void> {
    const runs = [...this.#runs];
    if (runs.length === 0) return;
    const renew = Date.now() - this.#renewedAtMs >= RENEW_MS;
    const claims = runs.map(({ job: { id, attempt } }) => ({ id, attempt }));
    const seen = await lookAfter(this.#options.pool, claims, renew);
    if (renew) this.#renewedAtMs = Date.now();
    for (const run of runs) {
      const state = seen.find(({ id, attempt }) => id === run.job.id && attempt === run.job.attempt);
      if (state === undefined) run.end('lost');
      else if (state.isCancelled) run.end('cancelled');
      // Its call may not have been far enough to be ended the first time.
      else if (run.ended !== null) run.end(run.ended);
    }
  }

  /** Takes no more, ends what runs and hands it back: another worker begins it anew, and nobody is charged. */
  async stop(): Promise<void> {
    this.#stopBy ??= Date.now() + LAST_WRITES_MS;
    while (this.#active > 0) {
      for (const run of this.#runs) run.end('shutdown');
      await sleep(ENDING_POLL_MS);
    }
  }

  /** Those that have half of the slots: they wait while others do. */
  #busyTenants(): string[] {
    const counts = new Map<string, number>();
    for (const { tenantId } of this.#held) counts.set(tenantId, (counts.get(tenantId) ?? 0) + 1);
    return [...counts].filter(([, count]) => count * 2 >= this.#options.concurrency).map(([tenantId]) => tenantId);
  }

  async #carryOut(job: ClaimedJob): Promise<void> {
    if (job.isCancelled) return this.#endWithoutCall(job, { kind: 'cancelled', requestId: null, event: null });
    if (job.isTooOld) return this.#endWithoutCall(job, failureOf(job, new ApiError('job_expired')));
    const operation = findOperation(job.operation);
    if (operation === null) {
      // A newer version made it: it waits for a newer worker, or for its day to be over.
      const later = { kind: 'again', failed: false, delayMs: UNKNOWN_OPERATION_PAUSE_MS } as const;
      return this.#endWithoutCall(job, { ...later, requestId: null, event: null });
    }
    const run = new JobRun(job);
    this.#runs.add(run);
    this.#options.metrics.jobsRunning.set(this.#runs.size);
    try {
      await this.#execute(run, operation);
    } finally {
      this.#runs.delete(run);
      this.#options.metrics.jobsRunning.set(this.#runs.size);
    }
  }

  async #execute(run: JobRun, operation: InferenceOperation): Promise<void> {
    const timer = setTimeout(() => run.end('timeout'), this.#options.timeoutMs);
    const ran = await run.execute(this.#options.corridor.services, operation).finally(() => clearTimeout(timer));
    const conclusion = this.#conclude(run, ran);
    const concluded = await this.#write(run.job, conclusion);
    // The hold stays where nobody can say what was committed: the reaper settles it, and settle-jobs what was after all.
    if (concluded === null) return;
    this.#count(conclusion, concluded);
    await this.#settle(ran, conclusion, concluded);
  }

  /** A fault of ours must not leave a hold behind that nobody settles. */
  #conclude(run: JobRun, ran: RanCall): Conclusion {
    try {
      return conclusionOf(run, ran);
    } catch (error) {
      this.#options.logger.error(
        { err: error, jobId: run.job.id, requestId: ran.requestId },
        'a run can not be judged',
      );
      return faultOf(run.job, ran.requestId, ran.entry?.event ?? null);
    }
  }

  async #endWithoutCall(job: ClaimedJob, conclusion: Conclusion): Promise<void> {
    const concluded = await this.#write(job, conclusion);
    if (concluded !== null) this.#count(conclusion, concluded);
  }

  /** Null when it can't be known any more whether it was written: this process ends and PostgreSQL is away. */
  async #write(job: ClaimedJob, conclusion: Conclusion): Promise<Concluded | null> {
    const { logger } = this.#options;
    let toWrite = conclusion;
    for (let tries = 1; ; tries += 1) {
      try {
        return await concludeJob(this.#options, job, toWrite);
      } catch (error) {
        const facts = { err: error, jobId: job.id, attempt: job.attempt };
        if (tries === 1) logger.warn(facts, 'what a job came to is not written yet');
        if (isAboutData(error)) toWrite = faultOf(job, conclusion.requestId, conclusion.event);
        if (this.#stopBy !== null && Date.now() > this.#stopBy) return null;
        await sleep(WRITE_AGAIN_MS);
      }
    }
  }

  async #settle({ entry, record }: RanCall, { kind }: Conclusion, concluded: Concluded): Promise<void> {
    const { settlements, recorder } = this.#options.corridor;
    if (entry !== null) {
      const written = concluded.kind === 'lost' ? interruptedEvent(entry.event) : (concluded.event ?? entry.event);
      await settlements.submit(entryOf(written, entry.enforceBalance));
    }
    // A run that a limit turned away was no call.
    if (entry !== null || kind !== 'again') recorder.record(record);
  }

  #count({ kind }: Conclusion, concluded: Concluded): void {
    this.#options.metrics.jobRuns.inc({ outcome: concluded.kind === 'written' ? kind : concluded.kind });
  }
}

function findOperation(key: string): InferenceOperation | null {
  for (const operation of OPERATIONS) if (operation.kind === 'inference' && operation.key === key) return operation;
  return null;
}
