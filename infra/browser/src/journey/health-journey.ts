/** An admin sees a target die, be left alone, and return; first by calls that fail, then by active checks. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PortalSystem } from '../system/portal-system.js';
import { barriers, DESKTOP, openReader, PHONE, type Reader, sidewaysOverflow, signIn } from '../system/reader.js';

/** One of two targets of a model: a server that fails, dies and comes back as it is told. */
class Fading {
  isFailing = false;
  port = 0;
  private server: Server | null = null;

  async comeBack(): Promise<void> {
    this.server = createServer((request, response) => {
      request.resume();
      response.writeHead(this.isFailing ? 503 : 200, { 'content-type': 'application/json' });
      response.end(this.isFailing ? '{"error":{"message":"not now"}}' : CHAT);
    }).listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
  }

  die(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

const CHAT = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'fading',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Here.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 7, completion_tokens: 2, total_tokens: 9 },
});

/** Long enough to be seen, short enough to be waited for. */
const EJECT_MS = 2_500;

const WAIT = { timeout: 30_000 };

/** What is sold, to whom, and who looks at it. */
interface Scene {
  readonly system: PortalSystem;
  readonly reader: Reader;
  readonly fading: Fading;
  readonly name: string;
  readonly providerId: string;
  readonly key: string;
}

/** The journey's tests; what they run on is there once they run. */
export function healthJourney(place: () => { browser: Browser; system: PortalSystem }): void {
  const name = `fading-${randomBytes(3).toString('hex')}`;
  const fading = new Fading();
  let scene: Scene;
  beforeAll(async () => {
    const { browser, system } = place();
    await fading.comeBack();
    const sold = await sellModel(system, name, fading.port);
    const reader = await openReader(browser, { baseURL: system.portalUrl, viewport: DESKTOP });
    await signIn(reader, system.demo.admin, system.portalUrl);
    scene = { system, reader, fading, name, ...sold };
  }, 60_000);
  afterAll(async () => {
    fading.die();
    await scene?.reader.context.close();
    await manage(place().system, 'PATCH', `models/${name}`, { status: 'disabled' });
  });

  test('a target that fails is ejected while another serves its calls, and returns', () => seeEjection(scene), 90_000);

  test('checks are switched on, find it dead, and find it back', () => seeChecks(scene), 90_000);
}

async function manage(
  { gatewayUrl, demo }: PortalSystem,
  ...[method, path, body]: [method: string, path: string, body: object]
): Promise<{ id: string; key: string; targets: { id: string }[] }> {
  const answer = await fetch(`${gatewayUrl}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${demo.managementKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status, await answer.clone().text()).toBeLessThan(300);
  return ((await answer.json()) as { data: { id: string; key: string; targets: { id: string }[] } }).data;
}

/** A model at the fading server first, at the sandbox else; and a key for it. */
async function sellModel(system: PortalSystem, name: string, port: number) {
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const { id: providerId } = await manage(system, 'POST', 'providers', { slug: providerOf(name), baseUrl });
  const targets = [providerOf(name), 'sandbox'].map((provider) => ({
    provider,
    upstreamModel: 'sandbox-chat',
    weight: 1,
  }));
  const model = await manage(system, 'POST', 'models', { name, targets });
  const pool = { name: 'main', strategy: 'priority', targets: model.targets.map(({ id }) => ({ target: id })) };
  const ejection = { consecutiveFailures: 3, ejectMs: EJECT_MS };
  await manage(system, 'PUT', `models/${name}/routing`, { routing: { pools: [pool], ejection } });
  const prices = [{ unit: 'request', amount: '0' }];
  await manage(system, 'POST', 'products', { slug: name, name, models: [name], approval: 'automatic' });
  await manage(system, 'POST', 'plans', { slug: name, name, product: name, currency: 'USD', prices });
  const { tenantId } = system.demo;
  const { id: applicationId } = await manage(system, 'POST', 'applications', { tenantId, name });
  await manage(system, 'POST', 'subscriptions', { applicationId, product: name, plan: name, message: '' });
  const { key } = await manage(system, 'POST', 'keys', { applicationId, name, environment: 'live' });
  return { providerId, key };
}

async function call({ system, key, name }: Scene): Promise<void> {
  const answer = await fetch(`${system.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: name, messages: [{ role: 'user', content: 'Anybody there?' }] }),
  });
  expect([answer.status, await answer.text()]).toMatchObject([200, expect.any(String)]);
}

/** Its slug is not the model's name. */
function providerOf(name: string): string {
  return `${name}-server`;
}

/** What stands beside the target on the page, loaded anew. */
async function rowOf({ reader, name }: Scene): Promise<string> {
  await reader.page.goto('/admin/routing');
  const table = reader.page.getByRole('region', { name: 'Targets', exact: true });
  return table
    .getByRole('row')
    .filter({ hasText: providerOf(name) })
    .innerText();
}

function eventOf({ reader, name }: Scene, what: string) {
  const events = reader.page.getByRole('region', { name: 'What happened' }).getByRole('row');
  return events.filter({ hasText: name }).getByText(what).first();
}

async function seeEjection(scene: Scene): Promise<void> {
  const { fading, reader } = scene;
  const row = () => rowOf(scene);
  await call(scene);
  await expect.poll(row, WAIT).toContain('Healthy');
  fading.isFailing = true;
  for (let times = 0; times < 4; times += 1) await call(scene);
  await expect.poll(row, WAIT).toContain('Ejected');
  await eventOf(scene, 'Ejected').waitFor();
  expect(await barriers(reader.page)).toEqual([]);
  await reader.page.setViewportSize(PHONE);
  expect(await sidewaysOverflow(reader.page)).toBe(0);
  await reader.page.setViewportSize(DESKTOP);
  fading.isFailing = false;
  // Without being loaded anew: the page looks again by itself.
  const isBack = async () => {
    await call(scene);
    return eventOf(scene, 'Returned').isVisible();
  };
  await expect.poll(isBack, { ...WAIT, interval: 500 }).toBe(true);
  expect(await row()).not.toContain('Ejected');
}

async function seeChecks(scene: Scene): Promise<void> {
  const { fading, reader, providerId } = scene;
  const { page } = reader;
  const row = () => rowOf(scene);
  await page.goto(`/admin/providers/${providerId}`);
  await page.getByLabel('Ask whether it lives').click();
  await page.getByLabel('Every, ms').fill('soon');
  await page.getByRole('button', { name: 'Save checks' }).click();
  await page
    .getByText(/expected number/i)
    .first()
    .waitFor();
  await page.getByLabel('Every, ms').fill('300');
  await page.getByRole('button', { name: 'Save checks' }).click();
  await page.getByText('Checks saved').waitFor();
  await expect.poll(row, WAIT).toContain('answered 200');
  fading.die();
  await expect.poll(row, WAIT).toMatch(/Unhealthy[^]*no connection/);
  await eventOf(scene, 'Checks failed').waitFor();
  await call(scene);
  await fading.comeBack();
  await expect.poll(row, WAIT).not.toContain('Unhealthy');
  await eventOf(scene, 'Checks passed').waitFor();
  expect(reader.faults).toEqual([]);
}
