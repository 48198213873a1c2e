/** This process in Postgres: who must register again when Redis lost its data. One small write every few seconds. */
import { hostname } from 'node:os';
import type pg from 'pg';

const HEARTBEAT_MS = 2_000;
/** A process that wrote within this time is taken for living. */
const LIVING_MS = 6_000;

export class ProcessRegistry {
  private readonly pool: pg.Pool;
  private readonly processId: string;
  private readonly kind: string;
  private readonly onError: (error: unknown) => void;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: {
    pool: pg.Pool;
    processId: string;
    kind: 'gateway' | 'worker';
    onError: (error: unknown) => void;
  }) {
    this.pool = options.pool;
    this.processId = options.processId;
    this.kind = options.kind;
    this.onError = options.onError;
  }

  /** Rejects when Postgres can't be reached; may be asked again. */
  async start(): Promise<void> {
    await this.pool.query(
      'INSERT INTO process_incarnations (id, kind, host, pid) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING',
      [this.processId, this.kind, hostname(), process.pid],
    );
    this.timer ??= setInterval(() => {
      this.pool
        .query('UPDATE process_incarnations SET heartbeat_at = now() WHERE id = $1', [this.processId])
        .catch(this.onError);
    }, HEARTBEAT_MS).unref();
  }

  /** Who may hold money, and so must acknowledge a rebuild. Rejects when Postgres can't be reached. */
  async living(): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM process_incarnations
       WHERE stopped_at IS NULL AND heartbeat_at > now() - make_interval(secs => $1)`,
      [LIVING_MS / 1000],
    );
    return rows.map((row) => row.id);
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.pool.query('UPDATE process_incarnations SET stopped_at = now() WHERE id = $1', [this.processId]);
  }
}
