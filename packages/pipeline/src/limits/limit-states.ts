/** Limits as they stand, in the words of `GET /v1/me` and the management API. */
import type { LimitState, LimitStatesView } from '@turnpike/contracts/management/limits';
import type { LimitCheck, LimitStanding } from '@turnpike/limits/admission-limit';
import type { AdmittedReply } from '../tickets.js';
import type { CallLimits, LimitSource } from './call-limits.js';
import { amountText } from './limit-item.js';

/** Of a caller that looked. */
export function limitStates({ checks, sources }: CallLimits, { standings, nowMs }: AdmittedReply): LimitStatesView {
  return {
    asOf: new Date(nowMs).toISOString(),
    limits: sources.flatMap((source, at) => {
      const check = checks[at];
      const standing = standings[at];
      return check === undefined || standing === undefined ? [] : [stateOf(source, check, standing)];
    }),
  };
}

function stateOf(source: LimitSource, check: LimitCheck, standing: LimitStanding): LimitState {
  const { limit, level, ownerId, origin, currency } = source;
  return {
    name: limit.name,
    kind: limit.kind,
    level,
    owner: { id: ownerId, name: null },
    source: origin,
    burst: check.kind === 'rate' ? check.burst : null,
    seconds: secondsOf(source, check),
    period: limit.kind === 'quota' || limit.kind === 'budget' ? limit.period : null,
    ...amountsOf(source, check, standing),
    resetsAt: check.kind === 'concurrency' ? null : new Date(standing.resetMs).toISOString(),
    currency: check.kind === 'budget' ? currency : null,
    stop: limit.kind === 'budget' ? limit.stop : null,
    per: limit.per ?? null,
    models: limit.models ?? null,
    onStoreFailure: limit.onStoreFailure,
  };
}

function amountsOf({ limit, currency }: LimitSource, check: LimitCheck, { left }: LimitStanding) {
  if (check.kind === 'budget') {
    const amount = amountText(BigInt(left), currency);
    const used = amountText(check.limit - BigInt(left), currency);
    return { unit: 'money', limit: amountText(check.limit, currency), used, left: amount } as const;
  }
  const remaining = Number(left);
  // What flows back by itself is not used up.
  if ('requests' in limit)
    return { unit: 'requests', limit: String(limit.requests), used: null, left: String(remaining) } as const;
  if (!('limit' in check)) throw new Error('a check of another kind than its limit');
  const unit = check.kind === 'concurrency' ? 'requests' : check.unit;
  // No model was asked whose count could be told.
  const used = limit.per === 'model' ? null : String(Math.max(0, check.limit - remaining));
  return { unit, limit: String(check.limit), used, left: String(remaining) } as const;
}

function secondsOf({ limit }: LimitSource, check: LimitCheck): number | null {
  if (limit.kind === 'rate' || limit.kind === 'paced') return limit.seconds;
  return check.kind === 'window' ? check.windowMs / 1000 : null;
}
