/**
 * Unconfirmed events that memory let go: Redis has them, this process's spool file has their text, and here is only who
 * they are. Should Redis lose them, they are read from the file and sent again a batch at a time, so that they never
 * are in memory as a whole.
 */
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import { settle, type Settlement } from '@turnpike/limits/settlement';
import type { Redis } from 'ioredis';
import { MissingEvents, type PendingEvent } from './missing-events.js';
import type { Spool } from './spool.js';

export interface ShedEventsOptions {
  redis: Redis;
  keys: KeySpace;
  spool: Spool;
  /** Null for a line that can't be read. */
  parseLine: (line: string) => Settlement | null;
}

/** How often a look is taken whether Redis still has them. */
const RECHECK_MS = 5_000;

export class ShedEvents {
  private readonly options: ShedEventsOptions;
  /** Tenants by event id. */
  private readonly tenants = new Map<string, string>();
  private readonly missing: MissingEvents;
  private checkedAtMs = 0;
  /** Shards that the next pass over the file will send again. */
  private wanted = new Set<number>();
  private running: Promise<void> = Promise.resolve();
  private next: Promise<void> | null = null;

  constructor(options: ShedEventsOptions) {
    this.options = options;
    this.missing = new MissingEvents(options);
  }

  get size(): number {
    return this.tenants.size;
  }

  has(eventId: string): boolean {
    return this.tenants.has(eventId);
  }

  /** Takes an event whose line is in the spool. */
  add({ eventId, tenantId }: PendingEvent): void {
    this.tenants.set(eventId, tenantId);
  }

  /** A confirmed event. */
  delete(eventId: string): void {
    this.tenants.delete(eventId);
  }

  /**
   * Sends everything of a shard again. Resolves when it is there, rejects when it can't be. Shards that lose their data
   * at once share a pass over the file.
   */
  resend(shard: number): Promise<void> {
    if (this.tenants.size === 0) return Promise.resolve();
    this.wanted.add(shard);
    this.next ??= this.running
      .catch(() => undefined)
      .then(() => {
        const shards = this.wanted;
        this.wanted = new Set();
        this.next = null;
        this.running = this.sendShards(shards);
        return this.running;
      });
    return this.next;
  }

  /** Sends again what Redis had and has no more without a confirmation. */
  async resendMissing(): Promise<void> {
    const now = Date.now();
    if (this.tenants.size === 0 || now - this.checkedAtMs < RECHECK_MS) return;
    const missing = await this.missing.find(this.events(), this.tenants.size);
    this.checkedAtMs = now;
    await Promise.all(
      [...new Set(missing.map(({ tenantId }) => shardOf(tenantId)))].map((shard) => this.resend(shard)),
    );
  }

  private *events(): Generator<PendingEvent> {
    for (const [eventId, tenantId] of this.tenants) yield { eventId, tenantId };
  }

  private async sendShards(shards: ReadonlySet<number>): Promise<void> {
    for await (const lines of this.options.spool.readOwn()) {
      const byShard = new Map<number, Settlement[]>();
      for (const line of lines) {
        const settlement = this.options.parseLine(line);
        if (settlement === null || !this.tenants.has(settlement.eventId)) continue;
        const shard = shardOf(settlement.tenantId);
        if (shards.has(shard)) byShard.set(shard, [...(byShard.get(shard) ?? []), settlement]);
      }
      for (const settlements of byShard.values()) await settle(this.options, settlements);
    }
  }
}
