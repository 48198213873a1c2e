/**
 * How limits stand, in the headers of answers and refusals: names after draft-ietf-httpapi-ratelimit-headers and OpenAI's
 * family, for its callers Anthropic's too.
 */
import type { LimitCheck, LimitStanding } from '@turnpike/limits/admission-limit';
import type { ReplyHeaders } from '../exchange.js';
import type { CallLimits, LimitSource } from './call-limits.js';
import { itemOf, leftOf, policyText, secondsUntil, standingText } from './limit-item.js';

/** What is said of a call's limits, and how. */
export interface StandingLimits {
  readonly limits: CallLimits;
  readonly standings: readonly LimitStanding[];
  /** By the store's clock. */
  readonly nowMs: number;
  readonly isAnthropics: boolean;
}

/** Headers list no more limits than this: those of which the least is left. */
const MOST_LISTED = 6;

/** Puts them into `headers`. */
export function putLimitHeaders(standing: StandingLimits, headers: ReplyHeaders): ReplyHeaders {
  if (standing.limits.checks.length === 0) return headers;
  const { limits, standings, nowMs } = standing.limits.checks.length > MOST_LISTED ? tightestOf(standing) : standing;
  headers['ratelimit-policy'] = policiesOf(limits);
  let states = '';
  for (const [at, source] of limits.sources.entries())
    states += `${at === 0 ? '' : ', '}${standingText(source, standings[at] ?? NONE, nowMs)}`;
  headers.ratelimit = states;
  putFamily(standing, 'requests', headers);
  putFamily(standing, 'tokens', headers);
  return headers;
}

const NONE: LimitStanding = { left: 0, resetMs: 0, startMs: 0 };

/** The same for all calls that are given the same limits. */
const policies = new WeakMap<CallLimits, string>();

function policiesOf(limits: CallLimits): string {
  let text = policies.get(limits);
  if (text === undefined) {
    text = limits.sources.map((source, at) => policyText(source, limits.checks[at] as LimitCheck)).join(', ');
    policies.set(limits, text);
  }
  return text;
}

/** Those of which the least is left, by the part of what is allowed; in the order they had. */
function tightestOf(standing: StandingLimits): StandingLimits {
  const { checks, sources } = standing.limits;
  const part = (at: number) => {
    const source = sources[at] as LimitSource;
    const { allowed } = itemOf(source, checks[at] as LimitCheck);
    return Number(leftOf(source, standing.standings[at] ?? NONE)) / Math.max(1, Number(allowed));
  };
  const kept = sources.map((_, at) => at).toSorted((one, other) => part(one) - part(other));
  const listed = kept.slice(0, MOST_LISTED).toSorted((one, other) => one - other);
  return {
    ...standing,
    limits: {
      checks: listed.map((at) => checks[at] as LimitCheck),
      sources: listed.map((at) => sources[at] as LimitSource),
    },
    standings: listed.map((at) => standing.standings[at] ?? NONE),
  };
}

/** What SDKs look at: of the limits in one unit the one of which the least is left, and of two the one that stays longer. */
function putFamily(standing: StandingLimits, unit: 'requests' | 'tokens', headers: ReplyHeaders): void {
  const { limits, standings, nowMs, isAnthropics } = standing;
  let tightest = -1;
  for (const [at, check] of limits.checks.entries()) {
    if (!isOfFamily(check, unit)) continue;
    if (tightest < 0 || isTighter(standings[at] ?? NONE, standings[tightest] ?? NONE)) tightest = at;
  }
  const check = limits.checks[tightest];
  const source = limits.sources[tightest];
  if (check === undefined || source === undefined) return;
  const { left, resetMs } = standings[tightest] ?? NONE;
  const allowed = Number(itemOf(source, check).allowed);
  const remaining = Number(left);
  headers[`x-ratelimit-limit-${unit}`] = allowed;
  headers[`x-ratelimit-remaining-${unit}`] = remaining;
  headers[`x-ratelimit-reset-${unit}`] = `${Math.max(0, Math.ceil(resetMs - nowMs))}ms`;
  if (unit === 'requests') {
    headers['x-ratelimit-limit'] = allowed;
    headers['x-ratelimit-remaining'] = remaining;
    headers['x-ratelimit-reset'] = secondsUntil(resetMs, nowMs);
  }
  if (!isAnthropics) return;
  headers[`anthropic-ratelimit-${unit}-limit`] = allowed;
  headers[`anthropic-ratelimit-${unit}-remaining`] = remaining;
  headers[`anthropic-ratelimit-${unit}-reset`] = secondAt(resetMs);
}

/** Slots are taken and given back, and turns are waited for: neither is used up. */
function isOfFamily(check: LimitCheck, unit: 'requests' | 'tokens'): boolean {
  if (check.kind === 'rate') return unit === 'requests';
  return (check.kind === 'window' || check.kind === 'quota') && check.unit === unit;
}

function isTighter(one: LimitStanding, other: LimitStanding): boolean {
  return one.left < other.left || (one.left === other.left && one.resetMs > other.resetMs);
}

/** RFC 3339, as Anthropic has it: the next whole second. */
function secondAt(ms: number): string {
  return new Date(Math.ceil(ms / 1000) * 1000).toISOString().replace('.000Z', 'Z');
}
