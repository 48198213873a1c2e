import { newId } from '@turnpike/domain/ids';
import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { mailQueue } from '@turnpike/queues/mail.queue';
import { createProducerConnection } from '@turnpike/queues/producer-connection';
import { createQueueInspector, type QueueInspector } from '@turnpike/queues/queue-inspector';
import { testRedisUrl } from '@turnpike/testing/redis';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ManagementGateway, startManagementGateway, SYSTEM } from '../../test/management-gateway.js';

const PORTAL = 'http://127.0.0.1:3000';
const BOARD = '/api/v1/admin/bull-board';
const PASSWORD = 'correct horse battery';

let gateway: ManagementGateway;
let inspector: QueueInspector;
let adminCookie: string;
let memberCookie: string;
const mailId = newId();

beforeAll(async () => {
  const { url: redisUrl, keyPrefix: prefix } = testRedisUrl();
  inspector = createQueueInspector({ redisUrl, prefix, onError: () => undefined });
  gateway = await startManagementGateway({ portalUrl: PORTAL, queues: inspector });
  const connection = createProducerConnection(redisUrl, () => undefined);
  await vi.waitFor(() => expect(connection.status).toBe('ready'), 15_000);
  const mails = mailQueue(connection, prefix);
  await mails.enqueue(mailId, { template: 'account_exists', to: 'ada@example.com', name: 'Ada Lovelace' });
  await mails.close();
  connection.disconnect();
  const tenant = await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Acme' } });
  adminCookie = await signIn({ email: 'root@example.com', platformAdmin: true });
  memberCookie = await signIn({ email: 'owner@example.com', tenantId: tenant.data.id });
});
afterAll(async () => {
  for (const queue of await inspector.open()) await queue.obliterate({ force: true });
  await gateway.stop();
  await inspector.close();
});

async function signIn(person: { email: string; platformAdmin?: boolean; tenantId?: string }) {
  const { email } = person;
  await createUser(gateway.context, SYSTEM, {
    name: '',
    platformAdmin: false,
    role: 'owner',
    password: PASSWORD,
    ...person,
  });
  const body = { email, password: PASSWORD };
  const session = await gateway.call('POST', '/api/v1/sessions', { key: null, body });
  return (session.headers.getSetCookie()[0] as string).split(';', 1)[0] as string;
}

const as = (cookie: string | null, method: string, path: string, origin = PORTAL) =>
  fetch(`${gateway.url}${path}`, { method, headers: { ...(cookie === null ? {} : { cookie }), origin } });

describe('the queues', () => {
  it('are shown to who runs the platform', async () => {
    const { status, data } = await gateway.call('GET', '/api/v1/admin/queues');
    expect(status).toBe(200);
    expect(data.queues.map(({ name }: { name: string }) => name)).toContain('webhook-deliveries');
    const mail = data.queues.find(({ name }: { name: string }) => name === 'mail');
    expect(mail).toMatchObject({ waiting: 1, failed: 0, backlog: { count: 0, oldestAt: null } });
    expect(Date.parse(mail.oldestWaitingAt)).toBeLessThanOrEqual(Date.now());
  });

  it('have their failed jobs tried again, on record', async () => {
    const answer = await gateway.call('POST', '/api/v1/admin/queues/mail/retry-failed');
    expect([answer.status, answer.data]).toEqual([200, { retried: 0 }]);
    const entries = (await gateway.call('GET', '/api/v1/audit?action=queue.retry')).data.items;
    expect(entries).toMatchObject([{ resourceKind: 'queue', detail: { queue: 'mail', retried: 0 } }]);
  });

  it('are 404 by a name that none has, and nobody else’s', async () => {
    expect((await gateway.call('POST', '/api/v1/admin/queues/nope/retry-failed')).status).toBe(404);
    for (const [method, path] of [
      ['GET', '/api/v1/admin/queues'],
      ['POST', '/api/v1/admin/queues/mail/retry-failed'],
    ] as const) {
      expect((await as(null, method, path)).status).toBe(401);
      expect((await as(memberCookie, method, path)).status).toBe(403);
    }
    expect(
      (await as(adminCookie, 'POST', '/api/v1/admin/queues/mail/retry-failed', 'https://evil.example')).status,
    ).toBe(403);
  });
});

describe('Bull Board', () => {
  it('is for who runs the platform alone', async () => {
    for (const path of [BOARD, `${BOARD}/`, `${BOARD}/api/queues`, `${BOARD}/static/js/main.js`]) {
      expect((await as(null, 'GET', path)).status, path).toBe(401);
      expect((await as(memberCookie, 'GET', path)).status, path).toBe(403);
    }
  });

  it('shows its page, with a policy of its own and nothing from elsewhere', async () => {
    const page = await as(adminCookie, 'GET', `${BOARD}/queue/mail`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    expect(html).not.toMatch(/(src|href)="(https?:)?\/\//);
    const script = /src="(static\/js\/main[^"]+)"/.exec(html)?.[1] ?? '';
    expect(html).toContain(`<base href="${BOARD}/"`);
    const answer = await as(adminCookie, 'GET', `${BOARD}/${script}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')]);
  });

  it('shows jobs without what was written to people', async () => {
    const answer = await as(
      adminCookie,
      'GET',
      `${BOARD}/api/queues?activeQueue=mail&status=waiting&page=1&jobsPerPage=10`,
    );
    const text = await answer.text();
    expect(answer.status).toBe(200);
    const mail = JSON.parse(text).queues.find(({ name }: { name: string }) => name === 'mail');
    expect(mail.jobs).toMatchObject([
      { id: mailId, data: { template: 'account_exists', to: '[hidden]', name: '[hidden]' } },
    ]);
    expect(text).not.toMatch(/ada@example|Lovelace/);
  });

  it('changes nothing', async () => {
    for (const [method, path] of [
      ['PUT', `${BOARD}/api/queues/mail/empty`],
      ['PUT', `${BOARD}/api/queues/pause`],
      ['POST', `${BOARD}/api/queues/mail/add`],
      ['PUT', `${BOARD}/api/queues/mail/${mailId}/clean`],
    ] as const) {
      expect((await as(adminCookie, method, path)).status, path).toBe(404);
    }
    const { data } = await gateway.call('GET', '/api/v1/admin/queues');
    expect(data.queues.find(({ name }: { name: string }) => name === 'mail').waiting).toBe(1);
  });
});
