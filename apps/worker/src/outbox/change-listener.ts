/**
 * Hears PostgreSQL's notifications of changes, on a connection of its own that is opened again whenever it breaks. Wakes
 * are a matter of speed only: what they announce is polled as well, so a lost one costs half a second.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@turnpike/telemetry/logger';
import pg from 'pg';

const RECONNECT_MS = 1_000;
const CONNECT_TIMEOUT_MS = 5_000;

export class ChangeListener {
  readonly #options: { url: string; channel: string; onChange: () => void; logger: Logger };
  readonly #stop = new AbortController();
  #running: Promise<void> | null = null;

  constructor(options: { url: string; channel: string; onChange: () => void; logger: Logger }) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#listenForEver();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #listenForEver(): Promise<void> {
    let down = false;
    while (!this.#stop.signal.aborted) {
      try {
        await this.#listenOnce(() => {
          down = false;
        });
      } catch (error) {
        if (!down) this.#options.logger.warn({ err: error }, 'listener lost its connection, polling goes on');
        down = true;
      }
      await sleep(RECONNECT_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** Resolves when told to stop, rejects when the connection ends. */
  async #listenOnce(onListening: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: this.#options.url,
      application_name: 'turnpike-worker-listen',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    const ended = new Promise<never>((_, reject) => {
      client.on('error', reject);
      client.on('end', () => reject(new Error('connection ended')));
    });
    // Whoever loses the race below must not be an unhandled rejection.
    ended.catch(() => undefined);
    try {
      await client.connect();
      client.on('notification', () => this.#options.onChange());
      await client.query(`LISTEN ${pg.escapeIdentifier(this.#options.channel)}`);
      onListening();
      // What was announced while nobody listened.
      this.#options.onChange();
      await Promise.race([ended, aborted(this.#stop.signal)]);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
