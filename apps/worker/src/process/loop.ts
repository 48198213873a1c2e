/**
 * Runs something again and again until told to stop: one run at a time, a pause between runs that a wake-up ends early,
 * and a growing, bounded pause after failures. An outage of whatever length pauses the work and never ends it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@turnpike/telemetry/logger';

export interface LoopOptions {
  name: string;
  /** Pause after a run that succeeded. */
  intervalMs: number;
  run: (signal: AbortSignal) => Promise<void>;
  logger: Logger;
}

const FIRST_BACKOFF_MS = 100;
/** Short of a lease, so that whoever looks at leases is back in time when the stores are. */
const MAX_BACKOFF_MS = 2_000;
/** An outage is one event: its failures are logged at its begin and then this often. */
const LOG_EVERY_MS = 30_000;

export class Loop {
  readonly #options: LoopOptions;
  readonly #stop = new AbortController();
  #pause = new AbortController();
  #woken = false;
  #running: Promise<void> | null = null;
  #failures = 0;
  #loggedAtMs = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#repeat();
  }

  /** Runs soon: at once when it pauses, again when it runs. */
  wake(): void {
    this.#woken = true;
    // A failing run is not hurried: its pause is what protects the thing that is down.
    if (this.#failures === 0) this.#pause.abort();
  }

  /** Resolves when the run in hand, told by its signal, has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pause.abort();
    await this.#running;
  }

  async #repeat(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      try {
        await this.#options.run(this.#stop.signal);
        this.#succeeded();
      } catch (error) {
        this.#failed(error);
      }
      await this.#rest();
    }
  }

  async #rest(): Promise<void> {
    if (this.#stop.signal.aborted || (this.#woken && this.#failures === 0)) return;
    this.#pause = new AbortController();
    const signal = AbortSignal.any([this.#pause.signal, this.#stop.signal]);
    await sleep(this.#pauseMs(), undefined, { signal }).catch(() => undefined);
  }

  #pauseMs(): number {
    if (this.#failures === 0) return this.#options.intervalMs;
    return Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(this.#failures, 10), MAX_BACKOFF_MS);
  }

  #succeeded(): void {
    if (this.#failures > 0)
      this.#options.logger.info({ loop: this.#options.name, failures: this.#failures }, 'loop recovered');
    this.#failures = 0;
  }

  #failed(error: unknown): void {
    this.#failures += 1;
    const now = Date.now();
    if (this.#failures > 1 && now - this.#loggedAtMs < LOG_EVERY_MS) return;
    this.#loggedAtMs = now;
    this.#options.logger.warn(
      { loop: this.#options.name, err: error, failures: this.#failures },
      'loop failed, will try again',
    );
  }
}
