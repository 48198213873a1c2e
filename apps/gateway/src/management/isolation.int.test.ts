import { createUser } from '@turnpike/management/identity/create-user.use-case';
import { newId, parseId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManagementGateway, startManagementGateway, SYSTEM } from '../../test/management-gateway.js';

const PORTAL = 'http://127.0.0.1:3000';

/** A catalogue of models as an import takes it. */
const CATALOGUE_FILE = {
  version: '1',
  entries: [
    {
      vendor: 'acme', model: 'm', name: 'M', contextTokens: null, maxOutputTokens: null, inputModalities: ['text'], outputModalities: ['text'],
      capabilities: [], prices: null, currency: 'USD', asOf: '2026-01-01', source: 'https://acme.example',
    },
  ],
}; // prettier-ignore

let gateway: ManagementGateway;
/** Things of the tenant the member belongs to, and of another. */
const own: Record<string, string> = {};
const foreign: Record<string, string> = {};
let cookie: string;
let paths: Record<string, Record<string, unknown>>;

beforeAll(async () => {
  gateway = await startManagementGateway({ portalUrl: PORTAL });
  await create('products', { slug: 'ai', name: 'AI', models: [], approval: 'manual' });
  await create('plans', {
    slug: 'payg',
    name: 'P',
    product: 'ai',
    currency: 'USD',
    prices: [{ unit: 'request', amount: '1' }],
  });
  for (const [things, name] of [
    [own, 'Own'],
    [foreign, 'Foreign'],
  ] as const) {
    things.tenants = await create('tenants', { name });
    things.applications = await create('applications', { tenantId: things.tenants, name: 'app' });
    things.subscriptions = await create('subscriptions', {
      applicationId: things.applications,
      product: 'ai',
      plan: 'payg',
    });
    const overridden = `/api/v1/subscriptions/${things.subscriptions}/limit-override`;
    await gateway.call('PUT', overridden, { body: { limits: [], reason: 'test' } });
    things.keys = await create('keys', { applicationId: things.applications, name: 'key' });
    things.payments = await makePayment(things.tenants);
    things.invitations = await create(`tenants/${things.tenants}/invitations`, { email: `${name}@example.com` });
    things.roles = await create(`tenants/${things.tenants}/roles`, BODIES.roles);
    things['access-policies'] = await create(`tenants/${things.tenants}/access-policies`, BODIES['access-policies']);
    things.calls = await recordCall(things.tenants, things.applications);
    things.jobs = await makeJob(things.tenants, things.applications);
    const endpoint = { tenantId: things.tenants, url: 'https://hooks.example.com' };
    things['webhook-endpoints'] = await create('webhook-endpoints', endpoint);
    things['security-events'] = await makeSecurityEvent(things.tenants, things.keys);
    things['webhook-deliveries'] = await makeDelivery(things.tenants, things['webhook-endpoints']);
    const client = { applicationId: things.applications, name: 'c', grantTypes: ['client_credentials'], scopes: ['*'] };
    things['oauth-clients'] = await create('oauth-clients', client);
    things['oauth-grants'] = await makeGrant(things.tenants, things.applications, things['oauth-clients']);
    things['token-issuers'] = await create('token-issuers', issuerOf(things.tenants, things.applications));
    things['signing-secrets'] = await create('signing-secrets', { applicationId: things.applications });
  }
  const person = { email: 'owner@example.com', password: 'correct horse battery', name: '', platformAdmin: false };
  await createUser(gateway.context, SYSTEM, { ...person, tenantId: own.tenants, role: 'owner' });
  const { email, password } = person;
  const session = await gateway.call('POST', '/api/v1/sessions', { key: null, body: { email, password } });
  cookie = (session.headers.getSetCookie()[0] as string).split(';', 1)[0] as string;
  paths = (await gateway.call('GET', '/openapi.json')).body.paths;
});
afterAll(() => gateway.stop());

