/**
 * Who waits for which job. PostgreSQL says on one connection when a job changes; every two seconds it is asked besides,
 * in one question for all who wait, because a message may be lost. Nothing is open while nobody waits.
 */
import { JOB_CHANNEL } from '@turnpike/contracts/job-channel';
import pg from 'pg';

export interface JobWatchOptions {
  pool: pg.Pool;
  databaseUrl: string;
  onError: (error: unknown) => void;
  /** Those beyond are not made to wait; 1,000 when omitted. */
  waitersLimit?: number;
}

const WAITERS_LIMIT = 1_000;
const ASK_INTERVAL_MS = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;

const QUESTION = 'SELECT id FROM jobs WHERE id = ANY($1::uuid[]) AND finished_at IS NOT NULL';

/** One caller's wait for a job to change. */
export class JobWait {
  readonly jobId: string;
  private isOver = false;
  private changed = false;
  private wake: (() => void) | null = null;

  constructor(jobId: string) {
    this.jobId = jobId;
  }

  /** Whether there is nothing more to wait for: the caller left, or this process ends. */
  get over(): boolean {
    return this.isOver;
  }

  /** Resolves when the job may have changed since the last time, after `ms` at the latest, at once when it is over. */
  async next(ms: number): Promise<void> {
    if (!this.changed && !this.isOver) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
        timer = setTimeout(resolve, ms);
      });
      clearTimeout(timer);
    }
    this.wake = null;
    this.changed = false;
  }

  /** The job may have changed. */
  notice(): void {
    this.changed = true;
    this.wake?.();
  }

  end(): void {
    this.isOver = true;
    this.wake?.();
  }
}

export class JobWatch {
  private readonly options: JobWatchOptions;
  private readonly waits = new Map<string, Set<JobWait>>();
  private waiters = 0;
  private timer: NodeJS.Timeout | null = null;
  private listener: pg.Client | null = null;
  private asking = false;
  private stopped = false;

  constructor(options: JobWatchOptions) {
    this.options = options;
  }

  /** Callers that wait now. */
  get waiting(): number {
    return this.waiters;
  }

  /** Begins a wait, to be given to {@link leave} when it is done; null when there are too many, or this process ends. */
  join(jobId: string): JobWait | null {
    if (this.stopped || this.waiters >= (this.options.waitersLimit ?? WAITERS_LIMIT)) return null;
    const wait = new JobWait(jobId);
    const others = this.waits.get(jobId);
    if (others === undefined) this.waits.set(jobId, new Set([wait]));
    else others.add(wait);
    this.waiters += 1;
    if (this.timer === null) {
      this.timer = setInterval(() => void this.tick(), ASK_INTERVAL_MS).unref();
      void this.tick();
    }
    return wait;
  }

  leave(wait: JobWait): void {
    const others = this.waits.get(wait.jobId);
    if (others?.delete(wait) !== true) return;
    this.waiters -= 1;
    if (others.size === 0) this.waits.delete(wait.jobId);
    if (this.waiters === 0) void this.rest();
  }

  /** Ends every wait and begins no more: who waits is answered with the job as it stands. */
  release(): void {
    this.stopped = true;
    for (const waits of this.waits.values()) for (const wait of waits) wait.end();
  }

  async close(): Promise<void> {
    this.release();
    await this.rest();
  }

  private async rest(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    this.timer = null;
    const { listener } = this;
    this.listener = null;
    await listener?.end().catch(() => undefined);
  }

  /** One at a time: the next question waits for a store that is slow. */
  private async tick(): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    try {
      if (this.listener === null) await this.listen().catch(this.options.onError);
      const ids = [...this.waits.keys()];
      const { rows } = await this.options.pool.query<{ id: string }>(QUESTION, [ids]);
      for (const { id } of rows) this.notice(id);
    } catch (error) {
      this.options.onError(error);
    } finally {
      this.asking = false;
    }
  }

  private notice(jobId: string): void {
    for (const wait of this.waits.get(jobId) ?? []) wait.notice();
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.options.databaseUrl,
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    const forget = () => {
      if (this.listener === client) this.listener = null;
    };
    client.on('error', forget).on('end', forget);
    client.on('notification', ({ payload }) => this.notice(payload ?? ''));
    await client.connect();
    await client.query(`LISTEN ${JOB_CHANNEL}`);
    // Everyone may have left meanwhile.
    if (this.timer === null) await client.end();
    else this.listener = client;
  }
}
