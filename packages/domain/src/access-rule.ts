/**
 * Decides by access policies, and tells why. Denials go first, whoever wrote them. Then the platform's allowing policies
 * and the tenant's, each by itself: where there are any, one of them must allow, so that a tenant's can't open what the
 * platform's close. Without policies everything is allowed.
 *
 * Pure, and the same for the request path and the simulator. What isn't known yet (a model, before the body was read)
 * leaves a decision pending where it matters; what can't be read denies.
 */
import {
  type AccessAttribute,
  type AccessCondition,
  type AccessRealm,
  faultOf,
  isAccessAttribute,
  parseTimeWindow,
  specOf,
} from './access-attributes.js';
import { compileNetworks } from './network.js';

export interface AccessPolicy {
  readonly id: string;
  readonly name: string;
  /** Of the platform, for every tenant. */
  readonly isPlatform: boolean;
  readonly rule: {
    readonly realm: AccessRealm;
    readonly effect: 'allow' | 'deny';
    readonly conditions: readonly AccessCondition[];
  };
}

/** The value of an attribute; null: there is none, undefined: it isn't known yet. Times are `HH:MM`, addresses text. */
export type AccessFacts = (attribute: AccessAttribute) => string | null | undefined;

/** `open`: no policy speaks against it, and none for it. `pending`: what isn't known yet decides. */
export type AccessReason = 'denied' | 'none_allows' | 'allowed' | 'open' | 'pending';

export interface AccessDecision {
  readonly reason: AccessReason;
  /** The policy that denied or allowed it. */
  readonly decidedBy: AccessPolicy | null;
  /** Those of which none allows it. */
  readonly allowing: readonly AccessPolicy[];
}

/** True where it holds, false where not, null where it isn't known yet. */
type Held = boolean | null;

export interface ConditionTrace extends AccessCondition {
  /** What the request has there. */
  readonly actual: string | null;
  readonly held: Held;
}

export interface PolicyTrace {
  readonly policy: AccessPolicy;
  readonly held: Held;
  readonly conditions: readonly ConditionTrace[];
}

type Test = (facts: AccessFacts) => Held;

interface CompiledPolicy {
  readonly policy: AccessPolicy;
  readonly tests: readonly Test[];
  /** A policy with a test nobody understands: it denies, or never allows. */
  readonly isBroken: boolean;
}

interface CompiledPolicies {
  readonly all: readonly CompiledPolicy[];
  readonly denying: readonly CompiledPolicy[];
  /** The platform's, then the tenant's; those that exist. */
  readonly allowing: readonly (readonly CompiledPolicy[])[];
}

const OPEN: AccessDecision = { reason: 'open', decidedBy: null, allowing: [] };
const PENDING: AccessDecision = { reason: 'pending', decidedBy: null, allowing: [] };

const compiled = new WeakMap<readonly AccessPolicy[], CompiledPolicies>();

/** Decides by policies of one realm. They are compiled once per array, which must not change afterwards. */
export function decideAccess(policies: readonly AccessPolicy[], facts: AccessFacts): AccessDecision {
  const { denying, allowing } = compile(policies);
  let pending = false;
  for (const one of denying) {
    const held = holds(one, facts);
    if (held === true) return { reason: 'denied', decidedBy: one.policy, allowing: [] };
    pending ||= held === null;
  }
  let allowedBy: AccessPolicy | null = null;
  for (const group of allowing) {
    const outcomes = group.map((one) => holds(one, facts));
    const index = outcomes.indexOf(true);
    if (index >= 0) allowedBy = group[index]?.policy ?? null;
    else if (outcomes.includes(null)) pending = true;
    else return { reason: 'none_allows', decidedBy: null, allowing: group.map(({ policy }) => policy) };
  }
  if (pending) return PENDING;
  return allowedBy === null ? OPEN : { reason: 'allowed', decidedBy: allowedBy, allowing: [] };
}

/** How every policy and every condition came out, by the very tests {@link decideAccess} decides by. */
export function explainAccess(policies: readonly AccessPolicy[], facts: AccessFacts): PolicyTrace[] {
  return compile(policies).all.map((one) => ({
    policy: one.policy,
    held: holds(one, facts),
    conditions: one.policy.rule.conditions.map((condition, index) => ({
      ...condition,
      actual: isAccessAttribute(condition.attribute) ? (facts(condition.attribute) ?? null) : null,
      held: one.tests[index]?.(facts) ?? null,
    })),
  }));
}