async function create(path: string, body: unknown): Promise<string> {
  const answer = await gateway.call('POST', `/api/v1/${path}`, { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return answer.data.id;
}

const issuerOf = (tenantId: string | undefined, defaultApplicationId: string | undefined) => ({
  ...{ tenantId, defaultApplicationId, name: 'i', audience: 'us' },
  issuer: 'https://id.example',
});

/** What somebody allowed a client, as the consent page leaves it. */
async function makeGrant(tenant: string, application: string, client: string): Promise<string> {
  const id = newId();
  const where = { tenantId: parseId('tenant', tenant) ?? '', applicationId: parseId('application', application) ?? '' };
  const who = { clientId: parseId('oauthClient', client) ?? '', userId: newId() };
  await gateway.db.prisma.oAuthGrant.create({ data: { id, ...where, ...who, scopes: ['*'] } });
  return publicId('oauthGrant', id);
}

/** A payment that waits, as its start leaves it. */
async function makePayment(tenantId: string): Promise<string> {
  const id = newId();
  await gateway.db.prisma.payment.create({
    data: { id, tenantId: parseId('tenant', tenantId) ?? '', provider: 'stripe', currency: 'USD', amount: '10' },
  });
  return publicId('payment', id);
}

/** An event about a key, as the worker writes it. */
async function makeSecurityEvent(tenant: string, key: string): Promise<string> {
  const [id, keyId, tenantId] = [newId(), parseId('key', key) ?? '', parseId('tenant', tenant) ?? ''];
  const evidence = { minute: '2026-09-18T10:00:00.000Z', calls: 50, usualPerMinute: 5, highestPerMinute: 6 };
  await gateway.db.prisma.securityEvent.create({ data: { id, tenantId, keyId, kind: 'unusual_rate', evidence } });
  return publicId('securityEvent', id);
}

/** A delivery that waits, as the worker makes it. */
async function makeDelivery(tenant: string, endpoint: string): Promise<string> {
  const [id, eventId, tenantId] = [newId(), newId(), parseId('tenant', tenant) ?? ''];
  const url = 'https://hooks.example.com';
  await gateway.db.prisma.webhookEvent.create({ data: { id: eventId, tenantId, type: 'key.created', body: '{}' } });
  await gateway.db.prisma.webhookDelivery.create({
    data: { id, tenantId, eventId, endpointId: parseId('webhook', endpoint), url },
  });
  return publicId('delivery', id);
}

/** A job that waits, as the request path makes it. */
async function makeJob(tenant: string, application: string): Promise<string> {
  const id = newId();
  const owner = { tenantId: parseId('tenant', tenant) ?? '', applicationId: parseId('application', application) ?? '' };
  const call = { operation: 'embeddings', model: 'm', body: Buffer.from('{}'), requestId: newId() };
  await gateway.db.prisma.job.create({ data: { id, ...owner, apiKeyId: newId(), environment: 'live', ...call } });
  return publicId('job', id);
}

/** A refused call's record, as the worker writes it. */
async function recordCall(tenantId: string, applicationId: string): Promise<string> {
  const id = newId();
  const bare = (text: string) => text.replace(/^\w+_(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  await gateway.db.prisma.callRecord.create({
    data: {
      id, tenantId: bare(tenantId), applicationId: bare(applicationId), operation: 'chat.completions', model: 'm', status: 429,
      errorCode: 'rate_limit_exceeded', startedAt: new Date(), durationUs: 1200n,
      detail: { method: 'POST', path: '/v1/chat/completions', clientRequestId: null, traceId: '0', userAgent: null, address: null,
        stream: false, endReason: null, clientGone: null, stagesUs: {}, attempts: [], bytesIn: 1, bytesOut: 1, firstByteUs: null,
        overheadUs: null, droppedHints: [] },
    },
  }); // prettier-ignore
  return publicId('request', id);
}

const asMember = (method: string, path: string, body?: unknown) =>
  gateway.call(method, path, {
    key: null,
    headers: { cookie, origin: PORTAL },
    ...(body === undefined ? {} : { body }),
  });

const DENY_NOTHING = {
  realm: 'call',
  effect: 'deny',
  conditions: [{ attribute: 'path', operator: 'equals', value: '/nowhere' }],
};

const SOMEBODY = publicId('user', newId());

/** Bodies of the routes that need one. */
const BODIES: Record<string, unknown> = {
  credits: { amount: '1', currency: 'USD', reason: 'test' },
  approve: { plan: 'payg', reason: 'fine' },
  reject: { plan: 'payg', reason: 'not now' },
  'plan-switch': { plan: 'payg' },
  'low-balance': { lowBalance: '1' },
  residency: { regions: ['eu'] },
  'allow-list': { addresses: [] },
  'key-policy': { maxKeyDays: 90 },
  limits: { limits: [] },
  'limit-override': { limits: [], reason: 'test' },
  weight: { weight: 2 },
  factors: { auth: null },
  invitations: { email: 'invited@example.com' },
  roles: { name: 'x', permissions: [] },
  'access-policies': { name: 'x', rule: DENY_NOTHING },
  'access-policy-previews': { rule: DENY_NOTHING },
  'access-simulations': { realm: 'manage', role: 'viewer', action: 'key:read' },
  '{userId}': { role: 'viewer' },
  '{id}': { name: 'Other' },
};

/** Every documented route under a thing of a tenant, with that thing's id filled in. */
function routesOf(things: Record<string, string>): { route: string; method: string; path: string; body: unknown }[] {
  return Object.entries(paths).flatMap(([path, item]) => {
    const kind = /^\/api\/v1\/([\w-]+)\/\{\w+\}/.exec(path)?.[1];
    const id = kind === undefined ? undefined : things[kind];
    if (id === undefined) return [];
    const filled = path.replace(/\{\w+\}/, id).replace('{userId}', SOMEBODY);
    const bodyOf = (method: string) => (method === 'get' ? undefined : BODIES[path.split('/').at(-1) as string]);
    return Object.keys(item).map((method) => ({
      route: `${method} ${path}`,
      method: method.toUpperCase(),
      path: filled,
      body: bodyOf(method),
    }));
  });
}

describe('a member', () => {
  it('gets 404 for another tenant’s thing on every route that takes an id', async () => {
    const routes = routesOf(foreign);
    expect(routes.map(({ route }) => route)).toEqual(
      expect.arrayContaining(['get /api/v1/calls/{requestId}', 'post /api/v1/keys/{id}/revoke']),
    );
    expect(routes.length).toBeGreaterThanOrEqual(14);
    for (const { route, method, path, body } of routes) {
      const answer = await asMember(method, path, body);
      expect([route, answer.status, answer.body.code]).toEqual([route, 404, 4040]);
      expect(answer.body.message).toBe('There is nothing here, or nothing that you may see.');
    }
  });

  it('gets the same 404 for a thing that does not exist', async () => {
    const missing = Object.fromEntries(
      Object.entries(foreign).map(([kind, id]) => [kind, id.replace(/_.*/, `_${'0'.repeat(32)}`)]),
    );
    for (const { route, method, path, body } of routesOf(missing)) {
      const answer = await asMember(method, path, body);
      expect([route, answer.status, answer.body.message]).toEqual([
        route,
        404,
        'There is nothing here, or nothing that you may see.',
      ]);
    }
  });

  it('left the other tenant’s things as they were', async () => {
    expect((await gateway.call('GET', `/api/v1/keys/${foreign.keys}`)).data.status).toBe('active');
    expect((await gateway.call('GET', `/api/v1/subscriptions/${foreign.subscriptions}`)).data.status).toBe('pending');
    expect((await gateway.call('GET', `/api/v1/jobs/${foreign.jobs}`)).data.state).toBe('queued');
    expect((await gateway.call('GET', `/api/v1/tenants/${foreign.tenants}`)).data.status).toBe('active');
    expect((await gateway.call('GET', `/api/v1/tenants/${foreign.tenants}/balance`)).data.posted).toBe('0');
  });

  it('reads its own things by the same routes', async () => {
    for (const { route, method, path } of routesOf(own).filter(({ method }) => method === 'GET')) {
      expect([route, (await asMember(method, path)).status]).toEqual([route, 200]);
    }
  });

  it.each([
    'tenants',
    'applications',
    'subscriptions',
    'keys',
    'calls',
    'jobs',
    'payments',
    'webhook-endpoints',
    'webhook-deliveries',
    'signing-secrets',
    'oauth-clients',
    'token-issuers',
  ])('finds only its own in the list of %s', async (kind) => {
    const { data } = await asMember('GET', `/api/v1/${kind}`);
    expect(data.items.map((item: { id: string }) => item.id)).toEqual([own[kind]]);
  });

  it.each([
    ['applications', 'tenantId', 'tenants'],
    ['keys', 'tenantId', 'tenants'],
    ['keys', 'applicationId', 'applications'],
    ['subscriptions', 'tenantId', 'tenants'],
    ['subscriptions', 'applicationId', 'applications'],
    ['calls', 'tenantId', 'tenants'],
    ['calls', 'applicationId', 'applications'],
    ['calls', 'keyId', 'keys'],
    ['jobs', 'tenantId', 'tenants'],
    ['jobs', 'applicationId', 'applications'],
    ['audit', 'tenantId', 'tenants'],
    ['payments', 'tenantId', 'tenants'],
    ['webhook-endpoints', 'tenantId', 'tenants'],
    ['webhook-deliveries', 'tenantId', 'tenants'],
    ['webhook-deliveries', 'endpointId', 'webhook-endpoints'],
    ['signing-secrets', 'tenantId', 'tenants'],
    ['signing-secrets', 'applicationId', 'applications'],
    ['oauth-clients', 'tenantId', 'tenants'],
    ['oauth-clients', 'applicationId', 'applications'],
    ['oauth-grants', 'tenantId', 'tenants'],
    ['token-issuers', 'tenantId', 'tenants'],
    ['limit-overrides', 'tenantId', 'tenants'],
    ['limit-overrides', 'applicationId', 'applications'],
  ])('can not list %s by a foreign %s', async (list, filter, kind) => {
    expect((await asMember('GET', `/api/v1/${list}?${filter}=${foreign[kind]}`)).status).toBe(404);
    expect((await asMember('GET', `/api/v1/${list}?${filter}=${own[kind]}`)).status).toBe(200);
  });

  it('can not make anything in another tenant', async () => {
    const application = await asMember('POST', '/api/v1/applications', { tenantId: foreign.tenants, name: 'x' });
    const key = await asMember('POST', '/api/v1/keys', { applicationId: foreign.applications });
    const body = { applicationId: foreign.applications, product: 'ai', plan: 'payg' };
    const subscription = await asMember('POST', '/api/v1/subscriptions', body);
    const playground = await asMember('POST', '/api/v1/playground-keys', { applicationId: foreign.applications });
    const endpoint = { tenantId: foreign.tenants, url: 'https://hooks.example.com' };
    const webhook = await asMember('POST', '/api/v1/webhook-endpoints', endpoint);
    const signing = await asMember('POST', '/api/v1/signing-secrets', { applicationId: foreign.applications });
    const clientBody = {
      applicationId: foreign.applications,
      name: 'c',
      grantTypes: ['client_credentials'],
      scopes: ['*'],
    };
    const client = await asMember('POST', '/api/v1/oauth-clients', clientBody);
    const issuer = await asMember('POST', '/api/v1/token-issuers', issuerOf(foreign.tenants, foreign.applications));
    const answers = [application, key, subscription, playground, webhook, signing, client, issuer];
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(404));
  });

  it.each([
    ['POST', 'tenants', { name: 'x' }],
    ['POST', 'products', { name: 'x' }],
    ['PATCH', 'products/ai', { name: 'x' }],
    ['POST', 'plans', { name: 'x', product: 'ai', prices: [{ unit: 'request', amount: '1' }] }],
    ['GET', 'providers', undefined],
    ['POST', 'providers', { slug: 'x', baseUrl: 'http://x.example' }],
    ['GET', 'vendors', undefined],
    ['GET', 'model-catalogue', undefined],
    ['GET', 'model-catalogue/entries', undefined],
    ['GET', 'model-catalogue/entries/openai~gpt-4o', undefined],
    ['PATCH', 'model-catalogue/entries/openai~gpt-4o', {}],
    ['POST', 'model-catalogue/entries/openai~gpt-4o/restore', undefined],
    ['GET', 'model-catalogue/entries/openai~gpt-4o/draft', undefined],
    ['GET', 'model-catalogue/versions', undefined],
    ['POST', 'model-catalogue/preview', CATALOGUE_FILE],
    ['POST', 'model-catalogue/apply', { file: CATALOGUE_FILE, digest: '0'.repeat(64) }],
    ['GET', 'models', undefined],
    ['POST', 'models', { name: 'x' }],
    ['POST', 'users', { email: 'x@example.com', password: 'long enough password', platformAdmin: true }],
    ['DELETE', 'products/ai', undefined],
    ['POST', 'products/ai/versions', {}],
    ['GET', 'products/ai/factors', undefined],
    ['PUT', 'products/ai/factors', { auth: null }],
    ['PATCH', 'products/ai/versions/v1', {}],
    ['PATCH', 'plans/payg', { name: 'x' }],
    ['DELETE', 'plans/payg/versions/1', undefined],
    ['POST', 'providers/sandbox/test', undefined],
    ['GET', 'providers/sandbox/credentials', undefined],
    ['POST', 'providers/sandbox/credentials', { name: 'x', credential: 'sk-x' }],
    ['PATCH', 'providers/sandbox/credentials/crd_x', { name: 'x' }],
    ['DELETE', 'providers/sandbox/credentials/crd_x', undefined],
    ['POST', 'providers/sandbox/credentials/crd_x/test', undefined],
    ['GET', 'providers/sandbox/instances', undefined],
    ['GET', 'providers/sandbox/registration-tokens', undefined],
    ['POST', 'providers/sandbox/registration-tokens', { name: 'x' }],
    ['DELETE', 'providers/sandbox/registration-tokens/rgt_x', undefined],
    ['GET', 'encryption-keys', undefined],
    ['PATCH', 'models/m', {}],
    ['POST', 'models/m/targets', { provider: 'p', upstreamModel: 'm' }],
    ['PATCH', 'models/m/targets/t', {}],
    ['PUT', 'models/m/routing', { routing: null }],
    ['POST', 'routing/simulations', { model: 'm' }],
    ['GET', 'routing/health', undefined],
    ['GET', 'routing/shadow-comparisons', undefined],
    ['GET', 'routing/shadow-comparisons/summary', undefined],
    ['POST', 'models/m/targets/t/costs', { cost: { request: '1' } }],
    ['POST', 'models/m/costs', { cost: { request: '1' } }],
    ['POST', 'models/m/test', {}],
    ['GET', 'margins?model=m', undefined],
    ['GET', 'users', undefined],
    ['GET', 'users/usr_x', undefined],
    ['POST', 'users/usr_x/password', { password: 'long enough password' }],
    ['POST', 'users/usr_x/disable', undefined],
    ['POST', 'users/usr_x/enable', undefined],
    ['GET', 'management-keys', undefined],
    ['POST', 'management-keys', { name: 'x' }],
    ['GET', 'ledger/check', undefined],
    ['GET', 'platform/tenants', undefined],
    ['GET', 'access-policies', undefined],
    ['POST', 'access-policies', { name: 'x', rule: DENY_NOTHING }],
    ['GET', 'approvals', undefined],
    ['GET', 'overview', undefined],
  ])('may not %s %s, which is the platform’s', async (method, path, body) => {
    const answer = await asMember(method, `/api/v1/${path}`, body);
    expect([answer.status, answer.body.code]).toEqual([403, 4030]);
  });

  it('may not grant itself credit, nor approve itself, nor undo a suspension', async () => {
    const credit = await asMember('POST', `/api/v1/tenants/${own.tenants}/credits`, BODIES.credits);
    const approval = await asMember('POST', `/api/v1/subscriptions/${own.subscriptions}/approve`);
    const resumption = await asMember('POST', `/api/v1/tenants/${own.tenants}/resume`);
    expect([credit.status, approval.status, resumption.status]).toEqual([403, 403, 403]);
  });
});
