/**
 * Finds who has shown no new sign of life for a time. It trusts only an unbroken series of looks: after a gap, or a clock
 * that went backwards, it knows nothing and begins again, because silence during a blind moment proves nothing.
 */
export class SilenceWatch {
  readonly #silentForMs: number;
  readonly #maxGapMs: number;
  readonly #signs = new Map<string, { sign: number; sinceMs: number }>();
  #lastMs: number | null = null;

  constructor(options: { silentForMs: number; maxGapMs: number }) {
    this.#silentForMs = options.silentForMs;
    this.#maxGapMs = options.maxGapMs;
  }

  /** Forgets everything: a look failed, or what is looked at was restarted. */
  forget(): void {
    this.#signs.clear();
    this.#lastMs = null;
  }

  /** One look at `nowMs`: the latest sign of each. Gives those whose sign has stood still long enough. */
  observe(nowMs: number, signs: ReadonlyMap<string, number>): string[] {
    if (this.#lastMs !== null && (nowMs < this.#lastMs || nowMs - this.#lastMs > this.#maxGapMs)) this.forget();
    this.#lastMs = nowMs;
    for (const id of this.#signs.keys()) if (!signs.has(id)) this.#signs.delete(id);
    const silent: string[] = [];
    for (const [id, sign] of signs) {
      const seen = this.#signs.get(id);
      if (seen === undefined || seen.sign !== sign) this.#signs.set(id, { sign, sinceMs: nowMs });
      else if (nowMs - seen.sinceMs >= this.#silentForMs) silent.push(id);
    }
    return silent;
  }
}
