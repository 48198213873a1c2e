/** Draws an index by weight in constant time: Walker's alias method, with the tables of Vose. */
export class AliasTable {
  private readonly odds: Float64Array;
  private readonly aliases: Uint32Array;

  /** At least one weight, all above zero. */
  constructor(weights: readonly number[]) {
    const size = weights.length;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    this.odds = Float64Array.from(weights, (weight) => (weight * size) / total);
    this.aliases = Uint32Array.from(weights, (_, index) => index);
    const small: number[] = [];
    const large: number[] = [];
    for (let index = 0; index < size; index += 1) (this.oddsAt(index) < 1 ? small : large).push(index);
    for (;;) {
      const poor = small.pop();
      const rich = large.pop();
      // What is left over on one side is 1 but for rounding.
      if (poor === undefined || rich === undefined) {
        for (const index of [poor, rich, ...small, ...large]) if (index !== undefined) this.odds[index] = 1;
        return;
      }
      this.aliases[poor] = rich;
      const left = this.oddsAt(rich) + this.oddsAt(poor) - 1;
      this.odds[rich] = left;
      (left < 1 ? small : large).push(rich);
    }
  }

  /** Two uniform numbers in [0, 1). */
  draw(random: () => number): number {
    const index = Math.floor(random() * this.odds.length);
    return random() < this.oddsAt(index) ? index : (this.aliases[index] ?? index);
  }

  private oddsAt(index: number): number {
    return this.odds[index] ?? 0;
  }
}
