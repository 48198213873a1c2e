/**
 * Declares processes dead and settles what they left.
 *
 * Dead is who has not moved its heartbeat for two leases of Redis time, during which we looked without a gap and our own
 * heartbeat moved. A lost connection, a failed look or a clock going backwards begins the count anew, so that a Redis that
 * was away or restarted never makes the living look dead.
 *
 * Holds are gone through again every lease: of the fenced for as long as any appear (a late write, a reaper that died half
 * way), and of owners nobody knows (a Redis restored from an old file), once these have stayed unknown for two leases.
 */
import { isUuid } from '@turnpike/domain/ids';
import { LEASE_MS, fence, readBeats } from '@turnpike/limits/processes';
import type { UsageIngestQueue } from '@turnpike/queues/usage-ingest.queue';
import type pg from 'pg';
import { type ReapContext, reapHolds } from './reap-holds.js';
import { scanHolds } from './scan-holds.js';
import { SilenceWatch } from './silence-watch.js';

export interface ReaperOptions extends ReapContext {
  pool: pg.Pool;
  queue: UsageIngestQueue;
  /** Our own incarnation at this moment. */
  self: () => string;
}

/** A process that PostgreSQL saw alive this recently is left to come back to a Redis that doesn't know it. */
const REGISTRATION_FRESH_MS = 10_000;

const SELECT_REGISTERED = `
  SELECT id FROM process_incarnations
  WHERE id = ANY($1::uuid[]) AND stopped_at IS NULL AND heartbeat_at > now() - make_interval(secs => $2)`;

export class Reaper {
  readonly #options: ReaperOptions;
  readonly #beats = new SilenceWatch({ silentForMs: 2 * LEASE_MS, maxGapMs: LEASE_MS });
  readonly #unknown = new SilenceWatch({ silentForMs: 2 * LEASE_MS, maxGapMs: 2 * LEASE_MS });
  #scannedAtMs = 0;

  constructor(options: ReaperOptions) {
    this.#options = options;
  }

  /** Forgets all it has seen: the connection to Redis was lost. */
  forget(): void {
    this.#beats.forget();
    this.#unknown.forget();
  }

  /** One look; meant to be called every second. Throws when Redis or PostgreSQL can't be reached, and begins anew. */
  async look(): Promise<void> {
    try {
      const { nowMs, beats } = await readBeats(this.#options);
      const dead = await this.#findDead(nowMs, beats);
      for (const incarnation of dead) await this.#declareDead(incarnation);
      const scanDue = nowMs < this.#scannedAtMs || nowMs - this.#scannedAtMs >= LEASE_MS;
      if (dead.length === 0 && !scanDue) return;
      this.#scannedAtMs = nowMs;
      await this.#settleLeftovers(nowMs);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  async #findDead(nowMs: number, beats: ReadonlyMap<string, number>): Promise<string[]> {
    const self = this.#options.self();
    const own = beats.get(self);
    // While our own beat doesn't arrive, nobody's does, or we are the one who is late: no silence counts.
    if (own === undefined || nowMs - own > LEASE_MS) {
      this.forget();
      return [];
    }
    const others = new Map(beats);
    others.delete(self);
    return this.#beats.observe(nowMs, others);
  }

  async #declareDead(incarnation: string): Promise<void> {
    await fence(this.#options, incarnation);
    this.#options.metrics.deadProcesses.inc();
    this.#options.logger.warn({ incarnation }, 'process declared dead');
  }

  async #settleLeftovers(nowMs: number): Promise<void> {
    const { redis, keys, metrics, logger, queue } = this.#options;
    const scan = await scanHolds(redis, keys);
    const { beats } = await readBeats({ redis, keys });
    const fenced = new Set(await redis.smembers(keys.dead()));
    const ownerless = [...scan.byOwner.keys()].filter((owner) => !fenced.has(owner) && !beats.has(owner));
    for (const owner of await this.#findAbandoned(nowMs, ownerless)) {
      await this.#declareDead(owner);
      fenced.add(owner);
    }
    const left = { unratable: 0, unreadable: scan.unreadable.length };
    for (const [owner, holds] of scan.byOwner) {
      if (!fenced.has(owner)) continue;
      const reaped = await reapHolds(this.#options, { owner, holds }, nowMs);
      left.unratable += reaped.unratable;
      left.unreadable += reaped.unreadable;
      // The sweep asks as well; a nudge that fails only costs time.
      await queue.enqueue(reaped.shards).catch((error: unknown) => logger.warn({ err: error }, 'nudge failed'));
    }
    metrics.unratableHolds.set(left.unratable);
    metrics.unreadableHolds.set(left.unreadable);
    if (scan.unreadable.length > 0) logger.error({ holds: scan.unreadable.slice(0, 20) }, 'holds can not be read');
  }

  /** Owners that stayed unknown for two leases and that PostgreSQL doesn't know as running either. */
  async #findAbandoned(nowMs: number, ownerless: readonly string[]): Promise<string[]> {
    const silent = this.#unknown.observe(nowMs, new Map(ownerless.map((owner) => [owner, 0])));
    if (silent.length === 0) return [];
    const ids = silent.filter((owner) => isUuid(owner));
    const { rows } = await this.#options.pool.query<{ id: string }>(SELECT_REGISTERED, [
      ids,
      REGISTRATION_FRESH_MS / 1000,
    ]);
    const registered = new Set(rows.map((row) => row.id));
    return ids.filter((owner) => !registered.has(owner));
  }
}
