import type { HealthEventKind } from '@turnpike/contracts/management/routing-health';
import type { BreakerState } from '@turnpike/egress/breaker';

/** What a process finds out about a place by its own calls. */
export interface PlaceEvent {
  readonly key: string;
  readonly kind: Exclude<HealthEventKind, 'check_failed' | 'check_passed' | 'instance_came' | 'instance_left'>;
  /** Unix time in ms. */
  readonly atMs: number;
  /** Of `breaker_opened` and `ejected`: until when the place is left alone, Unix time in ms. Null for all others. */
  readonly untilMs: number | null;
  /** In words. */
  readonly reason: string | null;
}

/** What active checks say of a place. */
export interface CheckVerdict {
  readonly healthy: boolean;
  readonly detail: string | null;
  /** When it was checked, Unix time in ms. */
  readonly at: number;
}

/** A place as this process sees it. Times are Unix times in ms. */
export interface PlaceSnapshot {
  readonly key: string;
  readonly breaker: BreakerState;
  /** By this process; null for one that isn't ejected now. */
  readonly ejectedUntilMs: number | null;
  /** By the word of another process; null for none. */
  readonly closedRemotelyUntilMs: number | null;
  readonly inFlight: number;
  /** Peak-sensitive moving average of the time to the first byte; null when it never answered. */
  readonly latencyMs: number | null;
  /** In the window of the breaker. */
  readonly successes: number;
  readonly failures: number;
  readonly check: CheckVerdict | null;
  /** Whether calls would be sent there now. */
  readonly isUsable: boolean;
}
