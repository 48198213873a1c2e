/**
 * The durable lane from an ended call to the ledger. What is submitted here is never lost by the death of one process:
 * it is in Redis before the answer ends, or in the spool when Redis can't be reached in time; this process keeps its
 * copy until the worker confirms the commit, and sends it again when Redis no longer has it. Only confirmation erases.
 */
import type { UsageEvent } from '@turnpike/contracts/usage-event';
import { NO_USAGE, tokensOf } from '@turnpike/domain/usage';
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import { takeConfirmed } from '@turnpike/limits/processes';
import { settle, type Settlement } from '@turnpike/limits/settlement';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { MissingEvents } from './missing-events.js';
import { ShedEvents } from './shed-events.js';
import type { Spool, SpooledFile } from './spool.js';

/** A call to settle: the event and what the script needs beside it. Amounts in base units. */
export interface SettlementEntry {
  readonly event: UsageEvent;
  readonly charge: bigint;
  readonly enforceBalance: boolean;
}

export interface SettlementLaneOptions {
  redis: Redis;
  keys: KeySpace;
  spool: Spool;
  /** Id the confirmations are addressed to; the events' owner. Stable for the life of the process. */
  processId: string;
  /** Told that a call has ended, whether Redis can be told or not. */
  onEnded?: (requestId: string) => void;
  /** Told that a call's hold is gone from Redis. */
  onSettled: (requestId: string) => void;
  /** Wakes the worker for shards that have work; may drop, the worker sweeps. */
  notifyShards: (shards: number[]) => void;
  onError: (error: unknown) => void;
  /** Unconfirmed events kept at hand, 10,000 when omitted; the text of older ones is left to the spool. */
  keptInMemory?: number;
}

interface LaneItem {
  readonly settlement: Settlement;
  state: 'unsent' | 'sending' | 'settled';
  /** When it was last known to be in Redis, ms. */
  seenAtMs: number;
  resolve: (() => void) | null;
}

/** An answer waits this long for Redis before its event is spooled. */
const SETTLE_WAIT_MS = 50;
const BATCH = 200;
const NOTIFY_INTERVAL_MS = 100;
const UPKEEP_INTERVAL_MS = 500;
/** An unconfirmed event is looked for in Redis when it wasn't seen there for this long. */
const RECHECK_MS = 5_000;
/** About a kilobyte and a half each. With the worker at work they are confirmed within seconds. */
const KEPT_IN_MEMORY = 10_000;
/** Lines written to the spool in one go. */
const SHED_AT_ONCE = 1_000;

/** A dead process's file whose events are sent from here. */
interface Orphan {
  readonly file: SpooledFile;
  /** Its events that are not confirmed. */
  readonly left: Set<string>;
  /** All of it was read. */
  whole: boolean;
}

const SpoolLine = z.object({ charge: z.string(), enforceBalance: z.boolean(), event: z.string() });

export class SettlementLane {
  private readonly options: SettlementLaneOptions;
  /** What was submitted and not confirmed, by event id, but for what was shed. */
  private readonly items = new Map<string, LaneItem>();
  private readonly queued = new Map<number, LaneItem[]>();
  private readonly dirty = new Set<number>();
  private readonly timers: NodeJS.Timeout[] = [];
  private orphans: Orphan[] = [];
  private flushing = false;
  private upkeepRunning = false;
  private readonly missing: MissingEvents;
  private readonly shedEvents: ShedEvents;
  /** Unconfirmed events that stand in this process's own spool file. */
  private readonly ownSpooled = new Set<string>();

  constructor(options: SettlementLaneOptions) {
    this.options = options;
    this.missing = new MissingEvents(options);
    const parseLine = (line: string) => this.parseLine(line);
    this.shedEvents = new ShedEvents({ ...options, parseLine });
  }

  /** Events not yet confirmed. */
  get unconfirmed(): number {
    return this.items.size + this.shedEvents.size;
  }

  /** Begins the upkeep and sends what dead processes of this host left in the spool. */
  async start(): Promise<void> {
    this.timers.push(setInterval(() => this.notify(), NOTIFY_INTERVAL_MS));
    this.timers.push(setInterval(() => void this.upkeep(), UPKEEP_INTERVAL_MS));
    for (const timer of this.timers) timer.unref();
    await this.adoptOrphans();
  }

  /**
   * Resolves when the event is in Redis, or else in the spool: at most about 50 ms, and also when neither can be written
   * to; then this process's copy is all there is until one can. Never rejects. Of two events of one id the first counts.
   */
  submit(entry: SettlementEntry): Promise<void> {
    const { event } = entry;
    this.options.onEnded?.(event.requestId);
    if (this.isKnown(event.id)) return Promise.resolve();
    const settlement: Settlement = {
      tenantId: event.tenantId,
      requestId: event.requestId,
      eventId: event.id,
      charge: entry.charge,
      enforceBalance: entry.enforceBalance,
      counted: event.counted,
      tokens: tokensOf(event),
      requiredOwner: null,
      event: JSON.stringify(event),
    };
    return new Promise((resolve) => {
      this.enqueue({ settlement, state: 'unsent', seenAtMs: Date.now(), resolve });
    });
  }

