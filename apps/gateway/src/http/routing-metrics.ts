/** Figures of the places calls are sent to, and of discovery, for Prometheus. Read when they are scraped. */
import type { Routing } from '@turnpike/pipeline/assemble-routing';
import { type Registry, registerCounter, registerGauge, registerGauges } from '@turnpike/telemetry/metrics';

/** Places with figures of their own: more would be too many series. */
const MOST_PLACES = 2_000;

const BREAKER_VALUES = { closed: 0, half_open: 1, open: 2 } as const;

const LABELS = ['model', 'provider', 'target', 'instance'] as const;

export function observeRouting(registry: Registry, routing: Routing): void {
  const places = (valueOf: (known: KnownPlace) => number) => () =>
    knownPlaces(routing).map(({ labels, known }) => ({ labels, value: valueOf(known) }));
  registerGauges(registry, {
    name: 'turnpike_place_breaker_state',
    help: 'Breaker of each place calls were sent to: 0 closed, 1 half open, 2 open',
    labels: LABELS,
    read: places(({ breaker }) => BREAKER_VALUES[breaker]),
  });
  registerGauges(registry, {
    name: 'turnpike_place_usable',
    help: 'Whether calls are sent to each place now: 1 yes, 0 only when no other can serve',
    labels: LABELS,
    read: places(({ isUsable }) => (isUsable ? 1 : 0)),
  });
  registerGauges(registry, {
    name: 'turnpike_place_in_flight',
    help: 'Tries under way at each place',
    labels: LABELS,
    read: places(({ inFlight }) => inFlight),
  });
  registerCounter(registry, {
    name: 'turnpike_place_ejections_total',
    help: 'Places left alone for failing in a row, found out by this process',
    read: () => routing.health.counts.ejections,
  });
  registerCounter(registry, {
    name: 'turnpike_breaker_openings_total',
    help: 'Breakers opened by this process',
    read: () => routing.health.counts.breakerOpenings,
  });
  registerCounter(registry, {
    name: 'turnpike_health_checks_failed_total',
    help: 'Active checks of this process that failed',
    read: () => routing.health.counts.failedChecks,
  });
  registerGauge(registry, {
    name: 'turnpike_health_leader',
    help: 'Whether this process is the one that checks places',
    read: () => (routing.health.isLeading ? 1 : 0),
  });
}

type KnownPlace = ReturnType<Routing['places']['snapshot']>[number];

function knownPlaces({ places, health }: Routing) {
  return places
    .snapshot()
    .flatMap((known) => {
      const place = health.placeOf(known.key);
      if (place === undefined) return [];
      const { id, providerSlug: provider, instance } = place.target;
      return { known, labels: { model: place.modelName, provider, target: id, instance: instance ?? '' } };
    })
    .slice(0, MOST_PLACES);
}
