/** What all processes know of the places, as the admin is shown it. Pure. */
import type { ProcessHealth, RoutingHealthView, TargetHealthView } from '@turnpike/contracts/management/routing-health';
import type { PlaceCheck, PlaceState } from '@turnpike/contracts/place-health';
import { publicId } from '@turnpike/domain/ids';
import type { SharedHealth } from './health-store.js';

/** A place as the catalogue has it. */
export interface NamedPlace {
  readonly key: string;
  readonly modelName: string;
  readonly target: {
    readonly id: string;
    readonly instance: string | null;
    readonly providerSlug: string;
    readonly upstreamModel: string;
  };
}

/** Of the calls in the windows of all breakers, in percent, from which on a place that serves counts as degraded. */
const DEGRADED_PERCENT = 10;

type PlaceWord = { readonly process: ProcessHealth; readonly state: PlaceState };

export function healthView(
  places: readonly NamedPlace[],
  { states, checks, nowMs, events }: SharedHealth & { nowMs: number; events: RoutingHealthView['events'] },
): RoutingHealthView {
  const words = new Map<string, PlaceWord[]>();
  for (const [processId, { atMs, places: known }] of states) {
    for (const state of known) {
      const word = { process: processView(processId, state, { atMs, nowMs }), state };
      const others = words.get(state.key);
      if (others === undefined) words.set(state.key, [word]);
      else others.push(word);
    }
  }
  return {
    targets: places.map((place) => targetView(place, words.get(place.key) ?? [], checks.get(place.key) ?? null)),
    events,
  };
}

function targetView(place: NamedPlace, words: readonly PlaceWord[], check: PlaceCheck | null): TargetHealthView {
  const { target, modelName: model } = place;
  return {
    targetId: publicId('target', target.id),
    instance: target.instance,
    model,
    provider: target.providerSlug,
    upstreamModel: target.upstreamModel,
    state: stateOf(words, check),
    check: check && { healthy: check.healthy, checkedAt: iso(check.atMs), detail: check.detail },
    processes: words.map(({ process }) => process),
  };
}

/** One process's word is enough for the worst: the others leave the place alone too. */
function stateOf(words: readonly PlaceWord[], check: PlaceCheck | null): TargetHealthView['state'] {
  if (check?.healthy === false) return 'unhealthy';
  if (words.some(({ process }) => process.breaker === 'open')) return 'open';
  if (words.some(({ process }) => process.ejectedUntil !== null)) return 'ejected';
  if (words.some(({ process }) => process.breaker === 'half_open')) return 'half_open';
  if (words.length === 0 && check === null) return 'unknown';
  const failures = words.reduce((sum, { state }) => sum + state.failures, 0);
  const calls = words.reduce((sum, { state }) => sum + state.successes, failures);
  return failures > 0 && failures * 100 >= calls * DEGRADED_PERCENT ? 'degraded' : 'healthy';
}

function processView(processId: string, state: PlaceState, at: { atMs: number; nowMs: number }): ProcessHealth {
  const { breaker, openUntilMs, ejectedUntilMs, inFlight, latencyMs, successes, failures } = state;
  // What was said is seconds old: time has gone on since.
  const isPast = breaker === 'open' && openUntilMs !== null && openUntilMs <= at.nowMs;
  return {
    processId,
    breaker: isPast ? 'half_open' : breaker,
    ejectedUntil: ejectedUntilMs === null || ejectedUntilMs <= at.nowMs ? null : iso(ejectedUntilMs),
    inFlight,
    latencyMs,
    successes,
    failures,
    asOf: iso(at.atMs),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
