/** The metrics of one process, in Prometheus' text format. Whoever has something to count registers it here. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type { Registry };

/** A process's registry with Node's own figures in it: CPU, memory, event-loop lag, garbage collection. */
export function createMetricsRegistry(process: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ process });
  collectDefaultMetrics({ register: registry });
  return registry;
}

/** Observes one answer; `route` is the pattern (`/api/v1/tenants/:id`), never the path: labels must stay few. */
export type ObserveRequest = (labels: { method: string; route: string; status: number }, seconds: number) => void;

/** `turnpike_http_request_duration_seconds` of the control plane. */
export function createRequestMetrics(registry: Registry): ObserveRequest {
  const duration = new Histogram({
    name: 'turnpike_http_request_duration_seconds',
    help: 'Time from the first byte of a control-plane request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  });
  return ({ method, route, status }, seconds) => duration.observe({ method, route, status: String(status) }, seconds);
}

/** A figure that is read when it is scraped, so that keeping it costs nothing in between. */
export function registerGauge(registry: Registry, gauge: { name: string; help: string; read: () => number }): void {
  const { name, help, read } = gauge;
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}

/** A figure for each of several things, read when it is scraped. What isn't read any more is gone: labels must stay few. */
export function registerGauges<Label extends string>(
  registry: Registry,
  gauge: {
    name: string;
    help: string;
    labels: readonly Label[];
    read: () => Iterable<{ labels: Readonly<Record<Label, string>>; value: number }>;
  },
): void {
  const { name, help, labels, read } = gauge;
  new Gauge({
    name,
    help,
    labelNames: labels,
    registers: [registry],
    collect() {
      this.reset();
      for (const { labels, value } of read()) this.set(labels, value);
    },
  });
}

/** A count since the start of the process that is kept elsewhere and read when it is scraped; it never goes down. */
export function registerCounter(registry: Registry, counter: { name: string; help: string; read: () => number }): void {
  const { name, help, read } = counter;
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
