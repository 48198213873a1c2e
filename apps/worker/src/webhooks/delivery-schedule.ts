/**
 * When a delivery is tried again, and when no more (Standard Webhooks 1.0.0, the example schedule: ten tries in three
 * days). Pure.
 */
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const HOURS_LATER = [2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR_MS);

/** The pause before each try, the first included. */
const PAUSES_MS: readonly number[] = [0, 5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, ...HOURS_LATER];

/** Receivers that failed together are not to be asked again together. */
const JITTER = 0.1;

const MAX_RETRY_AFTER_MS = 24 * HOUR_MS;

/** Answers by which a receiver says when it wants to be asked again. */
const THROTTLED: ReadonlySet<number> = new Set([429, 503]);

const GONE = 410;

/** What came of one try: an answer, or none. */
export interface TryResult {
  status: number | null;
  /** The header as it came. */
  retryAfter: string | null;
}

/** `again` after a pause; `exhausted` where the schedule has no more; `gone` where the receiver said so, for good. */
export type Verdict =
  { kind: 'delivered' } | { kind: 'again'; pauseMs: number } | { kind: 'exhausted' } | { kind: 'gone' };

/** `step` counts the tries of this schedule, the one that just ended included: 1 after the first. */
export function judgeTry(result: TryResult, at: { step: number; nowMs: number; random: number }): Verdict {
  const { status } = result;
  if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === GONE) return { kind: 'gone' };
  const pauseMs = PAUSES_MS[at.step];
  if (pauseMs === undefined) return { kind: 'exhausted' };
  const jittered = pauseMs * (1 + JITTER * (2 * at.random - 1));
  const asked = status !== null && THROTTLED.has(status) ? readRetryAfter(result.retryAfter, at.nowMs) : 0;
  return { kind: 'again', pauseMs: Math.round(Math.max(jittered, asked)) };
}

/** Seconds or an HTTP date (RFC 9110 10.2.3), bounded; zero when it says nothing. */
function readRetryAfter(text: string | null, nowMs: number): number {
  if (text === null) return 0;
  const waitMs = /^\d{1,10}$/.test(text.trim()) ? Number(text) * SECOND_MS : Date.parse(text) - nowMs;
  return Number.isFinite(waitMs) ? Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS) : 0;
}
