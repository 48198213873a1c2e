/** What a caller is told whom a limit keeps out: which, whose, what of it is left, and when to come back. */
import type { Limit } from '@turnpike/contracts/limits';
import { ApiError } from '@turnpike/errors/api-error';
import type { ErrorCode } from '@turnpike/errors/catalogue';
import type { AdmissionReply } from '@turnpike/limits/admission';
import type { LimitCheck, LimitStanding } from '@turnpike/limits/admission-limit';
import type { CallLimits, LimitSource } from './call-limits.js';
import { amountText, policyText } from './limit-item.js';

export type RefusedByLimit = Extract<AdmissionReply, { kind: 'limit' }>;

const CODES: Readonly<Record<Limit['kind'], ErrorCode>> = {
  rate: 'rate_limit_exceeded',
  paced: 'pace_queue_full',
  window: 'rate_limit_exceeded',
  concurrency: 'concurrency_limit_exceeded',
  quota: 'quota_exceeded',
  budget: 'budget_exceeded',
};

/** A refusal by one limit, which knows how all of the call's stand: headers say so. */
export class LimitRefusal extends ApiError {
  readonly standing: {
    readonly limits: CallLimits;
    readonly standings: readonly LimitStanding[];
    readonly nowMs: number;
  };

  constructor(limits: CallLimits, reply: RefusedByLimit, nowMs: number) {
    const source = limits.sources[reply.index];
    const check = limits.checks[reply.index];
    if (source === undefined || check === undefined) throw new Error('a limit refused that was not asked');
    const retryAfterSeconds = Math.max(1, Math.ceil(reply.retryAfterMs / 1000));
    super(CODES[check.kind], {
      message: messageOf(source, check),
      details: { ...detailsOf(source, check, reply), retry_after: retryAfterSeconds },
      retryAfterSeconds,
    });
    this.standing = { limits, standings: reply.standings, nowMs };
  }
}

function detailsOf(source: LimitSource, check: LimitCheck, { left, resetMs }: RefusedByLimit) {
  const { limit, level, ownerId, origin, currency } = source;
  return {
    limit: limit.name,
    kind: limit.kind,
    unit: unitOf(check),
    scope: level,
    id: ownerId,
    source: origin,
    ...(limit.per === undefined ? {} : { per: limit.per }),
    ...(limit.models === undefined ? {} : { models: limit.models }),
    allowed: allowedOf(limit),
    left: typeof left === 'number' ? left : amountText(BigInt(left), currency),
    ...(check.kind === 'budget' ? { currency } : {}),
    ...('cost' in check && check.unit === 'tokens' ? { needed: check.cost } : {}),
    resets_at: check.kind === 'concurrency' ? null : new Date(resetMs).toISOString(),
    policy: policyText(source, check),
  };
}

function unitOf(check: LimitCheck): 'requests' | 'tokens' | 'money' {
  if (check.kind === 'budget') return 'money';
  return check.kind === 'window' || check.kind === 'quota' ? check.unit : 'requests';
}

function allowedOf(limit: Limit): number | string {
  if (limit.kind === 'budget') return limit.amount;
  return limit.kind === 'rate' || limit.kind === 'paced' ? limit.requests : limit.limit;
}

const OWNERS = { tenant: 'organisation', application: 'application', key: 'credential' } as const;
const EACH = { end_user: ' for each end user', model: ' for each model', address: ' for each address' } as const;

function messageOf(source: LimitSource, check: LimitCheck): string {
  const { limit, level, origin } = source;
  const owner = level === 'subscription' ? (origin === 'plan' ? 'plan' : 'subscription') : OWNERS[level];
  const each = limit.per === undefined ? '' : EACH[limit.per];
  const text = `The ${owner} allows ${textOf(source)}${each}.`;
  const tooLarge = 'cost' in check && check.cost > check.limit;
  return tooLarge ? `${text} This request alone may use ${check.cost}: ask for less with max_tokens.` : text;
}

function textOf({ limit, currency }: LimitSource): string {
  switch (limit.kind) {
    case 'rate':
      return `${count(limit.requests, 'request')} per ${span(limit.seconds)}`;
    case 'paced':
      return `${count(limit.requests, 'request')} per ${span(limit.seconds)} in turn, and ${limit.queue} that wait`;
    case 'window':
      return `${count(limit.limit, limit.unit.slice(0, -1))} per ${limit.window}`;
    case 'concurrency':
      return `${count(limit.limit, 'request')} at once`;
    case 'quota':
      return `${count(limit.limit, limit.unit.slice(0, -1))} per ${limit.period}`;
    case 'budget':
      return `${limit.amount} ${currency} per ${limit.period}`;
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function span(seconds: number): string {
  return seconds === 1 ? 'second' : `${seconds} seconds`;
}
