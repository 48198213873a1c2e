/**
 * The limits of one call. Worked out once for a caller and a plan version; where nothing depends on the call itself, as
 * under a plan of the usual four, every call is given the same objects.
 */
import type { LimitCheck } from '@turnpike/limits/admission-limit';
import type { AccountTerms, Caller, CallerSubscription, CredentialTerms } from '../caller.js';
import type { CataloguePlanVersion } from '../catalogue.js';
import type { Entitlement } from '../tickets.js';
import { type CallLimits, type LimitFacts, type LimitSource, NO_TOKENS } from './call-limits.js';
import { checkOf, checkUntilMs, countsTokens, isSameForAll } from './check-of.js';
import { type CompiledLimits, compileLimits } from './compile-limits.js';

type CallerContext = Pick<Caller, 'environment' | 'tenantTimeZone'>;

/** The limits of a caller under one of its subscriptions, up to an override's end. */
export class CallerLimits {
  /** Whether a call has to say how many tokens it can use. */
  readonly needsTokens: boolean;
  private readonly compiled: CompiledLimits;
  private readonly planVersion: CataloguePlanVersion;
  private readonly accountTerms: AccountTerms | null;
  private readonly caller: CallerContext;
  private readonly isSameForAll: boolean;
  private fixed: CallLimits | null = null;
  private fixedUntilMs = 0;

  constructor(caller: Caller, entitlement: Entitlement, atMs: number) {
    const { environment, tenantTimeZone } = caller;
    this.caller = { environment, tenantTimeZone };
    this.planVersion = entitlement.planVersion;
    this.accountTerms = caller.accountTerms;
    this.compiled = compileLimits(caller, [entitlement], atMs);
    const { limits } = this.compiled;
    this.needsTokens = limits.some(({ limit }) => countsTokens(limit));
    this.isSameForAll = limits.every(isSameForAll);
  }

  holdsFor(caller: Caller, planVersion: CataloguePlanVersion, atMs: number): boolean {
    return (
      this.planVersion === planVersion &&
      this.accountTerms === caller.accountTerms &&
      this.caller.tenantTimeZone === caller.tenantTimeZone &&
      atMs < this.compiled.untilMs
    );
  }

  /** What all calls are given at a moment; null where that depends on the call. */
  forAll(atMs: number): CallLimits | null {
    if (!this.isSameForAll) return null;
    if (this.fixed === null || atMs >= this.fixedUntilMs) {
      this.fixed = this.of({ ...NO_FACTS, atMs });
      this.fixedUntilMs = Math.min(...this.fixed.checks.map(checkUntilMs));
    }
    return this.fixed;
  }

  of(facts: LimitFacts): CallLimits {
    return callLimits(this.caller, this.compiled, facts);
  }
}

const NO_FACTS = { model: null, endUser: null, address: null, tokens: NO_TOKENS, isRun: false } as const;

type BySubscription = WeakMap<CallerSubscription, CallerLimits>;

/** Of credentials without limits of their own, by the environment, whose calls count apart. */
const plain: Readonly<Record<Caller['environment'], BySubscription>> = { live: new WeakMap(), test: new WeakMap() };
const ofCredentials = new WeakMap<CredentialTerms, BySubscription>();

/** The limits that a caller's calls meet under one of its subscriptions, at a moment. */
export function limitsOf(caller: Caller, entitlement: Entitlement, atMs: number): CallerLimits {
  const kept = keptFor(caller);
  const known = kept.get(entitlement.subscription);
  if (known?.holdsFor(caller, entitlement.planVersion, atMs) === true) return known;
  const limits = new CallerLimits(caller, entitlement, atMs);
  kept.set(entitlement.subscription, limits);
  return limits;
}

/** All limits of a caller, under all of these subscriptions: for those who look. */
export function limitsOfAll(caller: Caller, entitlements: readonly Entitlement[], facts: LimitFacts): CallLimits {
  return callLimits(caller, compileLimits(caller, entitlements, facts.atMs), facts);
}

function keptFor({ terms, environment }: Caller): BySubscription {
  const limited = terms === null ? 0 : terms.limits.length + (terms.parent?.limits.length ?? 0);
  if (terms === null || limited === 0) return plain[environment];
  let kept = ofCredentials.get(terms);
  if (kept === undefined) ofCredentials.set(terms, (kept = new WeakMap()));
  return kept;
}

function callLimits(caller: CallerContext, { limits }: CompiledLimits, facts: LimitFacts): CallLimits {
  const context = { environment: caller.environment, timeZone: caller.tenantTimeZone };
  const checks: LimitCheck[] = [];
  const sources: LimitSource[] = [];
  for (const limit of limits) {
    const check = checkOf(limit, facts, context);
    if (check === null) continue;
    checks.push(check);
    sources.push(limit);
  }
  return { checks, sources };
}
