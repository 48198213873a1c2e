/** Everything the worker counts, in one place, so that dashboards and alarms have one list to read. */
import type { Registry } from '@turnpike/telemetry/metrics';
import { Counter, Gauge } from 'prom-client';

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

/** Registers the worker's metrics in the registry. */
export function createWorkerMetrics(registry: Registry) {
  const counter = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name: `turnpike_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  const gauge = <L extends string = never>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge<L>({ name: `turnpike_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  return {
    usageRecorded: counter('usage_events_recorded_total', 'Usage events recorded, by kind', ['kind']),
    usageRepeated: counter('usage_events_repeated_total', 'Usage events that added nothing: duplicates, or superseded'),
    usageParked: counter('usage_events_parked_total', 'Usage events parked because they can not be recorded'),
    ingestFailures: counter(
      'usage_ingest_failures_total',
      'Drains of a shard that ended in an error and are tried again',
    ),
    usageWaiting: gauge('usage_events_waiting', 'Usage events waiting in Redis'),
    usageOldestSeconds: gauge('usage_events_oldest_seconds', 'Age of the oldest usage event waiting in Redis'),
    outboxRelayed: counter('outbox_relayed_total', 'Outbox messages relayed, by topic', ['topic']),
    outboxUnusable: counter('outbox_unusable_total', 'Outbox messages whose payload can not be read'),
    mailsSent: counter('mails_sent_total', 'Mails taken by the mail server, by template', ['template']),
    mailFailures: counter('mail_failures_total', 'Attempts at a mail that failed, by template', ['template']),
    jobRuns: counter('job_runs_total', 'Runs of jobs, by outcome', ['outcome']),
    jobsRunning: gauge('jobs_running', 'Jobs that this worker runs'),
    jobsWaiting: gauge('jobs_waiting', 'Jobs that are due and not running'),
    jobsOldestSeconds: gauge('jobs_oldest_seconds', 'Time that the job due longest has waited'),
    webhookTries: counter('webhook_tries_total', 'Tries at a webhook delivery, by what came of them', ['outcome']),
    webhookOldestDueSeconds: gauge(
      'webhook_oldest_due_seconds',
      'How long the delivery due longest waits for its try, of endpoints that take any',
    ),
    balanceRollbacks: counter(
      'redis_balance_rollbacks_total',
      'Balances found older in Redis than they had been posted',
    ),
    deadProcesses: counter('dead_processes_total', 'Processes declared dead'),
    reapedCalls: counter('reaped_calls_total', 'Calls of dead processes settled by the reaper, by source of usage', [
      'source',
    ]),
    unreadableHolds: gauge('unreadable_holds', 'Holds that no version understands, at the last look'),
    unratableHolds: gauge('unratable_holds', 'Holds of dead processes whose price is unknown, at the last look'),
    recordsWritten: counter('call_records_written_total', 'Call records written'),
    recordsDropped: counter(
      'call_records_dropped_total',
      'Call records dropped because they can not be read or stored',
    ),
    comparisonsWritten: counter('shadow_comparisons_written_total', 'Comparisons of shadows written'),
    comparisonsDropped: counter(
      'shadow_comparisons_dropped_total',
      'Comparisons of shadows dropped because they can not be read or stored',
    ),
    defaultPartitionRows: gauge(
      'default_partition_rows',
      'Rows that no month partition took; more than none is an alarm',
      ['table'],
    ),
  };
}
