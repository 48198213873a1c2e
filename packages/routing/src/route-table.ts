/**
 * The router: a model's policy, compiled once for each catalogue, environment and filter, and what the places are like
 * at this moment. Touches memory only. A model of another catalogue is another object, and is compiled anew.
 */
import type { RouteSimulationView } from '@turnpike/contracts/management/routing';
import { type CompiledRoutes, compileRoutes } from './compiled-routes.js';
import { explainRoute } from './explain-route.js';
import { membersOf, NO_INSTANCES } from './members.js';
import type { Places } from './places.js';
import { PlanInProgress, type Turn } from './plan-in-progress.js';
import { RetryBudget } from './retry-budget.js';
import type {
  Choice,
  Instance,
  InstanceSource,
  RoutableModel,
  RoutableTarget,
  RoutePlan,
  RouteQuestion,
  Router,
  TargetFilter,
  UpstreamCosts,
} from './route-plan.js';
import type { StrategyServices } from './strategies/strategy.js';

export interface RouteTableOptions<T extends RoutableTarget, M extends RoutableModel<T> = RoutableModel<T>> {
  readonly places: Places;
  /** Of providers that are discovered; none when omitted. */
  readonly instances?: InstanceSource;
  /** All models there are at this moment; needed for {@link RouteTable.members} only. */
  readonly models?: () => Iterable<M>;
  /** What `cheapest` goes by; without it everything costs the same. */
  readonly costs?: UpstreamCosts<T, M>;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
  /** Unix time in ms. */
  readonly clock?: () => number;
}

/** A place of the catalogue as it is now. */
export interface ListedPlace<T extends RoutableTarget> {
  readonly key: string;
  /** With the instance's address, where it is one. */
  readonly target: T;
  readonly modelName: string;
}

/** What was compiled, and what it rests on. */
interface Compiled<T> {
  readonly routes: CompiledRoutes<T>;
  /** Of each discovered provider, as it was. */
  readonly instances: ReadonlyMap<string, readonly Instance[]>;
  version: number;
  /** Unix time in ms. */
  readonly untilMs: number;
}

/** Of one model object: by environment and filter. */
type CompiledModel<T> = Map<string, Compiled<T>>;

/** Filters differ by tenant, but few policies differ: more than these begin again. */
const MOST_FILTERS = 256;

export class RouteTable<T extends RoutableTarget, M extends RoutableModel<T> = RoutableModel<T>> implements Router<
  T,
  M
> {
  readonly places: Places;
  private readonly options: Required<Omit<RouteTableOptions<T, M>, 'costs'>> & Pick<RouteTableOptions<T, M>, 'costs'>;
  private readonly services: StrategyServices;
  private readonly compiled = new WeakMap<M, CompiledModel<T>>();
  /** By the model's id: a budget outlives the catalogue. */
  private readonly budgets = new Map<string, RetryBudget>();

  constructor(options: RouteTableOptions<T, M>) {
    const { now = () => performance.now(), random = Math.random } = options;
    this.places = options.places;
    this.services = { now, random };
    this.options = { instances: NO_INSTANCES, models: () => [], clock: Date.now, ...options, now, random };
  }

  plan(model: M, question: RouteQuestion<T>): RoutePlan<T> | null {
    const routes = this.routesOf(model, question);
    const turn = turnOf(routes, question);
    if (turn.pools.length === 0) return null;
    const budget = this.budgetOf(model);
    budget.countCall();
    const { random } = this.services;
    return new PlanInProgress(turn, { question, routes, budget, shadow: this.drawShadow(routes), random });
  }

  explain(model: M, question: RouteQuestion<T>): RouteSimulationView {
    const routes = this.routesOf(model, question);
    const unfiltered = question.filter === null ? routes : this.routesOf(model, { ...question, filter: null });
    return explainRoute({ model, question, routes, unfiltered, at: new Date(this.options.clock()) });
  }

  /** Every place of the current catalogue, those of test keys too. Forgets what was known of all others. */
  members(): ListedPlace<T>[] {
    const listed = new Map<string, ListedPlace<T>>();
    const list = (modelName: string, targets: readonly T[]) => {
      for (const { target, key } of membersOf(targets, this.options.instances))
        if (!listed.has(key)) listed.set(key, { key, target, modelName });
    };
    const models = [...this.options.models()];
    for (const { name, targets } of models) list(name, targets);
    // A target of test keys may stand in for other models too: it goes by the name of its own.
    for (const { name, testTargets } of models) list(name, testTargets);
    if (listed.size > 0) this.places.forget([...this.places.keys()].filter((key) => !listed.has(key)));
    return [...listed.values()];
  }

  private routesOf(model: M, { environment, filter }: RouteQuestion<T>): CompiledRoutes<T> {
    let compiled = this.compiled.get(model);
    if (compiled === undefined) this.compiled.set(model, (compiled = new Map<string, Compiled<T>>()));
    const key = filter === null ? environment : `${environment} ${filter.key}`;
    const known = compiled.get(key);
    if (known !== undefined && this.isCurrent(known)) return known.routes;
    // Without a filter first: that tells the places their policy.
    if (filter !== null) this.routesOf(model, { environment, filter: null } as RouteQuestion<T>);
    if (compiled.size >= MOST_FILTERS) compiled.clear();
    const made = this.compile(model, environment, filter);
    compiled.set(key, made);
    return made.routes;
  }

  private isCurrent(compiled: Compiled<T>): boolean {
    const { instances, clock } = this.options;
    if (compiled.untilMs !== Infinity && clock() >= compiled.untilMs) return false;
    if (compiled.version === instances.version) return true;
    for (const [providerId, list] of compiled.instances) if (instances.instancesOf(providerId) !== list) return false;
    compiled.version = instances.version;
    return true;
  }

  private compile(model: M, environment: 'live' | 'test', filter: TargetFilter<T> | null): Compiled<T> {
    const { places, services } = this;
    const { instances, costs, clock } = this.options;
    const used = new Map<string, readonly Instance[]>();
    const instancesOf = (providerId: string) => {
      const list = instances.instancesOf(providerId);
      used.set(providerId, list);
      return list;
    };
    const { version } = instances;
    const nowMs = clock();
    const costOf = (target: T) => costs?.costOf(model, target, nowMs) ?? null;
    const source = { version, instancesOf };
    const routes = compileRoutes({ model, environment, filter, places, instances: source, costOf, services });
    const goesByCost = model.routing?.pools.some(({ strategy }) => strategy === 'cheapest') === true;
    const untilMs = goesByCost ? (costs?.changesAtMs(model, nowMs) ?? Infinity) : Infinity;
    return { routes, instances: used, version, untilMs };
  }

  private budgetOf({ id }: M): RetryBudget {
    let budget = this.budgets.get(id);
    if (budget === undefined) this.budgets.set(id, (budget = new RetryBudget(this.services.now)));
    return budget;
  }

  private drawShadow({ shadow }: CompiledRoutes<T>): Choice<T> | null {
    if (shadow === null) return null;
    const { members, percent } = shadow;
    const { random } = this.services;
    if (percent < 100 && random() * 100 >= percent) return null;
    return members[Math.floor(random() * members.length)] ?? null;
  }
}

/** The first rule that takes the call and has places, else the default. */
function turnOf<T>({ rules, defaultPools }: CompiledRoutes<T>, question: RouteQuestion<T>): Turn<T> {
  for (const { rule, pools } of rules) if (pools.length > 0 && rule.takes(question)) return { rule: rule.name, pools };
  return { rule: null, pools: defaultPools };
}