  /** Sends everything of a shard again: it lost its data. Resolves when all of it is there, rejects when it can't be. */
  async resendShard(shard: number): Promise<void> {
    const items = [...this.items.values()].filter(
      ({ state, settlement }) => state !== 'sending' && shardOf(settlement.tenantId) === shard,
    );
    for (const item of items) item.state = 'sending';
    const batches: LaneItem[][] = [];
    for (let at = 0; at < items.length; at += BATCH) batches.push(items.slice(at, at + BATCH));
    const sent = await Promise.all(batches.map((batch) => this.send(shard, batch)));
    if (sent.includes(false)) throw new Error('the events of a shard could not be sent again');
    await this.shedEvents.resend(shard);
  }

  /** Waits until nothing is unsent, bounded; spools the rest, so that the process may end. */
  async close(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    const unsent = () => [...this.items.values()].filter((item) => item.state !== 'settled');
    while (unsent().length > 0 && Date.now() < deadline) {
      await this.upkeep();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    for (const timer of this.timers) clearInterval(timer);
    this.notify();
    await this.spool(unsent());
  }

  private enqueue(item: LaneItem): void {
    item.state = 'sending';
    this.items.set(item.settlement.eventId, item);
    const shard = shardOf(item.settlement.tenantId);
    const queue = this.queued.get(shard);
    if (queue === undefined) this.queued.set(shard, [item]);
    else queue.push(item);
    if (this.flushing) return;
    this.flushing = true;
    setImmediate(() => this.flush());
  }

  /** One script per shard for all calls that ended in this turn of the event loop. */
  private flush(): void {
    this.flushing = false;
    for (const [shard, items] of this.queued) {
      for (let at = 0; at < items.length; at += BATCH) void this.send(shard, items.slice(at, at + BATCH));
    }
    this.queued.clear();
  }

  /** False when the items are to be sent again. Never rejects. */
  private async send(shard: number, items: LaneItem[]): Promise<boolean> {
    const late = setTimeout(() => {
      void this.spool(items.filter((item) => item.state !== 'settled'));
    }, SETTLE_WAIT_MS);
    try {
      const settlements = items.map((item) => item.settlement);
      await settle(this.options, settlements);
      for (const item of items) this.markSettled(item);
      this.dirty.add(shard);
      clearTimeout(late);
      return true;
    } catch (error) {
      for (const item of items) item.state = 'unsent';
      this.options.onError(error);
      return false;
    }
  }

  private markSettled(item: LaneItem): void {
    item.state = 'settled';
    item.seenAtMs = Date.now();
    this.options.onSettled(item.settlement.requestId);
    item.resolve?.();
    item.resolve = null;
  }

  /** Never rejects: what can't be written is tried again by the upkeep. */
  private async spool(items: LaneItem[]): Promise<void> {
    const fresh = items.filter((item) => !this.ownSpooled.has(item.settlement.eventId));
    for (const item of fresh) this.ownSpooled.add(item.settlement.eventId);
    try {
      // With no line too: what another call began to write is then written.
      await this.options.spool.append(fresh.map((item) => formatLine(item.settlement)));
    } catch (error) {
      for (const item of fresh) this.ownSpooled.delete(item.settlement.eventId);
      this.options.onError(error);
    }
    for (const item of fresh) {
      item.resolve?.();
      item.resolve = null;
    }
  }

  private notify(): void {
    if (this.dirty.size === 0) return;
    const shards = [...this.dirty];
    this.dirty.clear();
    this.options.notifyShards(shards);
  }

  private async upkeep(): Promise<void> {
    if (this.upkeepRunning) return;
    this.upkeepRunning = true;
    try {
      await this.takeConfirmations();
      await this.resendMissing();
      await this.shedEvents.resendMissing();
      await this.shed();
    } catch (error) {
      this.options.onError(error);
      // What could be neither sent nor written when its call ended.
      await this.spool([...this.items.values()].filter((item) => item.state === 'unsent'));
    } finally {
      this.upkeepRunning = false;
    }
  }

  private async takeConfirmations(): Promise<void> {
    if (this.items.size === 0 && this.ownSpooled.size === 0) return;
    for (;;) {
      const eventIds = await takeConfirmed(this.options, this.options.processId, 1000);
      for (const eventId of eventIds) await this.forget(eventId);
      if (eventIds.length < 1000) break;
    }
  }

  /** A confirmed event leaves memory; a spool file leaves the disk with the last of its events. */
  private async forget(eventId: string): Promise<void> {
    const item = this.items.get(eventId);
    // Redis took it and the word of that was lost: its hold is gone all the same, and nobody will say so again.
    if (item !== undefined && item.state !== 'settled') this.markSettled(item);
    this.items.delete(eventId);
    this.shedEvents.delete(eventId);
    if (this.ownSpooled.delete(eventId) && this.ownSpooled.size === 0) await this.options.spool.clear();
    for (const orphan of this.orphans) if (orphan.left.delete(eventId)) await this.forgetOrphan(orphan);
  }

  private async forgetOrphan(orphan: Orphan): Promise<void> {
    if (!orphan.whole || orphan.left.size > 0) return;
    await this.options.spool.remove(orphan.file);
    this.orphans = this.orphans.filter((one) => one !== orphan);
  }

  /** With no worker for long, memory is not where events wait: the oldest that Redis has go to the spool. */
  private async shed(): Promise<void> {
    const excess = this.items.size - (this.options.keptInMemory ?? KEPT_IN_MEMORY);
    if (excess <= 0) return;
    const settled: LaneItem[] = [];
    for (const item of this.items.values()) {
      if (settled.length === excess) break;
      if (item.state === 'settled') settled.push(item);
    }
    for (let at = 0; at < settled.length; at += SHED_AT_ONCE) {
      const items = settled.slice(at, at + SHED_AT_ONCE);
      await this.spool(items);
      for (const { state, settlement } of items) {
        // It may have been confirmed or sent again meanwhile, or the disk is full.
        if (state !== 'settled' || !this.ownSpooled.has(settlement.eventId)) continue;
        if (this.items.delete(settlement.eventId)) this.shedEvents.add(settlement);
      }
    }
  }

  /** Sends what never arrived, and what Redis had and has no more without a confirmation. */
  private async resendMissing(): Promise<void> {
    const now = Date.now();
    const due: LaneItem[] = [];
    for (const item of this.items.values()) {
      if (item.state === 'unsent') this.enqueue(item);
      else if (item.state === 'settled' && now - item.seenAtMs > RECHECK_MS) due.push(item);
    }
    if (due.length === 0) return;
    const missing = await this.missing.find(
      due.map(({ settlement }) => settlement),
      due.length,
    );
    for (const item of due) item.seenAtMs = now;
    for (const { eventId } of missing) {
      const item = this.items.get(eventId);
      if (item !== undefined) this.enqueue(item);
    }
  }

  private async adoptOrphans(): Promise<void> {
    for (const file of await this.options.spool.findOrphans()) {
      const orphan: Orphan = { file, left: new Set(), whole: false };
      this.orphans.push(orphan);
      for await (const lines of this.options.spool.readOrphan(file)) await this.adopt(lines, orphan.left);
      orphan.whole = true;
      await this.forgetOrphan(orphan);
    }
  }

  /** Sends a dead process's events, some at a time: there may be more of them than memory should hold. */
  private async adopt(lines: readonly string[], left: Set<string>): Promise<void> {
    const byShard = new Map<number, LaneItem[]>();
    for (const line of lines) {
      const settlement = this.parseLine(line);
      if (settlement === null) continue;
      left.add(settlement.eventId);
      if (this.isKnown(settlement.eventId)) continue;
      const item: LaneItem = { settlement, state: 'sending', seenAtMs: Date.now(), resolve: null };
      this.items.set(settlement.eventId, item);
      const shard = shardOf(settlement.tenantId);
      byShard.set(shard, [...(byShard.get(shard) ?? []), item]);
    }
    await Promise.all([...byShard].map(([shard, items]) => this.send(shard, items)));
    await this.shed();
  }

  private isKnown(eventId: string): boolean {
    return this.items.has(eventId) || this.shedEvents.has(eventId);
  }

  /** A line cut short by the death of its writer is skipped: its answer never ended. */
  private parseLine(line: string): Settlement | null {
    try {
      const { charge, enforceBalance, event: json } = SpoolLine.parse(JSON.parse(line));
      const event = { ...(JSON.parse(json) as UsageEvent), owner: this.options.processId };
      return {
        tenantId: event.tenantId,
        requestId: event.requestId,
        eventId: event.id,
        charge: BigInt(charge),
        enforceBalance,
        counted: event.counted,
        // Written by a version before, it may know fewer buckets.
        tokens: tokensOf({ ...NO_USAGE, ...event }),
        requiredOwner: null,
        event: JSON.stringify(event),
      };
    } catch (error) {
      this.options.onError(error);
      return null;
    }
  }
}

function formatLine(settlement: Settlement): string {
  const { charge, enforceBalance, event } = settlement;
  return JSON.stringify({ charge: charge.toString(), enforceBalance, event });
}
