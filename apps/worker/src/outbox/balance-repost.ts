/**
 * After every reconnect to Redis: tells it again the balances of all tenants whose ledger moved lately. A failover may
 * have taken Redis back in time without a sign; a balance found older than one posted before is that sign, and counted.
 */
import { idFloor } from '@turnpike/domain/ids';
import { postBalance } from '@turnpike/limits/balance';
import type { RelayContext } from './outbox-relay.js';
import { type BalanceContext, readBalances } from './post-tenant-balance.js';

/** How far before the loss of the connection a rollback may reach. */
const LOOK_BACK_MS = 15 * 60 * 1000;

const TENANTS_AT_ONCE = 200;

const SELECT_ACTIVE = 'SELECT DISTINCT tenant_id FROM ledger_transactions WHERE id >= $1 ORDER BY tenant_id';

type RepostContext = BalanceContext & Pick<RelayContext, 'metrics' | 'logger'>;

export class BalanceRepost {
  readonly #context: RepostContext;
  #lostAtMs: number | null = Date.now();

  constructor(context: RepostContext) {
    this.#context = context;
  }

  /** The connection to Redis was lost; the first loss of an outage counts. */
  connectionLost(): void {
    this.#lostAtMs ??= Date.now();
  }

  /** Posts again when a connection was lost since the last time. To be called when it is back. */
  async run(): Promise<void> {
    const lostAtMs = this.#lostAtMs;
    if (lostAtMs === null) return;
    this.#lostAtMs = null;
    try {
      await this.#postActive(lostAtMs - LOOK_BACK_MS);
    } catch (error) {
      this.#lostAtMs = lostAtMs;
      throw error;
    }
  }

  async #postActive(sinceMs: number): Promise<void> {
    const { pool } = this.#context;
    const { rows } = await pool.query<{ tenant_id: string }>(SELECT_ACTIVE, [idFloor(sinceMs)]);
    for (let from = 0; from < rows.length; from += TENANTS_AT_ONCE) {
      const tenantIds = rows.slice(from, from + TENANTS_AT_ONCE).map((row) => row.tenant_id);
      const balances = await readBalances(pool, tenantIds);
      await Promise.all([...balances].map(([tenantId, balance]) => this.#post(tenantId, balance)));
    }
  }

  async #post(tenantId: string, balance: { posted: bigint; version: string }): Promise<void> {
    const { redis, keys, versions, metrics, logger } = this.#context;
    const held = await redis.hget(keys.tenant(tenantId), 'ver');
    if (versions.wentBackwards(tenantId, held)) {
      metrics.balanceRollbacks.inc();
      logger.error({ tenantId, held, posted: balance.version }, 'Redis went back in time: balance posted again');
    }
    await postBalance({ redis, keys }, tenantId, balance);
    versions.posted(tenantId, balance.version);
  }
}
