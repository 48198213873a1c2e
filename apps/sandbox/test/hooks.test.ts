import { createHmac, randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { HookView } from '../src/hooks/hook-view.js';
import { startSandboxUnderTest, type SandboxUnderTest } from './running-sandbox.js';

let sandbox: SandboxUnderTest;
beforeAll(async () => {
  sandbox = await startSandboxUnderTest();
});
afterAll(async () => {
  await sandbox.running.close(0);
});
beforeEach(async () => {
  await fetch(`${sandbox.url}/api/hooks`, { method: 'DELETE' });
});

const BODY = '{"type":"key.created","data":{"name":"<b>x</b>"}}';
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Signs as Standard Webhooks says, at `at`. */
function sign(secret: string, id: string, at = new Date()): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(secret).sign(id, at, BODY),
    'x-webhook-signature': `sha256=${createHmac('sha256', secret).update(BODY).digest('hex')}`,
    'x-webhook-event': 'key.created',
  };
}

const send = (path: string, headers: Record<string, string> = {}, body = BODY) =>
  fetch(`${sandbox.url}/hooks/${path}`, { method: 'POST', headers, body, redirect: 'manual' });

async function list(name: string): Promise<HookView[]> {
  const answer = await fetch(`${sandbox.url}/api/hooks?name=${name}`);
  return ((await answer.json()) as { items: HookView[] }).items;
}

async function giveSecret(name: string, secret: string, site = 'same-origin'): Promise<number> {
  const init = { method: 'POST', headers: { 'sec-fetch-site': site }, redirect: 'manual' as const };
  return (await fetch(`${sandbox.url}/hooks`, { ...init, body: new URLSearchParams({ name, secret }) })).status;
}

it('keeps what is sent to any name, newest first', async () => {
  expect((await send('orders/eu', { 'x-one': '1' })).status).toBe(200);
  await fetch(`${sandbox.url}/hooks/orders/eu`, { method: 'PUT', body: 'second' });
  const [second, first] = await list('orders/eu');
  expect(second).toMatchObject({ method: 'PUT', body: 'second', event: null, answered: 200 });
  expect(first).toMatchObject({ method: 'POST', body: BODY, event: 'key.created', headers: { 'x-one': '1' } });
  expect(await list('orders')).toEqual([]);
});

it('answers as its query says', async () => {
  expect((await send('a?status=500')).status).toBe(500);
  const busy = await send('a?status=429&retry_after=7');
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '7']);
  const moved = await send('a?status=302');
  expect([moved.status, moved.headers.get('location')]).toEqual([302, '/hooks/a/redirected']);
  const startedAt = performance.now();
  await send('a?delay_ms=150');
  expect(performance.now() - startedAt).toBeGreaterThan(140);
  expect((await list('a')).map((hook) => hook.answered)).toEqual([200, 302, 429, 500]);
});

it('refuses a query it can’t follow, and keeps nothing of it', async () => {
  for (const query of ['delay=1', 'status=99', 'fail=x', 'status=500&status=501', 'retry_after=1']) {
    expect((await send(`a?${query}`)).status, query).toBe(400);
  }
  expect(await list('a')).toEqual([]);
});

it('fails the first arrivals of each webhook-id alone', async () => {
  const statuses: number[] = [];
  for (const id of ['m1', 'm1', 'm2', 'm1']) {
    statuses.push((await send('a?fail=2', { 'webhook-id': id })).status);
  }
  expect(statuses).toEqual([500, 500, 500, 200]);
  expect((await list('a')).map((hook) => hook.arrival)).toEqual([3, 1, 2, 1]);
});

it('verifies both signatures once it has the secret, of earlier arrivals too', async () => {
  const secret = newSecret();
  await send('signed', sign(secret, 'm1'));
  expect((await list('signed'))[0]?.signature).toEqual({ standard: 'unchecked', plain: 'unchecked' });
  expect(await giveSecret('signed', secret)).toBe(303);
  await send('signed', sign(newSecret(), 'm2'));
  await send('signed', { ...sign(secret, 'm3'), 'webhook-id': 'other' });
  await send('signed', sign(secret, 'm4', new Date(Date.now() - 600_000)));
  await send('signed');
  await send('signed', {
    ...sign(secret, 'm5'),
    'webhook-signature': `v1,AAAA ${sign(secret, 'm5')['webhook-signature']}`,
  });
  expect((await list('signed')).map((hook) => hook.signature)).toEqual([
    { standard: 'verified', plain: 'verified' },
    { standard: 'missing', plain: 'missing' },
    { standard: 'stale', plain: 'verified' },
    { standard: 'mismatch', plain: 'verified' },
    { standard: 'mismatch', plain: 'mismatch' },
    { standard: 'verified', plain: 'verified' },
  ]);
});

it('takes a secret from its own page alone, and only one that is one', async () => {
  expect(await giveSecret('mine', newSecret(), 'cross-site')).toBe(403);
  expect(await giveSecret('mine', 'nonsense')).toBe(400);
  expect(await giveSecret('mine', '')).toBe(303);
});

it('refuses a body that is too large', async () => {
  expect((await send('a', {}, 'x'.repeat(64 * 1024 + 1))).status).toBe(413);
  expect(await list('a')).toEqual([]);
});

it('shows what arrived without giving it any power', async () => {
  await send('shown', { 'webhook-id': '<script>' });
  await send('shown', { 'webhook-id': '<script>' });
  const page = await (await fetch(`${sandbox.url}/hooks/shown`)).text();
  expect(page).toContain('key.created');
  expect(page).toContain('repeated: 2');
  expect(page).toContain('&lt;script&gt;');
  expect(page).not.toContain('<script>');
  const [hook] = await list('shown');
  const detail = await fetch(`${sandbox.url}/hooks/shown?id=${hook?.id ?? ''}`);
  expect(detail.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await detail.text()).toContain('&quot;name&quot;: &quot;&lt;b&gt;x&lt;/b&gt;&quot;');
  expect(await (await fetch(`${sandbox.url}/hooks`)).text()).toContain('/hooks/shown');
});
