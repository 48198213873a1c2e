import { expect, it } from 'vitest';
import { createMetricsRegistry, createRequestMetrics, registerCounter, registerGauges } from './metrics.js';

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

it('reads figures and counts when they are scraped, and forgets what is gone', async () => {
  const registry = createMetricsRegistry('gateway-0');
  let places = ['a', 'b'];
  let count = 3;
  registerGauges(registry, {
    name: 'test_places',
    help: 'Places',
    labels: ['place'],
    read: () => places.map((place, index) => ({ labels: { place }, value: index + 1 })),
  });
  registerCounter(registry, { name: 'test_total', help: 'Things', read: () => count });
  const lines = async () => (await registry.metrics()).split('\n').filter((line) => /^test_/.test(line));
  expect(await lines()).toEqual([
    'test_places{place="a",process="gateway-0"} 1',
    'test_places{place="b",process="gateway-0"} 2',
    'test_total{process="gateway-0"} 3',
  ]);
  places = ['b'];
  count = 5;
  expect(await lines()).toEqual(['test_places{place="b",process="gateway-0"} 1', 'test_total{process="gateway-0"} 5']);
});
