import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '@turnpike/telemetry/logger';
import { createMetricsRegistry } from '@turnpike/telemetry/metrics';
import { afterEach, describe, expect, it } from 'vitest';
import type { DataPlane } from '../bootstrap/data-plane.js';
import { createOperationsServer } from '@turnpike/telemetry/operations-server';
import { Readiness } from './readiness.js';

let server: Server | undefined;
afterEach(() => void server?.close());

interface Given {
  dataPlaneOk?: boolean;
  databaseUp?: boolean;
}

async function start({ dataPlaneOk = true, databaseUp = true }: Given = {}) {
  const dataPlane = { ready: () => ({ ok: dataPlaneOk, detail: { snapshotAgeMs: 5 } }) } as unknown as DataPlane;
  const readiness = new Readiness(dataPlane, async () => databaseUp);
  const logger = createLogger({ name: 'test', level: 'silent' });
  server = createOperationsServer({ readiness, metrics: createMetricsRegistry('gateway-0'), logger });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { readiness, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('operations server', () => {
  it('says that the process lives, whatever else is down', async () => {
    const { url } = await start({ dataPlaneOk: false, databaseUp: false });
    const answer = await fetch(`${url}/health`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok' });
  });

  it('is ready with a snapshot even when the database is gone, and says so', async () => {
    const { url } = await start({ databaseUp: false });
    const answer = await fetch(`${url}/ready`);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      status: 'ready',
      dataPlane: { ok: true, snapshotAgeMs: 5 },
      database: { ok: false },
    });
  });

  it('is not ready without a snapshot, nor when stopping', async () => {
    const without = await start({ dataPlaneOk: false });
    expect((await fetch(`${without.url}/ready`)).status).toBe(503);
    server?.close();
    const stopping = await start();
    expect((await fetch(`${stopping.url}/ready`)).status).toBe(200);
    stopping.readiness.stop();
    expect((await fetch(`${stopping.url}/ready`)).status).toBe(503);
  });

  it('serves metrics, and nothing else', async () => {
    const { url } = await start();
    const metrics = await fetch(`${url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toContain('nodejs_eventloop_lag');
    expect((await fetch(`${url}/`)).status).toBe(404);
    expect((await fetch(`${url}/metrics`, { method: 'POST' })).status).toBe(405);
  });
});
