/**
 * The rebuild of a shard whose data Redis lost. Every living process registers its open holds again, or says that it
 * has none; when all have, or a lease has passed, the shard is opened. Until then its calls are refused with 503:
 * opening early could give out money that is held.
 */
import { newId } from '@turnpike/domain/ids';
import type { KeySpace } from '@turnpike/limits/keys';
import {
  beginRebuild,
  finishRebuild,
  LEASE_MS,
  readAcknowledgements,
  registerHolds,
  type RegisteredHold,
} from '@turnpike/limits/processes';
import type { Redis } from 'ioredis';

export interface ShardRebuildsOptions {
  redis: Redis;
  keys: KeySpace;
  /** Stable id of this process for acknowledgements: it is what `livingProcesses` answers with. */
  processId: string;
  holdsOf: (shard: number) => readonly RegisteredHold[];
  /** Processes that may hold money and were alive a moment ago, by Postgres. */
  livingProcesses: () => Promise<string[]>;
  /** Sends again what this process still waits to have confirmed; rejects when it couldn't. */
  resendPending: (shard: number) => Promise<void>;
  onError: (error: unknown) => void;
}

const POLL_MS = 50;

export class ShardRebuilds {
  private readonly options: ShardRebuildsOptions;
  private readonly running = new Map<number, Promise<void>>();
  private readonly acknowledged = new Map<number, string>();

  constructor(options: ShardRebuildsOptions) {
    this.options = options;
  }

  /** Rebuilds a shard, or joins the rebuild under way; false when it isn't done within the wait. */
  async rebuild(shard: number, waitMs: number): Promise<boolean> {
    let rebuild = this.running.get(shard);
    if (rebuild === undefined) {
      rebuild = this.run(shard).finally(() => this.running.delete(shard));
      this.running.set(shard, rebuild);
      rebuild.catch(this.options.onError);
    }
    const done = rebuild.then(() => true);
    return Promise.race([done, delay(waitMs).then(() => false)]);
  }

  /** A heartbeat heard of rebuilds that others drive: register what this process holds. */
  join(rebuilds: readonly { shard: number; generation: string }[]): void {
    for (const { shard, generation } of rebuilds) {
      this.register(shard, generation).catch(this.options.onError);
    }
  }

  private async run(shard: number): Promise<void> {
    for (;;) {
      const { redis, keys, livingProcesses } = this.options;
      const { generation, rebuilding, ageMs } = await beginRebuild({ redis, keys }, shard, newId());
      if (!rebuilding) return;
      await this.register(shard, generation);
      const acknowledged = new Set(await readAcknowledgements({ redis, keys }, shard));
      const living = ageMs > LEASE_MS ? [] : await livingProcesses();
      if (living.every((process) => acknowledged.has(process))) {
        await finishRebuild({ redis, keys }, shard, generation);
        return;
      }
      await delay(POLL_MS);
    }
  }

  private async register(shard: number, generation: string): Promise<void> {
    if (this.acknowledged.get(shard) === generation) return;
    const { redis, keys, processId, holdsOf, resendPending } = this.options;
    // Before the acknowledgement: a shard that opens without them would give out money that is spent.
    await resendPending(shard);
    const rebuild = { shard, generation, incarnation: processId, holds: holdsOf(shard) };
    if (await registerHolds({ redis, keys }, rebuild)) this.acknowledged.set(shard, generation);
  }
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
