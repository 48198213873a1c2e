/** Models, questions and tables whose dice and clocks are in the test's hand. */
import { RoutingPolicySchema, type RoutingPolicyInput } from '@turnpike/contracts/management/routing';
import { Places } from '../src/places.js';
import type { Choice, RoutableModel, RoutableTarget, RoutePlan, RouteQuestion } from '../src/route-plan.js';
import { RouteTable, type RouteTableOptions } from '../src/route-table.js';

export type Target = RoutableTarget;
export type Model = RoutableModel<Target>;

export function targetOf(id: string, given: Partial<Target> = {}): Target {
  return {
    id,
    providerId: `provider-${id}`,
    providerSlug: `provider-${id}`,
    upstreamModel: 'upstream',
    baseUrl: `https://${id}.example/v1`,
    weight: 1,
    isDiscovered: false,
    instance: null,
    ...given,
  };
}

export interface GivenModel {
  targets?: readonly Target[];
  testTargets?: readonly Target[];
  routing?: RoutingPolicyInput | null;
}

export function modelOf({ targets = [], testTargets = [], routing = null }: GivenModel): Model {
  const policy = routing === null ? null : RoutingPolicySchema.parse(routing);
  return { id: 'model', name: 'model', targets, testTargets, routing: policy };
}

/** One pool of targets `t0`, `t1`, … of those weights. */
export function poolModel(weights: readonly number[], pool: Partial<RoutingPolicyInput['pools'][number]> = {}): Model {
  const targets = weights.map((weight, index) => targetOf(`t${String(index)}`, { weight }));
  const named = targets.map(({ id }) => ({ target: id }));
  return modelOf({ targets, routing: { pools: [{ name: 'main', targets: named, ...pool }] } });
}

export function questionOf(given: Partial<RouteQuestion<Target>> = {}): RouteQuestion<Target> {
  return {
    environment: 'live',
    path: '/v1/chat/completions',
    headers: {},
    tenantId: 'tenant',
    apiKeyId: 'key',
    endUser: null,
    filter: null,
    ...given,
  };
}

/** Uniform numbers that are the same in every run (mulberry32). */
export function diceOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A table whose time stands still until it is moved. Unix time and the monotonic clock move together. */
export function tableOf(given: Partial<RouteTableOptions<Target>> & { seed?: number } = {}) {
  const time = { ms: 1_000_000 };
  const now = () => time.ms;
  const random = diceOf(given.seed ?? 1);
  const places = given.places ?? new Places({ now, clock: now, random });
  const table = new RouteTable<Target>({ now, clock: now, random, ...given, places });
  return { table, places, time };
}

/** All that a plan gives, until it has nothing more. */
export function allOf(plan: RoutePlan<Target> | null): Choice<Target>[] {
  const given: Choice<Target>[] = [];
  for (let choice = plan?.next() ?? null; choice !== null; choice = plan?.next() ?? null) given.push(choice);
  return given;
}

export function keysOf(plan: RoutePlan<Target> | null): string[] {
  return allOf(plan).map(({ place }) => place.key);
}

/** How often each place is the first, over so many calls. */
export function firstsOf(count: number, ask: (index: number) => RoutePlan<Target> | null): Map<string, number> {
  const counts = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const key = ask(index)?.next()?.place.key ?? 'nobody';
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

/** Opens a place's breaker under its default policy. */
export function breakAt(places: Places, key: string): void {
  const { breaker } = places.of(key);
  for (let call = 0; call < 20; call += 1) breaker.record(breaker.tryEnter(), 'failure');
}

/** So many tries in a row that end so. */
export function fly(places: Places, key: string, outcome: 'success' | 'failure', times = 1): void {
  for (let call = 0; call < times; call += 1) places.of(key).begin().end(outcome);
}
