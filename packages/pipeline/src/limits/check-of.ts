import { Decimal, toBaseUnitsDown } from '@turnpike/domain/money';
import type { LimitCheck } from '@turnpike/limits/admission-limit';
import { periodBounds } from '../period-bounds.js';
import type { LimitFacts, LimitSource, TokenBound } from './call-limits.js';
import type { CompiledLimit } from './compile-limits.js';
import { partitionOf } from './partition.js';

const WINDOW_MS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const US_PER_SECOND = 1_000_000;

export interface CheckContext {
  readonly environment: 'live' | 'test';
  readonly timeZone: string;
}

/** A limit as admission decides it for one call; null where the call doesn't meet it. */
export function checkOf(compiled: CompiledLimit, facts: LimitFacts, context: CheckContext): LimitCheck | null {
  const { limit } = compiled;
  if (facts.isRun && isCountedWhenPutOff(limit)) return null;
  const isLook = facts.isLook === true;
  if (limit.models !== undefined && !isLook && !limit.models.includes(facts.model?.name ?? '')) return null;
  const partition = limit.per === undefined ? '' : (partitionOf(limit.per, facts) ?? (isLook ? '' : null));
  if (partition === null) return null;
  const scope = `${compiled.scope}${partition}${context.environment === 'test' ? ':test' : ''}`;
  const { onStoreFailure } = limit;
  switch (limit.kind) {
    case 'rate': {
      const { requests, seconds, burst = requests } = limit;
      return { kind: 'rate', scope, onStoreFailure, intervalUs: intervalUs(requests, seconds), burst };
    }
    case 'paced': {
      const { requests, seconds, queue, maxWaitMs } = limit;
      return { kind: 'paced', scope, onStoreFailure, intervalUs: intervalUs(requests, seconds), queue, maxWaitMs };
    }
    case 'window': {
      const { unit, shape, limit: most } = limit;
      const windowMs = WINDOW_MS[limit.window];
      return { kind: 'window', scope, onStoreFailure, unit, limit: most, windowMs, shape, cost: costOf(limit, facts) };
    }
    case 'concurrency':
      return { kind: 'concurrency', scope, onStoreFailure, limit: limit.limit };
    case 'quota': {
      const periods = periodBounds(limit.period, facts.atMs, context.timeZone);
      const { unit, limit: most } = limit;
      return { kind: 'quota', scope, onStoreFailure, unit, limit: most, cost: costOf(limit, facts), ...periods };
    }
    case 'budget': {
      const periods = compiled.lifetime ?? periodBounds(limit.period, facts.atMs, context.timeZone);
      const most = toBaseUnitsDown(new Decimal(limit.amount), compiled.currency);
      return { kind: 'budget', scope, onStoreFailure, limit: most, stop: limit.stop, ...periods };
    }
  }
}

/** The first instant at which a limit's check is another one, by the calendar; infinite where it never is. */
export function checkUntilMs(check: LimitCheck): number {
  return check.kind === 'quota' || check.kind === 'budget' ? check.endMs : Number.POSITIVE_INFINITY;
}

/** Whether a check is the same for all calls of a caller, the calendar aside. */
export function isSameForAll({ limit }: LimitSource): boolean {
  return limit.models === undefined && limit.per === undefined && !countsTokens(limit);
}

/** Whether tokens are counted, of which the most that a call can use has to be known. */
export function countsTokens(limit: LimitSource['limit']): limit is Extract<LimitSource['limit'], { unit: string }> {
  return (limit.kind === 'window' || limit.kind === 'quota') && limit.unit === 'tokens';
}

function isCountedWhenPutOff(limit: LimitSource['limit']): boolean {
  return limit.kind === 'rate' || (limit.kind === 'window' && limit.unit === 'requests');
}

function intervalUs(requests: number, seconds: number): number {
  return Math.max(1, Math.round((seconds * US_PER_SECOND) / requests));
}

function costOf(limit: { unit: 'requests' | 'tokens'; limit: number }, { tokens }: LimitFacts): number {
  return limit.unit === 'requests' ? 1 : tokenCost(tokens, limit.limit);
}

/**
 * The most a call can use. Of a bound that nobody set the part that fits is enough: an estimate must not keep a call
 * out for good that the limit could well carry.
 */
function tokenCost({ inputTokens, outputTokens, isEstimated }: TokenBound, limit: number): number {
  const most = inputTokens + outputTokens;
  return isEstimated && most > limit ? Math.max(inputTokens, Math.min(most, limit)) : most;
}
