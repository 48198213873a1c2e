import { createDatabase } from '@turnpike/db/client';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { createManagementContext } from '@turnpike/management/management-context';
import { createLogger } from '@turnpike/telemetry/logger';
import { createMetricsRegistry } from '@turnpike/telemetry/metrics';
import { createTestDatabase, type TestDatabase } from '@turnpike/testing/database';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyDataPlane } from '../../test/management-gateway.js';
import { createGateway } from './create-gateway.js';
import type { DataPlane } from './data-plane.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

interface Given {
  databaseUrl?: string;
  port?: number;
  reusePort?: boolean;
  graceMs?: number;
}

async function start(dataPlane: DataPlane, given: Given = {}) {
  const { port: wanted = 0, reusePort = false, graceMs = 5_000 } = given;
  const db = createDatabase({ url: given.databaseUrl ?? database.url });
  const management = createManagementContext({
    db,
    keyPepper: randomBytes(32),
    credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]),
    keyPrefix: 'tp',
  });
  const gateway = await createGateway({
    management,
    dataPlane,
    logger: createLogger({ name: 'test', level: 'silent' }),
    metrics: createMetricsRegistry('gateway-0'),
    openQueues: () => Promise.reject(new Error('there are none')),
    settings: {
      trustedProxies: [],
      portalUrl: 'http://127.0.0.1:3000',
      productName: 'Turnpike',
      shutdownGraceMs: graceMs,
    },
  });
  const { port } = await gateway.listen({ port: wanted, host: '127.0.0.1', reusePort });
  const operations = await gateway.listenOperations({ port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${port}`,
    operationsUrl: `http://127.0.0.1:${operations.port}`,
    port,
    gateway,
    close: async () => {
      await gateway.close();
      await db.close();
    },
  };
}

describe('one socket', () => {
  it('serves both planes, probes and documentation', async () => {
    const running = await start(emptyDataPlane());
    expect((await fetch(`${running.url}/v1/models`)).status).toBe(204);
    expect(await (await fetch(`${running.url}/health`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${running.url}/ready`)).json()).toEqual({ status: 'ready' });
    expect((await fetch(`${running.operationsUrl}/ready`)).status).toBe(200);
    expect((await fetch(`${running.url}/api/v1/tenants`)).status).toBe(401);
    const metrics = await (await fetch(`${running.operationsUrl}/metrics`)).text();
    expect(metrics).toMatch(/turnpike_http_request_duration_seconds_count\{[^}]*route="\/api\/v1\/tenants"[^}]*\} 1/);
    await running.close();
  });

  it('shares its port with another gateway when asked to', async () => {
    const one = await start(emptyDataPlane(), { reusePort: true });
    const two = await start(emptyDataPlane(), { reusePort: true, port: one.port });
    await one.close();
    expect((await fetch(`${two.url}/health`)).status).toBe(200);
    await two.close();
  });

  it('rejects when the port is taken', async () => {
    const one = await start(emptyDataPlane());
    await expect(start(emptyDataPlane(), { port: one.port })).rejects.toThrow('EADDRINUSE');
    await one.close();
  });
});

describe('without a database', () => {
  it('answers 503 to who asks for data, stays ready, and tells the operator', async () => {
    const running = await start(emptyDataPlane(), { databaseUrl: 'postgresql://nobody@127.0.0.1:1/none' });
    const headers = { authorization: 'Bearer tp_mgmt_00000000000000000000000000000000000000' };
    const answer = await fetch(`${running.url}/api/v1/tenants`, { headers });
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 5032, data: { error: 'store_unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('1');
    const ready = await fetch(`${running.operationsUrl}/ready`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ database: { ok: false } });
    await running.close();
  });
});

describe('close', () => {
  it('goes through its steps in order and lets calls in flight end', async () => {
    const steps: string[] = [];
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const running = await start(
      emptyDataPlane({
        listener: (_request, response) => {
          response.write('first ');
          void finished.then(() => {
            steps.push('answered');
            response.end('last');
          });
        },
        catchUp: async () => undefined,
        drain: async () => {
          steps.push('drain');
          await finished;
        },
        close: async () => void steps.push('close'),
      }),
    );
    const answer = await fetch(`${running.url}/v1/slow`);
    const closing = running.close();
    await delay(50);
    expect(steps).toEqual(['drain']);
    expect((await fetch(`${running.operationsUrl}/ready`)).status).toBe(503);
    await expect(fetch(`${running.url}/health`)).rejects.toThrow();
    finish();
    expect(await answer.text()).toBe('first last');
    await closing;
    expect(steps).toEqual(['drain', 'answered', 'close']);
    await expect(fetch(`${running.operationsUrl}/health`)).rejects.toThrow();
  });

  it('ends what outlives the grace, and only once', async () => {
    let closes = 0;
    const running = await start(
      emptyDataPlane({
        listener: (_request, response) => void response.write('never ends'),
        close: async () => void closes++,
      }),
      { graceMs: 200 },
    );
    const answer = await fetch(`${running.url}/v1/endless`);
    const text = answer.text();
    text.catch(() => undefined);
    await Promise.all([running.gateway.close(), running.gateway.close()]);
    await expect(text).rejects.toThrow();
    expect(closes).toBe(1);
    await running.close();
  });
});
