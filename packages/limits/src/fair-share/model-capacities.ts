/**
 * The capacities of models over all processes, each of which has a leased part: renewed once a second, off the request
 * path. A process that just began to ask a model has one call at once until its first lease; one that Redis doesn't hear
 * keeps the part it had.
 */
import type { LimitsStore } from '../limits-store.js';
import { Script } from '../script.js';
import { CapacityGate, type Entry } from './capacity-gate.js';
import { LEASE_SCRIPT } from './lease.script.js';

const LEASE = new Script(LEASE_SCRIPT);

export interface ModelCapacitiesOptions extends LimitsStore {
  /** Id of this process. */
  readonly processId: string;
  readonly onError: (error: unknown) => void;
}

/** A model and how many of its calls may be under way at once, over all processes. */
export interface BoundModel {
  readonly id: string;
  readonly capacity: number;
}

/** Longest that a call waits for a model: whoever is told after that to come back has not lost much. */
export const CAPACITY_WAIT_MS = 10_000;
const MOST_WAITING = 1_000;
const RENEW_MS = 1_000;
/** Outlives renewals that are late or fail. */
const LEASE_MS = 5_000;
/** A model that nobody asks gives its part to the other processes. */
const IDLE_RENEWALS = 10;

interface Leased {
  readonly gate: CapacityGate;
  capacity: number;
  idleRenewals: number;
}

export class ModelCapacities {
  private readonly options: ModelCapacitiesOptions;
  private readonly models = new Map<string, Leased>();
  private timer: NodeJS.Timeout | null = null;
  private renewing: Promise<void> | null = null;
  private isClosed = false;

  constructor(options: ModelCapacitiesOptions) {
    this.options = options;
  }

  /** Calls that wait now, of all models. */
  get waiting(): number {
    let waiting = 0;
    for (const { gate } of this.models.values()) waiting += gate.waiting;
    return waiting;
  }

  /** As {@link CapacityGate.enter}; every call that entered must `leave` the same model. */
  enter(
    model: BoundModel,
    tenant: { readonly id: string; readonly weight: number },
    onWaiting: (giveUp: () => void) => void,
  ): Entry | Promise<Entry> {
    return this.leasedOf(model).gate.enter(tenant, onWaiting);
  }

  /** As {@link CapacityGate.enterNow}. */
  enterNow(model: BoundModel): boolean {
    return this.leasedOf(model).gate.enterNow();
  }

  leave({ id }: Pick<BoundModel, 'id'>): void {
    this.models.get(id)?.gate.leave();
  }

  /** Renews the leases of all models that are asked. One at a time. */
  renew(): Promise<void> {
    this.renewing ??= this.renewAll().finally(() => (this.renewing = null));
    return this.renewing;
  }

  /** Gives the parts back. */
  async close(): Promise<void> {
    this.isClosed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    await this.renewing;
    const { redis, keys, processId } = this.options;
    const leaving = [...this.models.keys()].map((id) => redis.hdel(keys.capacity(id), processId));
    await Promise.all(leaving).catch(this.options.onError);
  }

  private leasedOf({ id, capacity }: BoundModel): Leased {
    let leased = this.models.get(id);
    if (leased === undefined) {
      const gate = new CapacityGate({ maxWaiting: MOST_WAITING, maxWaitMs: CAPACITY_WAIT_MS });
      this.models.set(id, (leased = { gate, capacity, idleRenewals: 0 }));
      this.renewIn(0);
    }
    leased.capacity = capacity;
    leased.idleRenewals = 0;
    return leased;
  }

  private renewIn(ms: number): void {
    if (this.isClosed) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.renew().finally(() => this.models.size > 0 && this.renewIn(RENEW_MS));
    }, ms);
    this.timer.unref();
  }

  private async renewAll(): Promise<void> {
    const renewals = [...this.models].map(([id, leased]) => this.renewOne(id, leased));
    await Promise.all(renewals).catch(this.options.onError);
  }

  private async renewOne(id: string, leased: Leased): Promise<void> {
    const { redis, keys, processId } = this.options;
    const { gate } = leased;
    const isIdle = gate.inUse === 0 && gate.waiting === 0;
    leased.idleRenewals = isIdle ? leased.idleRenewals + 1 : 0;
    if (leased.idleRenewals > IDLE_RENEWALS) {
      this.models.delete(id);
      await redis.hdel(keys.capacity(id), processId);
      return;
    }
    const share = await LEASE.run(redis, [keys.capacity(id)], [processId, leased.capacity, gate.atMost, LEASE_MS]);
    gate.allow(Number(share));
  }
}
