/** The request path's figures for Prometheus, read when they are scraped: the path itself counts nothing for them. */
import { type Registry, registerGauge } from '@turnpike/telemetry/metrics';
import type { RequestPathStats } from './request-path.js';

export function observeRequestPath(
  registry: Registry,
  stats: () => RequestPathStats & {
    catalogueAgeMs: number;
    jobWaiters: number;
    unwrittenResponses: number;
    droppedResponses: number;
  },
): void {
  registerGauge(registry, {
    name: 'turnpike_open_calls',
    help: 'Calls for which this process holds money or a slot',
    read: () => stats().openCalls,
  });
  registerGauge(registry, {
    name: 'turnpike_unconfirmed_usage_events',
    help: 'Usage events this process keeps until the worker has committed them',
    read: () => stats().unconfirmedEvents,
  });
  registerGauge(registry, {
    name: 'turnpike_dropped_call_records',
    help: 'Call records dropped since the start',
    read: () => stats().droppedRecords,
  });
  registerGauge(registry, {
    name: 'turnpike_job_waiters',
    help: 'Callers that wait for a job to end',
    read: () => stats().jobWaiters,
  });
  registerGauge(registry, {
    name: 'turnpike_unwritten_responses',
    help: 'Responses that are to be kept and not yet in PostgreSQL',
    read: () => stats().unwrittenResponses,
  });
  registerGauge(registry, {
    name: 'turnpike_dropped_responses',
    help: 'Responses that were to be kept and could not be, since the start',
    read: () => stats().droppedResponses,
  });
  registerGauge(registry, {
    name: 'turnpike_catalogue_age_seconds',
    help: 'Time since the catalogue in force was compiled',
    read: () => stats().catalogueAgeMs / 1000,
  });
}
