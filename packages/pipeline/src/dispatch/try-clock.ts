/**
 * Bounds the silence of tries: one timer for all that wait, as nearly every try is over before it fires. Late by one
 * interval at most.
 */

/** Whatever is ended when its time comes. Monotonic ms; may be moved at any time. */
export interface Bounded {
  readonly expiresAtMs: number;
  /** Called once at most, after which it is no longer watched. */
  expire(): void;
}

const INTERVAL_MS = 25;

export class TryClock {
  private readonly watched = new Set<Bounded>();
  private timer: NodeJS.Timeout | null = null;

  add(one: Bounded): void {
    this.watched.add(one);
    this.timer ??= setInterval(() => this.look(), INTERVAL_MS).unref();
  }

  remove(one: Bounded): void {
    this.watched.delete(one);
  }

  private look(): void {
    if (this.watched.size === 0 && this.timer !== null) {
      clearInterval(this.timer);
      this.timer = null;
      return;
    }
    const now = performance.now();
    for (const one of this.watched) if (one.expiresAtMs <= now) return this.expireSoon();
  }

  /** Not before what came in the meantime was read: a busy turn of ours is no silence of theirs. */
  private expireSoon(): void {
    setImmediate(() => {
      const now = performance.now();
      for (const one of this.watched) {
        if (one.expiresAtMs > now) continue;
        this.watched.delete(one);
        one.expire();
      }
    });
  }
}
