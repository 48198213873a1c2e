/** A model's policy, made ready for the calls of one environment and one filter. */
import {
  AttemptPolicySchema,
  BreakerPolicySchema,
  EjectionPolicySchema,
  PoolSchema,
} from '@turnpike/contracts/management/routing';
import type { AttemptPolicy, BreakerPolicy, EjectionPolicy, Pool } from '@turnpike/contracts/management/routing';
import type { KnownPlace } from './known-place.js';
import { type Member, membersOf } from './members.js';
import type { Places } from './places.js';
import type { InstanceSource, RoutableModel, RoutableTarget, RouteQuestion, TargetFilter } from './route-plan.js';
import { CompiledRule } from './rules.js';
import { Cheapest } from './strategies/cheapest.js';
import { ConsistentHash } from './strategies/consistent-hash.js';
import { InOrder } from './strategies/in-order.js';
import { CALLS_UNDER_WAY, EXPECTED_LATENCY, Least } from './strategies/least.js';
import { RoundRobin } from './strategies/round-robin.js';
import type { PoolMember, Strategy, StrategyServices } from './strategies/strategy.js';
import { Weighted } from './strategies/weighted.js';

const DEFAULT_ATTEMPTS = AttemptPolicySchema.parse({});
const DEFAULT_JUDGEMENT = { breaker: BreakerPolicySchema.parse({}), ejection: EjectionPolicySchema.parse({}) };
const DEFAULT_POOL = PoolSchema.parse({ name: 'default', targets: [] });

/** A pool of places, of which one at least exists. */
export interface CompiledPool<T> {
  readonly name: string;
  readonly members: readonly PoolMember<T>[];
  /** Among members of a weight above zero; null when all have none. */
  readonly strategy: Strategy<T> | null;
  /** Among those of no weight: asked when no other place can serve. Null for none. */
  readonly reserve: Strategy<T> | null;
}

/** A rule with the pools that it sends calls to; none when no place of theirs exists: then it takes nobody. */
export interface CompiledTurnOff<T> {
  readonly rule: CompiledRule;
  readonly pools: readonly CompiledPool<T>[];
}

export interface CompiledRoutes<T> {
  readonly rules: readonly CompiledTurnOff<T>[];
  /** For calls that no rule takes. */
  readonly defaultPools: readonly CompiledPool<T>[];
  /** All of them, by name. */
  readonly pools: ReadonlyMap<string, CompiledPool<T>>;
  readonly attempts: AttemptPolicy;
  readonly fallbackModels: readonly string[];
  readonly shadow: { readonly members: readonly PoolMember<T>[]; readonly percent: number } | null;
}

export interface CompileInput<T extends RoutableTarget> {
  readonly model: RoutableModel<T>;
  readonly environment: RouteQuestion<T>['environment'];
  readonly filter: TargetFilter<T> | null;
  readonly places: Places;
  readonly instances: InstanceSource;
  readonly costOf: (target: T) => number | null;
  readonly services: StrategyServices;
}

/** Without a filter it also tells the places what the policy says of them. */
export function compileRoutes<T extends RoutableTarget>(input: CompileInput<T>): CompiledRoutes<T> {
  const { model, filter, services } = input;
  const { routing } = model;
  const plans = poolPlansOf(input);
  const all = [...plans].map(({ pool, members }) => compilePool(pool, members, input)).filter((pool) => pool !== null);
  const pools = new Map(all.map((pool) => [pool.name, pool]));
  const named = (names: readonly string[]) => names.map((name) => pools.get(name)).filter((pool) => pool !== undefined);
  // The policy's own pools, unless this environment has none of its targets.
  const isByPolicy = routing !== null && plans.every(({ pool }) => pool !== DEFAULT_POOL);
  if (filter === null) adoptPolicy(all, routing ?? DEFAULT_JUDGEMENT);
  return {
    rules: isByPolicy ? compileRules(routing.rules, services, named) : [],
    defaultPools: isByPolicy && routing.defaultPools !== undefined ? named(routing.defaultPools) : all,
    pools,
    attempts: routing?.attempts ?? DEFAULT_ATTEMPTS,
    fallbackModels: routing?.fallbackModels ?? [],
    shadow: compileShadow(input),
  };
}

