/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996): of those who wait the flow goes next that has had the least for its
 * weight, and within a flow whoever came first. While several wait, what each has had is in proportion to its weight but
 * for one item; a flow that was idle has saved nothing up, and what one asks for beyond its part delays itself alone.
 *
 * Pure: no clock, no timer. Adding, taking and leaving cost O(log flows).
 */

/** A place in the queue. */
export interface Waiting<T> {
  readonly item: T;
  /** Whether it is still in the queue. */
  readonly waits: boolean;
}

interface Place<T> extends Waiting<T> {
  waits: boolean;
  readonly flow: Flow<T>;
  before: Place<T> | null;
  after: Place<T> | null;
}

interface Flow<T> {
  readonly key: string;
  weight: number;
  /** Virtual time at which its next item starts. */
  start: number;
  /** Which of two flows that start at the same time came first. */
  turn: number;
  length: number;
  first: Place<T> | null;
  last: Place<T> | null;
  /** Where it is in the heap. */
  at: number;
}

export class FairQueue<T> {
  /** Flows in which somebody waits, the next one first: a binary heap. */
  private readonly heap: Flow<T>[] = [];
  private readonly flows = new Map<string, Flow<T>>();
  /** Of flows that went and could come back before their time: when they may start again. */
  private readonly starts = new Map<string, number>();
  private virtualTime = 0;
  private turns = 0;
  private waitingWeight = 0;
  private count = 0;

  get length(): number {
    return this.count;
  }

  /** Items of one flow that wait. */
  lengthOf(key: string): number {
    return this.flows.get(key)?.length ?? 0;
  }

  /** Weights of all flows in which somebody waits. */
  get weight(): number {
    return this.waitingWeight;
  }

  weightOf(key: string): number {
    return this.flows.get(key)?.weight ?? 0;
  }

  /** Joins a flow, whose weight is from now on this one: a positive number. */
  add(key: string, weight: number, item: T): Waiting<T> {
    const flow = this.flows.get(key) ?? this.openFlow(key, weight);
    this.waitingWeight += weight - flow.weight;
    flow.weight = weight;
    const place: Place<T> = { item, waits: true, flow, before: flow.last, after: null };
    if (flow.last === null) flow.first = place;
    else flow.last.after = place;
    flow.last = place;
    flow.length += 1;
    this.count += 1;
    return place;
  }

  /** Takes whose turn it is; null when nobody waits. */
  take(): T | null {
    const flow = this.heap[0];
    const place = flow?.first ?? null;
    if (flow === undefined || place === null) return null;
    this.virtualTime = flow.start;
    flow.start += 1 / flow.weight;
    this.unlink(place);
    if (flow.length === 0) this.closeFlow(flow);
    else {
      flow.turn = this.turns++;
      this.sink(flow);
    }
    return place.item;
  }

  /** Leaves: false for one that is not there any more. */
  leave(waiting: Waiting<T>): boolean {
    const place = waiting as Place<T>;
    if (!place.waits) return false;
    this.unlink(place);
    if (place.flow.length === 0) this.closeFlow(place.flow);
    return true;
  }

  private openFlow(key: string, weight: number): Flow<T> {
    const start = Math.max(this.virtualTime, this.starts.get(key) ?? 0);
    this.starts.delete(key);
    const flow: Flow<T> = {
      ...{ key, weight, start, turn: this.turns++, length: 0 },
      ...{ first: null, last: null, at: this.heap.length },
    };
    this.flows.set(key, flow);
    this.heap.push(flow);
    this.waitingWeight += weight;
    this.rise(flow);
    return flow;
  }

  private closeFlow(flow: Flow<T>): void {
    this.flows.delete(flow.key);
    this.waitingWeight = this.heap.length === 1 ? 0 : this.waitingWeight - flow.weight;
    const last = this.heap.pop();
    if (last !== undefined && last !== flow) {
      this.put(last, flow.at);
      this.rise(last);
      this.sink(last);
    }
    this.remember(flow);
  }

  /** Who has had more than time has passed starts no earlier for having been away a moment. */
  private remember({ key, start }: Flow<T>): void {
    if (this.heap.length === 0) {
      // Nobody waits: time goes on to where everybody is even.
      this.virtualTime = 0;
      this.starts.clear();
      return;
    }
    if (start > this.virtualTime) this.starts.set(key, start);
    if (this.starts.size <= this.forgetAt) return;
    for (const [known, at] of this.starts) if (at <= this.virtualTime) this.starts.delete(known);
    this.forgetAt = Math.max(FORGET_AT, this.starts.size * 2);
  }

  private forgetAt = FORGET_AT;

  private unlink(place: Place<T>): void {
    const { flow, before, after } = place;
    place.waits = false;
    if (before === null) flow.first = after;
    else before.after = after;
    if (after === null) flow.last = before;
    else after.before = before;
    flow.length -= 1;
    this.count -= 1;
  }

  private put(flow: Flow<T>, at: number): void {
    this.heap[at] = flow;
    flow.at = at;
  }

  private rise(flow: Flow<T>): void {
    while (flow.at > 0) {
      const above = this.heap[(flow.at - 1) >> 1];
      if (above === undefined || !goesBefore(flow, above)) return;
      this.swap(flow, above);
    }
  }

  private sink(flow: Flow<T>): void {
    for (;;) {
      const left = this.heap[2 * flow.at + 1];
      const right = this.heap[2 * flow.at + 2];
      const next = right !== undefined && left !== undefined && goesBefore(right, left) ? right : left;
      if (next === undefined || !goesBefore(next, flow)) return;
      this.swap(flow, next);
    }
  }

  private swap(one: Flow<T>, other: Flow<T>): void {
    const { at } = one;
    this.put(one, other.at);
    this.put(other, at);
  }
}

/** Flows that are remembered before those are forgotten whose time has come. */
const FORGET_AT = 1_000;

function goesBefore<T>(one: Flow<T>, other: Flow<T>): boolean {
  return one.start < other.start || (one.start === other.start && one.turn < other.turn);
}
