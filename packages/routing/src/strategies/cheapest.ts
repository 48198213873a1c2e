import type { Asking, PoolMember, Ranked, Strategy } from './strategy.js';
import { Weighted } from './weighted.js';

/** By cost, those of unknown cost last; among equals by weight. */
export class Cheapest<T> implements Strategy<T> {
  /** The cheapest first. */
  private readonly groups: readonly { cost: number | null; strategy: Strategy<T> }[];

  constructor(members: readonly PoolMember<T>[], costOf: (target: T) => number | null, random: () => number) {
    const byCost = Map.groupBy(members, ({ target }) => costOf(target));
    this.groups = [...byCost]
      .sort(([one], [other]) => (one ?? Infinity) - (other ?? Infinity))
      .map(([cost, equals]) => ({ cost, strategy: new Weighted(equals, random) }));
  }

  pick(call: Asking<T>): PoolMember<T> | null {
    for (const { strategy } of this.groups) {
      const member = strategy.pick(call);
      if (member !== null) return member;
    }
    return null;
  }

  rank(call: Asking<T>): Ranked<T>[] {
    const ranked = this.groups.map(({ cost, strategy }) => ({ cost, members: strategy.rank(call) }));
    const first = ranked.findIndex(({ members }) => members.length > 0);
    return ranked.flatMap(({ cost, members }, index) =>
      members.map(({ member, chancePercent, reason }) => ({
        member,
        chancePercent: index === first ? chancePercent : 0,
        reason: `${cost === null ? 'of unknown cost' : index === 0 ? 'the cheapest' : 'dearer'}, ${reason}`,
      })),
    );
  }
}
