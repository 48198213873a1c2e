/** What routing takes and gives: a model with its targets, a call's facts, and the places to ask, one after the other. */
import type { AttemptPolicy, RouteSimulationView, RoutingPolicy } from '@turnpike/contracts/management/routing';
import type { Breaker } from '@turnpike/egress/breaker';

/** What routing must know of a target. */
export interface RoutableTarget {
  readonly id: string;
  readonly providerId: string;
  readonly providerSlug: string;
  readonly upstreamModel: string;
  /** Of the provider; an instance's own host and port are put into it. */
  readonly baseUrl: string;
  readonly weight: number;
  /** Whether the provider's instances are discovered: then each is a place, and without any there is none. */
  readonly isDiscovered: boolean;
  /** `host:port` of the instance that this stands for; null for the target as the catalogue has it. */
  readonly instance: string | null;
}

/** A model as routing sees it. Immutable: another catalogue has another object. */
export interface RoutableModel<T extends RoutableTarget> {
  readonly id: string;
  readonly name: string;
  /** Null: all targets in one pool, by weight. Ids in it are bare uuids. */
  readonly routing: RoutingPolicy | null;
  readonly targets: readonly T[];
  readonly testTargets: readonly T[];
}

/** A hard filter. Equal keys stand for equal filters. */
export interface TargetFilter<T> {
  readonly key: string;
  allows(target: T): boolean;
}

/** What a call says that rules and strategies may look at. Header names in lower case. */
export interface RouteQuestion<T> {
  readonly environment: 'live' | 'test';
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly tenantId: string;
  readonly apiKeyId: string;
  readonly endUser: string | null;
  readonly filter: TargetFilter<T> | null;
}

export type FlightOutcome = 'success' | 'failure' | 'unknown';

/** One try at a place, from its start to the last byte. */
export interface Flight {
  /** The first byte of a good answer came, not of a refusal: what latency is measured by. Only the first time counts. */
  firstByte(): void;
  /** It is over. `failure` is the place's own; `unknown` says nothing about it. Only the first time counts. */
  end(outcome: FlightOutcome): void;
}

/** A target, or one instance of it, with what this process knows of it. */
export interface Place {
  /** The target's id, with `@host:port` where there are instances. */
  readonly key: string;
  /** Asked by egress before a call, told after it. */
  readonly breaker: Breaker;
  /** Tries under way. */
  readonly inFlight: number;
  begin(): Flight;
}

/** The next place to ask. */
export interface Choice<T> {
  readonly target: T;
  readonly place: Place;
  /** The pool it was found in. */
  readonly pool: string;
}

/** The places that one call may be sent to, in order; each is given once. */
export interface RoutePlan<T> {
  /** The rule that took the call; null for none. */
  readonly rule: string | null;
  readonly attempts: AttemptPolicy;
  readonly fallbackModels: readonly string[];
  /** Where this call's shadow goes; null for none. Drawn once. */
  readonly shadow: Choice<T> | null;
  /** Places that can't serve now come last, so that something is tried even when everything looks dead. */
  next(): Choice<T> | null;
  /** Whether one more try than the first fits the retry budget, and takes it. */
  takeRetry(): boolean;
}

/** A provider's instance. */
export interface Instance {
  /** `host:port`, IPv6 in brackets. */
  readonly address: string;
  readonly weight: number;
}

/** Who knows of instances. `version` changes whenever any of them does. */
export interface InstanceSource {
  readonly version: number;
  instancesOf(providerId: string): readonly Instance[];
}

/** What calls cost upstream, to compare places by. */
export interface UpstreamCosts<T extends RoutableTarget, M extends RoutableModel<T> = RoutableModel<T>> {
  /** Of a call there at a moment, in Unix ms; any unit, the same for all. Null when nobody knows. */
  costOf(model: M, target: T, atMs: number): number | null;
  /** When one of them may be another, after a moment; Infinity for never. */
  changesAtMs(model: M, afterMs: number): number;
}

/** Decides in memory where calls go. */
export interface Router<T extends RoutableTarget, M extends RoutableModel<T> = RoutableModel<T>> {
  /** Null when no place of that environment and filter exists. */
  plan(model: M, question: RouteQuestion<T>): RoutePlan<T> | null;
  /** The same decision in words, without taking anything from anybody. */
  explain(model: M, question: RouteQuestion<T>): RouteSimulationView;
}
