/** A call's way in words: what each rule says, then every place in the order it would be asked, then those that wouldn't. */
import type { RouteSimulationView, RouteStepView } from '@turnpike/contracts/management/routing';
import type { CompiledPool, CompiledRoutes } from './compiled-routes.js';
import type { KnownPlace } from './known-place.js';
import { LAST_RESORTS } from './plan-in-progress.js';
import type { RoutableModel, RoutableTarget, RouteQuestion } from './route-plan.js';
import type { Asking, PoolMember, Ranked } from './strategies/strategy.js';

export interface ExplainInput<T extends RoutableTarget> {
  readonly model: RoutableModel<T>;
  readonly question: RouteQuestion<T>;
  readonly routes: CompiledRoutes<T>;
  /** The same without the call's filter. */
  readonly unfiltered: CompiledRoutes<T>;
  readonly at: Date;
}

export function explainRoute<T extends RoutableTarget>(input: ExplainInput<T>): RouteSimulationView {
  const { model, question, routes, at } = input;
  const { rule, rules, pools } = judgeRules(routes, question);
  const asked = new WouldBeAsked(pools, question).all();
  const steps = asked.map(({ member, ...why }, index) => ({ ...describe(model, member), order: index + 1, ...why }));
  return {
    refusal: asked.length === 0 ? refusalOf(input) : null,
    rule,
    rules,
    steps: [...steps, ...notAsked(input, pools)],
    shadow: routes.shadow === null ? null : describeShadow(model),
    fallbackModels: [...routes.fallbackModels],
    at: at.toISOString(),
  };
}

function judgeRules<T>(routes: CompiledRoutes<T>, question: RouteQuestion<T>) {
  let taken: { name: string; pools: readonly CompiledPool<T>[] } | null = null;
  const rules = routes.rules.map(({ rule, pools }) => {
    const { name } = rule;
    if (taken !== null) return { name, matched: false, reason: `Not asked: ${taken.name} took the call.` };
    if (pools.length === 0)
      return { name, matched: false, reason: 'Takes no call: none of its pools has a place that this one may go to.' };
    const { matched, reason } = rule.judge(question);
    if (matched) taken = { name, pools };
    return { name, matched, reason };
  });
  const turn = taken as { name: string; pools: readonly CompiledPool<T>[] } | null;
  return { rule: turn?.name ?? null, rules, pools: turn?.pools ?? routes.defaultPools };
}

/** All places of some pools in the order of a plan's `next`. */
class WouldBeAsked<T> implements Asking<T> {
  readonly question: RouteQuestion<T>;
  private readonly pools: readonly CompiledPool<T>[];
  private readonly given = new Set<KnownPlace>();
  private readonly steps: Ranked<T>[] = [];

  constructor(pools: readonly CompiledPool<T>[], question: RouteQuestion<T>) {
    this.pools = pools;
    this.question = question;
  }

  mayAsk({ place, maxInFlight }: PoolMember<T>): boolean {
    return place.inFlight < maxInFlight && place.isUsable() && !this.given.has(place);
  }

  all(): Ranked<T>[] {
    for (const { strategy } of this.pools) this.add(strategy?.rank(this) ?? []);
    for (const { reserve } of this.pools)
      this.add((reserve?.rank(this) ?? []).map((step) => ({ ...step, reason: 'weight 0: only when no other can' })));
    const left = this.pools.flatMap(({ members }) => members.filter(({ place }) => !this.given.has(place)));
    for (const isAskable of LAST_RESORTS) this.addLast(left.filter(({ place }) => isAskable(place)));
    return this.steps;
  }

  /** Who is drawn first is drawn from the first that have anybody to ask. */
  private add(ranked: readonly Ranked<T>[]): void {
    const isFirst = this.steps.length === 0;
    for (const step of ranked) {
      if (this.given.has(step.member.place)) continue;
      this.given.add(step.member.place);
      this.steps.push(isFirst || step.chancePercent === null ? step : { ...step, chancePercent: 0 });
    }
  }

