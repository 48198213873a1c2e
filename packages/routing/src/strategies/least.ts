import type { Asking, PoolMember, Ranked, Strategy, StrategyServices } from './strategy.js';

/** What members are compared by; the least is asked. */
export interface Measure<T> {
  of(member: PoolMember<T>, nowMs: number): number;
  inWords(member: PoolMember<T>): string;
}

/** Larger pools are not compared whole: of two drawn the better one is nearly as good, and never a stampede. */
const MOST_COMPARED = 16;
const MOST_DRAWS = 8;

/** The least by some measure; among equals by chance. */
export class Least<T> implements Strategy<T> {
  private readonly members: readonly PoolMember<T>[];
  private readonly measure: Measure<T>;
  private readonly services: StrategyServices;

  constructor(members: readonly PoolMember<T>[], measure: Measure<T>, services: StrategyServices) {
    this.members = members;
    this.measure = measure;
    this.services = services;
  }

  pick(call: Asking<T>): PoolMember<T> | null {
    if (this.members.length <= MOST_COMPARED) return this.leastOfAll(call);
    const one = this.drawn(call, null);
    const other = one === null ? null : this.drawn(call, one);
    if (one === null || other === null) return this.leastOfAll(call);
    const now = this.services.now();
    return this.measure.of(other, now) < this.measure.of(one, now) ? other : one;
  }

  rank(call: Asking<T>): Ranked<T>[] {
    const now = this.services.now();
    const isDrawn = this.members.length > MOST_COMPARED;
    const values = this.members
      .filter((member) => call.mayAsk(member))
      .map((member) => ({ member, value: this.measure.of(member, now) }))
      .sort((one, other) => one.value - other.value);
    const equals = values.filter(({ value }) => value === values[0]?.value).length;
    const hasChances = !isDrawn && equals > 1;
    return values.map(({ member }, index) => ({
      member,
      chancePercent: hasChances ? (index < equals ? 100 / equals : 0) : null,
      reason: `${this.measure.inWords(member)}${isDrawn ? '; the better of two that are drawn is asked' : ''}`,
    }));
  }

  private drawn(call: Asking<T>, but: PoolMember<T> | null): PoolMember<T> | null {
    for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
      const member = this.members[Math.floor(this.services.random() * this.members.length)];
      if (member !== undefined && member !== but && call.mayAsk(member)) return member;
    }
    return null;
  }

  private leastOfAll(call: Asking<T>): PoolMember<T> | null {
    const now = this.services.now();
    let best: PoolMember<T> | null = null;
    let least = Infinity;
    let equals = 0;
    for (const member of this.members) {
      if (!call.mayAsk(member)) continue;
      const value = this.measure.of(member, now);
      if (best !== null && value > least) continue;
      equals = value === least ? equals + 1 : 1;
      // Of n equals each is kept with 1/n.
      if (equals === 1 || this.services.random() * equals < 1) best = member;
      least = value;
    }
    return best;
  }
}

/** Calls under way, by weight: one of weight 2 carries twice as many. */
export const CALLS_UNDER_WAY: Measure<unknown> = {
  of: ({ place, weight }) => (place.inFlight + 1) / weight,
  inWords: ({ place, weight }) => `${String(place.inFlight)} under way, weight ${String(weight)}`,
};

/** Time to the first byte, times the calls that would share it. Weights don't count. */
export const EXPECTED_LATENCY: Measure<unknown> = {
  of: ({ place }, nowMs) => place.expectedLoad(nowMs),
  inWords({ place }) {
    const { latencyMs, inFlight } = place.snapshot();
    if (latencyMs === null) return `never answered, ${String(inFlight)} under way`;
    return `${latencyMs.toFixed(latencyMs < 10 ? 1 : 0)} ms, ${String(inFlight)} under way`;
  },
};
