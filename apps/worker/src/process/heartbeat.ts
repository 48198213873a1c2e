/**
 * The worker's own life sign. It holds nothing for anybody; its beat is what tells its reaper that Redis takes heartbeats
 * at all, so that silence of others means something. It acknowledges rebuilds like every process that beats.
 */
import { IDLE_PROCESS_STATE } from '@turnpike/contracts/process-state';
import { newId } from '@turnpike/domain/ids';
import type { LimitsStore } from '@turnpike/limits/limits-store';
import { beat, leave, registerHolds } from '@turnpike/limits/processes';
import type { Logger } from '@turnpike/telemetry/logger';

export class Heartbeat {
  readonly #store: LimitsStore;
  readonly #logger: Logger;
  #incarnation = newId();

  constructor(options: LimitsStore & { logger: Logger }) {
    this.#store = { redis: options.redis, keys: options.keys };
    this.#logger = options.logger;
  }

  get incarnation(): string {
    return this.#incarnation;
  }

  async beat(): Promise<void> {
    const reply = await beat(this.#store, this.#incarnation, IDLE_PROCESS_STATE);
    if (reply.kind === 'fenced') {
      this.#logger.warn({ incarnation: this.#incarnation }, 'declared dead while alive; goes on as a new incarnation');
      this.#incarnation = newId();
      return;
    }
    for (const { shard, generation } of reply.rebuilds) {
      const rebuild = { shard, generation, incarnation: this.#incarnation, holds: [] };
      await registerHolds(this.#store, rebuild);
    }
  }

  async leave(): Promise<void> {
    await leave(this.#store, this.#incarnation);
  }
}
