import { createLogger } from '@turnpike/telemetry/logger';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { STEERING_KEYS } from '../src/steering/steering-keys.js';
import { startSandbox } from '../src/sandbox.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});

it('is healthy, ready and measured', async () => {
  const operations = `http://127.0.0.1:${sandbox.running.ports.operations}`;
  expect((await fetch(`${operations}/health`)).status).toBe(200);
  expect((await fetch(`${operations}/ready`)).status).toBe(200);
  expect(await (await fetch(`${operations}/metrics`)).text()).toContain('turnpike_sandbox_calls_total');
  expect((await fetch(`${sandbox.url}/health`)).status).toBe(200);
});

it('documents every steering key on its page', async () => {
  const page = await (await fetch(sandbox.url)).text();
  for (const name of Object.keys(STEERING_KEYS)) expect(page).toContain(`id="${name}"`);
  expect(page).toContain(sandbox.url);
});

it('lists and forgets deliveries', async () => {
  const call = (id: string) =>
    sandbox.client.embeddings.create(
      { model: 'm', input: 'x', dimensions: 1 },
      { headers: { 'x-client-request-id': id } },
    );
  await call('list-a');
  await call('list/b');
  const url = `${sandbox.url}/sandbox/deliveries`;
  const idsOf = async (answer: Promise<Response>) => {
    const list = (await (await answer).json()) as { items: { id: string }[]; missing: string[] };
    return { items: list.items.map((item) => item.id), missing: list.missing };
  };
  expect(await idsOf(fetch(`${url}?ids=list-a,none,list%2Fb`))).toEqual({
    items: ['list-a', 'list/b'],
    missing: ['none'],
  });
  const body = JSON.stringify({ ids: ['list/b', 'none'] });
  expect(await idsOf(fetch(url, { method: 'POST', body }))).toEqual({ items: ['list/b'], missing: ['none'] });
  expect(await idsOf(fetch(`${url}?limit=1`))).toEqual({ items: ['list/b'], missing: [] });
  expect((await sandbox.delivered('list/b')).id).toBe('list/b');
  expect((await fetch(url, { method: 'POST', body: '{"ids":"a"}' })).status).toBe(400);
  expect(await (await fetch(url, { method: 'DELETE' })).json()).toEqual({ deleted: 2 });
  expect((await fetch(`${url}/list-a`)).status).toBe(404);
});

it('names a port in use and its variable, and gives the others back', async () => {
  const logger = createLogger({ name: 'sandbox', level: 'silent' });
  const taken = sandbox.running.ports.sandbox;
  const options = { host: '127.0.0.1', sandboxPort: taken, mailPort: 0, smtpPort: 0, opsPort: 0 };
  await expect(startSandbox(options, logger)).rejects.toThrow(`port ${taken} can't be used; set SANDBOX_PORT`);
  await expect(
    startSandbox({ ...options, sandboxPort: 0, smtpPort: sandbox.running.ports.smtp }, logger),
  ).rejects.toThrow('set SMTP_PORT');
});

it('finishes answers under way before it closes', async () => {
  const other = await startSandboxUnderTest();
  const stream = await other.client.chat.completions.create({
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content: '@sandbox chunks=10 chunk_delay_ms=10' }],
  });
  let pieces = 0;
  let closed: Promise<void> | undefined;
  for await (const chunk of stream) {
    closed ??= other.running.close(30_000);
    if (chunk.choices[0]?.delta.content) pieces += 1;
  }
  await closed;
  expect(pieces).toBe(10);
  await expect(fetch(`${other.url}/health`)).rejects.toThrow();
});
