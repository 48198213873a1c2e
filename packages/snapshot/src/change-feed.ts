/**
 * What changed in the control plane, as this process hears of it: at once by NOTIFY, and within half a second by
 * asking, lost messages included. The question can't miss a row: it covers every transaction that was not finished when
 * it was last asked, so a row that commits late is still seen; seeing one twice is harmless.
 */
import { CHANGE_CHANNEL } from '@turnpike/contracts/change-channel';
import pg from 'pg';

export interface Change {
  kind: string;
  tenantId: string | null;
}

export interface ChangeFeedOptions {
  pool: pg.Pool;
  databaseUrl: string;
  /** Called in order, one batch at a time; a rejection leaves the feed where it was, so the batch comes again. */
  onChanges: (changes: Change[]) => Promise<void>;
  onError: (error: unknown) => void;
}

const POLL_INTERVAL_MS = 500;
/** Asked for by requests at most this often. */
const POKE_INTERVAL_MS = 100;

const QUESTION = `
  SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon,
         coalesce((SELECT json_agg(json_build_object('kind', kind, 'tenantId', tenant_id) ORDER BY id)
                   FROM change_log WHERE xid >= $1::text::xid8), '[]') AS changes`;

export class ChangeFeed {
  private readonly options: ChangeFeedOptions;
  private horizon = '0';
  private running: Promise<boolean> | null = null;
  private following: Promise<boolean> | null = null;
  private timer: NodeJS.Timeout | null = null;
  private listener: pg.Client | null = null;
  private stopped = false;
  private pokedAt = 0;

  constructor(options: ChangeFeedOptions) {
    this.options = options;
  }

  /** Takes the present as the starting point. Load what the feed keeps fresh after this resolves. */
  async start(): Promise<void> {
    const { rows } = await this.options.pool.query<{ horizon: string }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS horizon',
    );
    this.horizon = rows[0]?.horizon ?? '0';
    this.schedule();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.listener?.end().catch(() => undefined);
  }

  /**
   * Asks now; true when something had changed. A question under way may have been put before the change one asks
   * about: then another follows it, one for all who wait.
   */
  poll(): Promise<boolean> {
    if (this.running === null) {
      this.running = this.ask().finally(() => (this.running = null));
      return this.running;
    }
    this.following ??= this.running
      .catch(() => false)
      .then(() => {
        this.following = null;
        return this.poll();
      });
    return this.following;
  }

  /** {@link poll}, for a request that missed something: bounded in rate. */
  async poke(): Promise<boolean> {
    const now = Date.now();
    if (this.running === null && now - this.pokedAt < POKE_INTERVAL_MS) return false;
    this.pokedAt = now;
    return this.poll().catch(() => false);
  }

  private async ask(): Promise<boolean> {
    const { pool, onChanges } = this.options;
    const { rows } = await pool.query<{ horizon: string; changes: Change[] }>(QUESTION, [this.horizon]);
    const [answer] = rows;
    if (answer === undefined) return false;
    if (answer.changes.length > 0) await onChanges(answer.changes);
    this.horizon = answer.horizon;
    return answer.changes.length > 0;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.tick().finally(() => this.schedule()), POLL_INTERVAL_MS);
    this.timer.unref();
  }

  private async tick(): Promise<void> {
    try {
      await this.poll();
      if (this.listener === null) await this.listen();
    } catch (error) {
      this.options.onError(error);
    }
  }

  private async listen(): Promise<void> {
    const client = new pg.Client({ connectionString: this.options.databaseUrl, keepAlive: true });
    const forget = () => {
      if (this.listener === client) this.listener = null;
    };
    client.on('error', forget).on('end', forget);
    client.on('notification', () => void this.poll().catch(this.options.onError));
    await client.connect();
    await client.query(`LISTEN ${CHANGE_CHANNEL}`);
    this.listener = client;
  }
}
