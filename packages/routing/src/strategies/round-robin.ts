import type { Asking, PoolMember, Ranked, Strategy } from './strategy.js';

/**
 * In turn, one call each; weights don't count. It begins anywhere, so that many processes don't go in step. Those that
 * can't be asked lose their turn to nobody in particular: who was skipped to moves the turn on.
 */
export class RoundRobin<T> implements Strategy<T> {
  private readonly members: readonly PoolMember<T>[];
  private turn: number;

  constructor(members: readonly PoolMember<T>[], random: () => number) {
    this.members = members;
    this.turn = Math.floor(random() * members.length);
  }

  pick(call: Asking<T>): PoolMember<T> | null {
    const { members } = this;
    for (let step = 0; step < members.length; step += 1) {
      const index = (this.turn + step) % members.length;
      const member = members[index];
      if (member === undefined || !call.mayAsk(member)) continue;
      this.turn = (index + 1) % members.length;
      return member;
    }
    return null;
  }

  rank(call: Asking<T>): Ranked<T>[] {
    const inTurn = [...this.members.slice(this.turn), ...this.members.slice(0, this.turn)];
    return inTurn
      .filter((member) => call.mayAsk(member))
      .map((member, index) => ({
        member,
        chancePercent: null,
        reason: index === 0 ? 'next in turn' : 'later in turn',
      }));
  }
}
