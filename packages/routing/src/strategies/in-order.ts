import type { Asking, PoolMember, Ranked, Strategy } from './strategy.js';

/** As listed. Weights don't count. */
export class InOrder<T> implements Strategy<T> {
  private readonly members: readonly PoolMember<T>[];

  constructor(members: readonly PoolMember<T>[]) {
    this.members = members;
  }

  pick(call: Asking<T>): PoolMember<T> | null {
    for (const member of this.members) if (call.mayAsk(member)) return member;
    return null;
  }

  rank(call: Asking<T>): Ranked<T>[] {
    return this.members
      .filter((member) => call.mayAsk(member))
      .map((member) => ({
        member,
        chancePercent: null,
        reason: `listed as number ${String(this.members.indexOf(member) + 1)}`,
      }));
  }
}
