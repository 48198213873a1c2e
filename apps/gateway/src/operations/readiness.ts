import type { DataPlane, Health } from '../bootstrap/data-plane.js';

/** Whether the database answers; true or false, and never a rejection. */
export type PingDatabase = () => Promise<boolean>;

/** How long an answer of the database is believed: probes must not become its load. */
const DATABASE_TTL_MS = 1_000;

/**
 * Whether this process should get traffic. It should while the data plane has a snapshot and nobody has asked it to stop;
 * a database that is gone is reported and nothing more, for the snapshot keeps serving.
 */
export class Readiness {
  #stopping = false;
  #database: { at: number; up: Promise<boolean> } | null = null;

  readonly #dataPlane: DataPlane;
  readonly #pingDatabase: PingDatabase;

  constructor(dataPlane: DataPlane, pingDatabase: PingDatabase) {
    this.#dataPlane = dataPlane;
    this.#pingDatabase = pingDatabase;
  }

  /** From now on not ready, so that load balancers turn away while calls in flight end. */
  stop(): void {
    this.#stopping = true;
  }

  async check(): Promise<Health> {
    const dataPlane = this.#dataPlane.ready();
    const database = await this.#databaseUp();
    return {
      ok: dataPlane.ok && !this.#stopping,
      detail: {
        stopping: this.#stopping,
        dataPlane: { ok: dataPlane.ok, ...dataPlane.detail },
        database: { ok: database },
      },
    };
  }

  #databaseUp(): Promise<boolean> {
    const now = Date.now();
    if (this.#database === null || now - this.#database.at > DATABASE_TTL_MS) {
      this.#database = { at: now, up: this.#pingDatabase() };
    }
    return this.#database.up;
  }
}
