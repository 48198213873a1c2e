/** Limits as calls are checked against them. */
import type {
  BudgetCheck,
  ConcurrencyCheck,
  PacedCheck,
  QuotaCheck,
  RateCheck,
  WindowCheck,
} from '../src/admission-limit.js';

/** A period that began long ago and doesn't end. */
export const EVER = { startMs: 0, endMs: 4_000_000_000_000, nextEndMs: 8_000_000_000_000 };

const CLOSED = { onStoreFailure: 'closed' } as const;

export function rate(scope: string, intervalUs: number, burst: number): RateCheck {
  return { kind: 'rate', scope, intervalUs, burst, ...CLOSED };
}

export function paced(scope: string, intervalUs: number, bounds: { queue: number; maxWaitMs: number }): PacedCheck {
  return { kind: 'paced', scope, intervalUs, ...bounds, ...CLOSED };
}

export function slots(scope: string, limit: number): ConcurrencyCheck {
  return { kind: 'concurrency', scope, limit, ...CLOSED };
}

/** Requests in any minute, but for what is given. */
export function perMinute(scope: string, limit: number, given: Partial<WindowCheck> = {}): WindowCheck {
  const usual = { unit: 'requests', windowMs: 60_000, shape: 'sliding', cost: 1 } as const;
  return { kind: 'window', scope, limit, ...usual, ...CLOSED, ...given };
}

/** Requests, without an end to the period, but for what is given. */
export function quota(scope: string, limit: number, given: Partial<QuotaCheck> = {}): QuotaCheck {
  return { kind: 'quota', unit: 'requests', scope, limit, cost: 1, ...EVER, ...CLOSED, ...given };
}

/** A hard one without an end to the period, but for what is given. */
export function budget(scope: string, limit: bigint, given: Partial<BudgetCheck> = {}): BudgetCheck {
  return { kind: 'budget', scope: `m:${scope}`, limit, stop: 'hard', ...EVER, ...CLOSED, ...given };
}
