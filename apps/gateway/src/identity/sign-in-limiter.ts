import { LRUCache } from 'lru-cache';

const WINDOW_MS = 15 * 60 * 1000;
const MAX_FAILURES = 10;
/** Bounds memory; an attacker who fills it only forgets the oldest of the failures counted. */
const MAX_ENTRIES = 50_000;

interface Failures {
  count: number;
  /** Unix milliseconds at which these failures stop counting. */
  until: number;
}

/**
 * Counts failed sign-ins per address and e-mail: ten in fifteen minutes, per process. Counting by the pair neither locks
 * a person out because of somebody else's guesses nor an office because of one colleague's.
 */
export class SignInLimiter {
  readonly #failures = new LRUCache<string, Failures>({ max: MAX_ENTRIES });
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Seconds until another attempt is allowed; 0 when it is now. */
  retryAfterSeconds(address: string, email: string): number {
    const failures = this.#current(address, email);
    if (failures === null || failures.count < MAX_FAILURES) return 0;
    return Math.ceil((failures.until - this.#now()) / 1000);
  }

  /** Counts an attempt when it begins, so that a burst of them at once can't pass before the first has failed. */
  begin(address: string, email: string): void {
    const failures = this.#current(address, email) ?? { count: 0, until: this.#now() + WINDOW_MS };
    this.#failures.set(keyOf(address, email), { count: failures.count + 1, until: failures.until });
  }

  /** A success forgets the failures before it. */
  succeed(address: string, email: string): void {
    this.#failures.delete(keyOf(address, email));
  }

  #current(address: string, email: string): Failures | null {
    const failures = this.#failures.get(keyOf(address, email));
    return failures === undefined || failures.until <= this.#now() ? null : failures;
  }
}

function keyOf(address: string, email: string): string {
  return `${address} ${email.toLowerCase()}`;
}