/** A refusal in words that may be shown to whoever was refused. */
export function describeRefusal({ reason, decidedBy, allowing }: AccessDecision): string {
  if (reason === 'denied' && decidedBy !== null) return `The policy “${decidedBy.name}” does not allow this.`;
  const names = allowing.slice(0, 5).map(({ name }) => `“${name}”`);
  const rest = allowing.length > names.length ? ' and others' : '';
  return names.length === 1
    ? `The policy ${names.join('')} does not allow this.`
    : `None of the policies ${names.join(', ')}${rest} allows this.`;
}

/** The policies a refusal names, for its details. */
export function refusalDetails({ reason, decidedBy, allowing }: AccessDecision): {
  reason: AccessReason;
  policies: { name: string; effect: 'allow' | 'deny' }[];
} {
  const named = decidedBy === null ? allowing : [decidedBy];
  return { reason, policies: named.slice(0, 5).map(({ name, rule }) => ({ name, effect: rule.effect })) };
}

function compile(policies: readonly AccessPolicy[]): CompiledPolicies {
  const known = compiled.get(policies);
  if (known !== undefined) return known;
  const all = policies.map(compilePolicy);
  const isAllowing = ({ policy }: CompiledPolicy) => policy.rule.effect === 'allow';
  const allows = all.filter(isAllowing);
  const made = {
    all,
    denying: all.filter((one) => !isAllowing(one)),
    allowing: [
      allows.filter(({ policy }) => policy.isPlatform),
      allows.filter(({ policy }) => !policy.isPlatform),
    ].filter((group) => group.length > 0),
  };
  compiled.set(policies, made);
  return made;
}

function compilePolicy(policy: AccessPolicy): CompiledPolicy {
  const { realm, conditions } = policy.rule;
  return {
    policy,
    tests: conditions.map(compileCondition),
    isBroken: conditions.some((condition) => faultOf(realm, condition) !== null),
  };
}

function holds({ policy, tests, isBroken }: CompiledPolicy, facts: AccessFacts): Held {
  if (isBroken) return policy.rule.effect === 'deny';
  let unknown = false;
  for (const test of tests) {
    const held = test(facts);
    if (held === false) return false;
    unknown ||= held === null;
  }
  return unknown ? null : true;
}

function compileCondition({ attribute, operator, value }: AccessCondition): Test {
  if (!isAccessAttribute(attribute)) return () => null;
  const values = typeof value === 'string' ? [value] : value;
  const isNegative = operator === 'not_equals' || operator === 'not_in' || operator === 'not_within';
  const { isSubject = false } = specOf(attribute);
  const test = compileTest(attribute, operator === 'matches', values);
  return (facts) => {
    const actual = facts(attribute);
    if (actual === undefined) return null;
    if (actual === null) return isNegative && !isSubject;
    return test(actual) !== isNegative;
  };
}

function compileTest(
  attribute: AccessAttribute,
  isPattern: boolean,
  values: readonly string[],
): (actual: string) => boolean {
  if (isPattern) return (actual) => values.some((pattern) => matchesPattern(pattern, actual));
  switch (specOf(attribute).kind) {
    case 'network':
      return compileNetworks(values);
    case 'time': {
      const windows = values.map(parseTimeWindow).filter((window) => window !== null);
      return (actual) =>
        windows.some(({ from, until }) =>
          from < until ? actual >= from && actual < until : actual >= from || actual < until,
        );
    }
    case 'id': {
      // A credential's id may be written under another kind's prefix: what is behind it is unique.
      const wanted = new Set(values.map(bareId));
      return (actual) => wanted.has(bareId(actual));
    }
    default: {
      const wanted = new Set(values);
      return (actual) => wanted.has(actual);
    }
  }
}

function bareId(id: string): string {
  return id.slice(id.indexOf('_') + 1).toLowerCase();
}

/** `*` stands for any text, also for none. Linear in both lengths for one star, and never more than their product. */
function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return at <= end;
}
