/** A limit as refusals and headers show it, of whatever kind it is. */
import type { LimitCheck, LimitStanding } from '@turnpike/limits/admission-limit';
import { baseUnitScale, currencyExponent, formatAmount, fromBaseUnits } from '@turnpike/domain/money';
import type { LimitSource } from './call-limits.js';

export interface LimitItem {
  readonly unit: 'requests' | 'tokens' | 'money';
  /** How many are allowed; of money whole ones of the currency's smallest unit. */
  readonly allowed: number | bigint;
  /** Over how many seconds; null where it is of no time. */
  readonly seconds: number | null;
}

const US_PER_SECOND = 1_000_000;

/** What a limit allows. */
export function itemOf({ currency }: LimitSource, check: LimitCheck): LimitItem {
  switch (check.kind) {
    case 'rate':
      return { unit: 'requests', allowed: check.burst, seconds: secondsOf(check.burst * check.intervalUs) };
    case 'paced':
      return { unit: 'requests', allowed: check.queue + 1, seconds: secondsOf((check.queue + 1) * check.intervalUs) };
    case 'window':
      return { unit: check.unit, allowed: check.limit, seconds: check.windowMs / 1000 };
    case 'concurrency':
      return { unit: 'requests', allowed: check.limit, seconds: null };
    case 'quota':
      return { unit: check.unit, allowed: check.limit, seconds: periodSeconds(check) };
    case 'budget':
      return { unit: 'money', allowed: smallestUnits(check.limit, currency), seconds: periodSeconds(check) };
  }
}

/** What is left of it, in the same unit. */
export function leftOf({ currency }: LimitSource, { left }: Pick<LimitStanding, 'left'>): number | bigint {
  return typeof left === 'number' ? left : smallestUnits(BigInt(left), currency);
}

/** One member of RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers), its units where they are registered. */
export function policyText(source: LimitSource, check: LimitCheck): string {
  const { unit, allowed, seconds } = itemOf(source, check);
  const window = seconds === null ? '' : `;w=${seconds}`;
  const of = check.kind === 'concurrency' ? ';qu="concurrent-requests"' : '';
  return `"${source.label}";q=${allowed}${window}${of}${unit === 'money' ? `;cu="${source.currency}"` : ''}`;
}

/** One member of RateLimit. A slot is there again when a call ends, which nobody knows. */
export function standingText(source: LimitSource, standing: LimitStanding, nowMs: number): string {
  const reset = standing.resetMs > 0 ? `;t=${secondsUntil(standing.resetMs, nowMs)}` : '';
  return `"${source.label}";r=${leftOf(source, standing)}${reset}`;
}

export function secondsUntil(ms: number, nowMs: number): number {
  return Math.max(0, Math.ceil((ms - nowMs) / 1000));
}

/** An amount in base units as a decimal string. */
export function amountText(units: bigint, currency: string): string {
  return formatAmount(fromBaseUnits(units, currency));
}

function secondsOf(us: number): number {
  return Math.max(1, Math.ceil(us / US_PER_SECOND));
}

function periodSeconds({ startMs, endMs }: { startMs: number; endMs: number }): number {
  return Math.round((endMs - startMs) / 1000);
}

/** Whole coins, rounded down: what headers carry are integers. */
function smallestUnits(units: bigint, currency: string): bigint {
  return units / 10n ** BigInt(baseUnitScale(currency) - currencyExponent(currency));
}
