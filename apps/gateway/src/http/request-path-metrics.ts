/** The request path's figures for Prometheus, read when they are scraped: the path itself counts nothing for them. */
import { type Registry, registerGauge } from '@turnpike/telemetry/metrics';
import type { RequestPathStats } from './request-path.js';

type Stats = RequestPathStats & {
  catalogueAgeMs: number;
  jobWaiters: number;
  unwrittenResponses: number;
  droppedResponses: number;
};

const GAUGES: readonly (readonly [name: string, help: string, read: (stats: Stats) => number])[] = [
  ['turnpike_open_calls', 'Calls for which this process holds money or a slot', (stats) => stats.openCalls],
  [
    'turnpike_unconfirmed_usage_events',
    'Usage events this process keeps until the worker has committed them',
    (stats) => stats.unconfirmedEvents,
  ],
  ['turnpike_dropped_call_records', 'Call records dropped since the start', (stats) => stats.droppedRecords],
  ['turnpike_shadows_under_way', 'Shadow calls that this process waits for', (stats) => stats.shadowsUnderWay],
  [
    'turnpike_shadows_left_out',
    'Shadow calls not made since the start, for too many were under way',
    (stats) => stats.shadowsLeftOut,
  ],
  [
    'turnpike_dropped_shadow_comparisons',
    'Comparisons of shadows dropped since the start',
    (stats) => stats.droppedComparisons,
  ],
  [
    'turnpike_discovered_instances',
    'Instances of providers that discovery knows of',
    (stats) => stats.discoveredInstances,
  ],
  [
    'turnpike_failed_discoveries',
    'Looks for instances that failed since the start',
    (stats) => stats.failedDiscoveries,
  ],
  [
    'turnpike_refused_strangers',
    'Calls turned away since the start, for their address sent too many wrong credentials',
    (stats) => stats.refusedStrangers,
  ],
  [
    'turnpike_limits_store_circuits_open',
    'Circuits to the store of limits that are open: it is away',
    (stats) => stats.storeCircuitsOpen,
  ],
  [
    'turnpike_limits_store_openings',
    'Times since the start that a circuit to the store of limits was opened',
    (stats) => stats.storeOpenings,
  ],
  [
    'turnpike_limits_decided_alone',
    'Calls since the start that this process decided by its share, for the store of limits was away',
    (stats) => stats.decidedAlone,
  ],
  ['turnpike_capacity_waiters', 'Calls that wait for a slot of their model', (stats) => stats.capacityWaiters],
  ['turnpike_job_waiters', 'Callers that wait for a job to end', (stats) => stats.jobWaiters],
  [
    'turnpike_unwritten_responses',
    'Responses that are to be kept and not yet in PostgreSQL',
    (stats) => stats.unwrittenResponses,
  ],
  [
    'turnpike_dropped_responses',
    'Responses that were to be kept and could not be, since the start',
    (stats) => stats.droppedResponses,
  ],
  [
    'turnpike_catalogue_age_seconds',
    'Time since the catalogue in force was compiled',
    (stats) => stats.catalogueAgeMs / 1000,
  ],
];

export function observeRequestPath(registry: Registry, stats: () => Stats): void {
  for (const [name, help, read] of GAUGES) registerGauge(registry, { name, help, read: () => read(stats()) });
}
