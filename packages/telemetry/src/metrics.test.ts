import { expect, it } from 'vitest';
import { createMetricsRegistry, createRequestMetrics } from './metrics.js';

it('exposes Node figures and request durations by route', async () => {
  const registry = createMetricsRegistry('gateway-0');
  createRequestMetrics(registry)({ method: 'GET', route: '/api/v1/tenants/:id', status: 404 }, 0.004);
  const lines = (await registry.metrics()).split('\n');
  expect(lines.find((line) => line.startsWith('process_cpu_seconds_total{'))).toContain('process="gateway-0"');
  const count = lines.find((line) => line.startsWith('turnpike_http_request_duration_seconds_count{'));
  expect(count).toContain('route="/api/v1/tenants/:id"');
  expect(count).toContain('status="404"');
  expect(count).toMatch(/ 1$/);
});