function compileRules<T>(
  rules: readonly ConstructorParameters<typeof CompiledRule>[0][],
  { random }: StrategyServices,
  named: (names: readonly string[]) => CompiledPool<T>[],
): CompiledTurnOff<T>[] {
  return rules.map((rule) => ({ rule: new CompiledRule(rule, random), pools: named(rule.use) }));
}

interface PoolPlan<T> {
  pool: Pool;
  members: Member<T>[];
}

/** Which places are in which pools. Targets that are gone, switched off, or of the other environment are in none. */
function poolPlansOf<T extends RoutableTarget>({
  model,
  environment,
  filter,
  instances,
}: CompileInput<T>): PoolPlan<T>[] {
  const targets = environment === 'live' ? model.targets : model.testTargets;
  const allowed = (found: readonly T[]) => (filter === null ? found : found.filter((target) => filter.allows(target)));
  const byId = new Map(targets.map((target) => [target.id, target]));
  const isNamed = model.routing?.pools.some((pool) => pool.targets.some(({ target }) => byId.has(target))) === true;
  // Of test keys only: no policy needs to name the sandbox.
  const isByPolicy = model.routing !== null && (environment === 'live' || isNamed);
  if (!isByPolicy) return [{ pool: DEFAULT_POOL, members: membersOf(allowed(targets), instances) }];
  return model.routing.pools.map((pool) => {
    const weights = new Map(pool.targets.map(({ target, weight }) => [target, weight]));
    const found = pool.targets.map(({ target }) => byId.get(target)).filter((target) => target !== undefined);
    return {
      pool,
      members: membersOf(allowed(found), instances, (target) => weights.get(target.id) ?? target.weight),
    };
  });
}

/** Null for a pool without places. */
function compilePool<T extends RoutableTarget>(
  pool: Pool,
  found: readonly Member<T>[],
  input: CompileInput<T>,
): CompiledPool<T> | null {
  if (found.length === 0) return null;
  const maxInFlight = pool.maxInFlight ?? Infinity;
  const members = found.map((member) => ({
    ...member,
    place: input.places.of(member.key),
    pool: pool.name,
    maxInFlight,
  }));
  const weighty = members.filter(({ weight }) => weight > 0);
  const spare = members.filter(({ weight }) => weight === 0);
  return {
    name: pool.name,
    members,
    strategy: weighty.length === 0 ? null : createStrategy(pool, weighty, input),
    reserve: spare.length === 0 ? null : new Weighted(spare, input.services.random, () => 1),
  };
}

function createStrategy<T extends RoutableTarget>(
  { strategy, hashOn }: Pool,
  members: readonly PoolMember<T>[],
  { services, costOf }: CompileInput<T>,
): Strategy<T> {
  switch (strategy) {
    case 'weighted':
      return new Weighted(members, services.random);
    case 'round_robin':
      return new RoundRobin(members, services.random);
    case 'least_in_flight':
      return new Least<T>(members, CALLS_UNDER_WAY, services);
    case 'lowest_latency':
      return new Least<T>(members, EXPECTED_LATENCY, services);
    case 'consistent_hash':
      return new ConsistentHash(members, hashOn);
    case 'priority':
      return new InOrder(members);
    case 'cheapest':
      return new Cheapest(members, costOf, services.random);
  }
}

function compileShadow<T extends RoutableTarget>({ model, environment, filter, ...input }: CompileInput<T>) {
  const shadow = model.routing?.shadow ?? null;
  if (shadow === null || shadow.percent === 0) return null;
  const targets = environment === 'live' ? model.targets : model.testTargets;
  const found = targets.filter((target) => target.id === shadow.target && (filter === null || filter.allows(target)));
  const members = membersOf(found, input.instances).map((member) => ({
    ...member,
    place: input.places.of(member.key),
    pool: 'shadow',
    maxInFlight: Infinity,
  }));
  return members.length === 0 ? null : { members, percent: shadow.percent };
}

/** Places learn what judges them, and which pools they share. */
function adoptPolicy<T>(
  pools: readonly CompiledPool<T>[],
  { breaker, ejection }: { readonly breaker: BreakerPolicy; readonly ejection: EjectionPolicy },
): void {
  const peers: KnownPlace[][] = pools.map(({ members }) => members.map(({ place }) => place));
  for (const pool of peers) for (const place of pool) place.adopt({ breaker, ejection, pools: peers });
}
