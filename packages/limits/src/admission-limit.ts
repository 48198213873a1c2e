/**
 * Limits as admission decides them: all of one call in one script, in the tenant's slot. Scopes are made of anything but
 * `,`, `|`, `=`, `@` and spaces, which mean something in a hold's record; those of quotas begin as domain's limit-scope
 * says: `t:` for tokens, `m:` for money. Times are Unix ms of Redis' clock, periods half-open.
 */

interface Scoped {
  /** Names the count: whose limit, which, and for whom it is counted apart. */
  readonly scope: string;
  /** While Redis can't be reached: refuse, or let this process's share through. */
  readonly onStoreFailure: 'closed' | 'local';
}

/** Token bucket (GCRA): one request every `intervalUs` microseconds on average, `burst` at once. */
export interface RateCheck extends Scoped {
  readonly kind: 'rate';
  readonly intervalUs: number;
  readonly burst: number;
}

/** Leaky bucket: one request every `intervalUs`; up to `queue` wait for their turn, none longer than `maxWaitMs`. */
export interface PacedCheck extends Scoped {
  readonly kind: 'paced';
  readonly intervalUs: number;
  readonly queue: number;
  readonly maxWaitMs: number;
}

/** Requests (`cost` 1) or tokens (`cost`: the most the call can use, given back by what it used) per window. */
export interface WindowCheck extends Scoped {
  readonly kind: 'window';
  readonly unit: 'requests' | 'tokens';
  readonly limit: number;
  readonly windowMs: number;
  readonly shape: 'sliding' | 'fixed';
  readonly cost: number;
}

export interface ConcurrencyCheck extends Scoped {
  readonly kind: 'concurrency';
  readonly limit: number;
}

/** This period and the next; Redis time picks. */
interface Periods {
  readonly startMs: number;
  readonly endMs: number;
  readonly nextEndMs: number;
}

/** Requests or tokens per calendar period: what PostgreSQL has recorded, plus what is held and pending. */
export interface QuotaCheck extends Scoped, Periods {
  readonly kind: 'quota';
  readonly unit: 'requests' | 'tokens';
  readonly limit: number;
  readonly cost: number;
}

/** Money per calendar period, in base units; its cost is the call's hold, then its charge. `soft` refuses nothing. */
export interface BudgetCheck extends Scoped, Periods {
  readonly kind: 'budget';
  readonly limit: bigint;
  readonly stop: 'hard' | 'soft';
}

export type LimitCheck = RateCheck | PacedCheck | WindowCheck | ConcurrencyCheck | QuotaCheck | BudgetCheck;

/**
 * A limit after the call was let in, or as it stands for one that only looks. `left` is a count, of money base units as a
 * text, and never below zero; `resetMs` is when all of it is there again; `startMs` the period's or window's start, 0
 * where there is none.
 */
export interface LimitStanding {
  readonly left: number | string;
  readonly resetMs: number;
  readonly startMs: number;
}