  private addLast(members: readonly PoolMember<T>[]): void {
    const reasonOf = (member: PoolMember<T>) => `only as a last resort: ${whyNot(member)}`;
    this.add(members.map((member) => ({ member, chancePercent: null, reason: reasonOf(member) })));
  }
}

/** Why a place isn't picked now. */
function whyNot({ place, maxInFlight }: PoolMember<unknown>): string {
  const { ejectedUntilMs, closedRemotelyUntilMs, check } = place.snapshot();
  const until = (unixMs: number | null) => (unixMs === null ? 'now' : new Date(unixMs).toISOString());
  switch (place.whyUnusable()) {
    case 'breaker_open':
      return 'breaker open';
    case 'ejected':
      return `ejected until ${until(ejectedUntilMs)}`;
    case 'on_trial':
      return 'back from an ejection, and one call is finding out';
    case 'closed_remotely':
      return `another gateway found it failing, left alone until ${until(closedRemotelyUntilMs)}`;
    case 'unhealthy':
      return `unhealthy: ${check?.detail ?? 'its check fails'}`;
    case null:
      return `full: ${String(place.inFlight)} of ${String(maxInFlight)} under way`;
  }
}

/** Places and targets that this call would not be sent to, and why. */
function notAsked<T extends RoutableTarget>(input: ExplainInput<T>, used: readonly CompiledPool<T>[]): RouteStepView[] {
  const { model, question, routes, unfiltered } = input;
  const usedNames = new Set(used.map(({ name }) => name));
  const asked = new Set(used.flatMap(({ members }) => members.map(({ key }) => key)));
  const steps = new Map<string, RouteStepView>();
  for (const [name, { members }] of unfiltered.pools)
    for (const member of members) {
      if (asked.has(member.key) || steps.has(member.key)) continue;
      const isExcluded = routes.pools.get(name)?.members.some(({ key }) => key === member.key) !== true;
      const reason = isExcluded
        ? 'residency: excluded by the organisation’s policy'
        : 'its pool isn’t used for this call';
      steps.set(member.key, { ...describe(model, member), order: null, chancePercent: null, reason });
    }
  const known = new Set(
    [...unfiltered.pools.values()].flatMap(({ members }) => members.map(({ target }) => target.id)),
  );
  const targets = question.environment === 'live' ? model.targets : model.testTargets;
  for (const target of targets) {
    if (known.has(target.id)) continue;
    const pool = model.routing?.pools.find(({ targets: named }) => named.some(({ target: id }) => id === target.id));
    const isEmpty = target.isDiscovered && (pool !== undefined || model.routing === null);
    const reason = isEmpty ? 'no instance of its provider is known' : 'in no pool';
    const step = describe(model, { target, pool: pool?.name ?? '' });
    steps.set(target.id, { ...step, order: null, chancePercent: null, reason });
  }
  // The pools of this call first.
  return [...steps.values()].sort((one, other) => Number(usedNames.has(other.pool)) - Number(usedNames.has(one.pool)));
}

function describe<T extends RoutableTarget>(
  model: RoutableModel<T>,
  { target, pool }: Pick<PoolMember<T>, 'target' | 'pool'>,
) {
  return {
    model: model.name,
    pool,
    targetId: target.id,
    instance: target.instance,
    provider: target.providerSlug,
    upstreamModel: target.upstreamModel,
  };
}

function refusalOf<T extends RoutableTarget>({ model, question, unfiltered }: ExplainInput<T>) {
  const isServed = unfiltered.defaultPools.length > 0 || unfiltered.pools.size > 0;
  if (question.filter !== null && isServed)
    return { code: 'residency_not_satisfied', message: 'No place satisfies the organisation’s residency policy.' };
  return { code: 'no_target', message: `No place serves ${model.name} for ${question.environment} keys.` };
}

function describeShadow<T extends RoutableTarget>({ routing }: RoutableModel<T>) {
  const shadow = routing?.shadow ?? null;
  return shadow === null ? null : { targetId: shadow.target, percent: shadow.percent };
}
