/**
 * This process as the others see it: an incarnation with a lease, and the calls it holds money for. Should it die, the
 * reaper settles those calls by what the last heartbeat said was delivered; should Redis lose its data, they are
 * registered again from here.
 */
import { newId } from '@turnpike/domain/ids';
import type { Usage } from '@turnpike/domain/usage';
import { releaseHold } from '@turnpike/limits/admission';
import type { Claim } from '@turnpike/limits/claims';
import { type KeySpace, shardOf } from '@turnpike/limits/keys';
import { beat, HEARTBEAT_INTERVAL_MS, leave, readHolds, type RegisteredHold } from '@turnpike/limits/processes';
import type { Redis } from 'ioredis';

/** What a stream delivered so far, in the reaper's terms; token counts are estimates. */
export interface Delivered extends Usage {
  servedModel: string | null;
  providerId: string | null;
  targetId: string | null;
  attempts: number;
}

/** A call whose hold is, or may be, in Redis. */
export interface OpenCall {
  readonly tenantId: string;
  readonly requestId: string;
  readonly owner: string;
  readonly scopes: string[];
  readonly context: string;
  /** Of a call under an idempotency key. */
  readonly claim?: Claim | null;
  hold: bigint;
  counters: string[];
  /** Whether the hold was granted. Before that it must not be registered anywhere: nobody checked the balance for it. */
  admitted: boolean;
  /** Null while nothing was delivered. */
  delivered: (() => Delivered) | null;
  /** Ends the call from our side, to be billed for what was delivered; null while there is nothing to end. */
  cancel: (() => void) | null;
}

export interface PresenceOptions {
  redis: Redis;
  keys: KeySpace;
  /** Called with the shards under rebuild that a heartbeat heard of. */
  onRebuilds: (rebuilds: { shard: number; generation: string }[]) => void;
  onError: (error: unknown) => void;
}

/** Heartbeats between two looks for holds of ours that no call stands behind. */
const BEATS_PER_RECONCILE = 5;

export class Presence {
  private readonly options: PresenceOptions;
  private readonly calls = new Map<string, OpenCall>();
  /** Shards in which this process held money since it began. */
  private readonly shards = new Set<number>();
  private current = newId();
  private timer: NodeJS.Timeout | null = null;
  private started = false;
  private stopped = false;
  private beats = 0;
  private known = 1;

  constructor(options: PresenceOptions) {
    this.options = options;
  }

  /** Id under which holds are taken. Another one after this process was declared dead and came back. */
  get incarnation(): string {
    return this.current;
  }

  /** How many processes lived at the last heartbeat, this one included. */
  get processes(): number {
    return this.known;
  }

  get openCalls(): number {
    return this.calls.size;
  }

  /** Registers a call before its hold is asked for, so that no hold is ever unknown here. */
  open(call: OpenCall): void {
    this.calls.set(call.requestId, call);
    this.shards.add(shardOf(call.tenantId));
  }

  /** Forgets a call whose hold is known to be gone. */
  close(requestId: string): void {
    this.calls.delete(requestId);
  }

  /** Ends what still runs: the process must. */
  cancelAll(): void {
    for (const call of this.calls.values()) call.cancel?.();
  }

  /** Admitted calls of a shard, as they have to be registered again. */
  holdsOf(shard: number): RegisteredHold[] {
    return [...this.calls.values()].filter((call) => call.admitted && shardOf(call.tenantId) === shard);
  }

  /** First heartbeat now, then one a second. Repeating it changes nothing. */
  async start(): Promise<void> {
    if (this.started) return;
    this.started = true;
    await this.beatNow();
    this.schedule();
  }

  /** Leaves: what is settled needs no reaper. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.calls.size === 0) await leave(this.options, this.current);
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      void this.beatNow().finally(() => this.schedule());
    }, HEARTBEAT_INTERVAL_MS);
    this.timer.unref();
  }

  private async beatNow(): Promise<void> {
    try {
      const reply = await beat(this.options, this.current, this.describe());
      if (reply.kind === 'fenced') {
        // Holds taken from now on need an owner that is known to live.
        this.current = newId();
        await beat(this.options, this.current, this.describe());
        return;
      }
      this.known = Math.max(1, reply.processes);
      if (reply.rebuilds.length > 0) this.options.onRebuilds(reply.rebuilds);
      this.beats += 1;
      if (this.beats % BEATS_PER_RECONCILE === 0) await this.reconcile();
    } catch (error) {
      this.options.onError(error);
    }
  }

  private describe(): string {
    const delivered: Record<string, Delivered> = {};
    for (const call of this.calls.values()) {
      if (call.delivered !== null) delivered[call.requestId] = call.delivered();
    }
    return JSON.stringify({ delivered });
  }

  /** Gives back holds of ours that no call stands behind: an admission whose answer never came, a rolled-back Redis. */
  private async reconcile(): Promise<void> {
    for (const shard of this.shards) {
      const { holds } = await readHolds(this.options, shard);
      for (const hold of holds) {
        if (hold.owner !== this.current || this.calls.has(hold.requestId)) continue;
        await releaseHold(this.options, { ...hold, claimHash: hold.context.idm ?? null });
      }
    }
  }
}
