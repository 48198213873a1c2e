import { AliasTable } from '../alias-table.js';
import type { Asking, PoolMember, Ranked, Strategy } from './strategy.js';

/** Draws that may fall on members that can't be asked, before the rest is looked through. */
const MOST_DRAWS = 16;

/** Each by its share of the weights of those that may be asked. */
export class Weighted<T> implements Strategy<T> {
  private readonly members: readonly PoolMember<T>[];
  private readonly weightOf: (member: PoolMember<T>) => number;
  private readonly random: () => number;
  private readonly table: AliasTable;

  constructor(members: readonly PoolMember<T>[], random: () => number, weightOf = ownWeight as typeof this.weightOf) {
    this.members = members;
    this.weightOf = weightOf;
    this.random = random;
    this.table = new AliasTable(members.map(weightOf));
  }

  pick(call: Asking<T>): PoolMember<T> | null {
    const { members, random } = this;
    if (members.length > 1)
      for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
        const member = members[this.table.draw(random)];
        if (member !== undefined && call.mayAsk(member)) return member;
      }
    return this.pickOfTheRest(call);
  }

  rank(call: Asking<T>): Ranked<T>[] {
    const usable = this.members.filter((member) => call.mayAsk(member));
    const total = usable.reduce((sum, member) => sum + this.weightOf(member), 0);
    return usable
      .sort((one, other) => this.weightOf(other) - this.weightOf(one))
      .map((member) => ({
        member,
        chancePercent: (this.weightOf(member) / total) * 100,
        reason: `weight ${String(this.weightOf(member))} of ${String(total)}`,
      }));
  }

  /** The same draw among those that may be asked: one pass, each taking the place of those before by its share. */
  private pickOfTheRest(call: Asking<T>): PoolMember<T> | null {
    let picked: PoolMember<T> | null = null;
    let total = 0;
    for (const member of this.members) {
      if (!call.mayAsk(member)) continue;
      const weight = this.weightOf(member);
      total += weight;
      if (picked === null || this.random() * total < weight) picked = member;
    }
    return picked;
  }
}

function ownWeight({ weight }: PoolMember<unknown>): number {
  return weight;
}
