import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManagementGateway, startManagementGateway } from '../../test/management-gateway.js';

let gateway: ManagementGateway;
beforeAll(async () => {
  gateway = await startManagementGateway();
});
afterAll(() => gateway.stop());

/** Posts and expects a thing to be made. */
async function create(path: string, body: unknown) {
  const answer = await gateway.call('POST', `/api/v1/${path}`, { body });
  expect(answer.body).toMatchObject({ code: 0, message: 'ok', requestId: answer.headers.get('x-request-id') });
  expect(answer.status).toBe(201);
  return answer.data;
}

/** Posts an action and expects the thing as it is afterwards. */
async function act(path: string, body?: unknown) {
  const answer = await gateway.call('POST', `/api/v1/${path}`, body === undefined ? {} : { body });
  expect([answer.status, answer.body.code]).toEqual([200, 0]);
  return answer.data;
}

async function read(path: string) {
  const answer = await gateway.call('GET', `/api/v1/${path}`);
  expect([answer.status, answer.body.code]).toEqual([200, 0]);
  return answer.data;
}

describe('the way from a tenant to a key that works', () => {
  const made: Record<string, string> = {};

  it('makes a tenant and gives it credit', async () => {
    const tenant = await create('tenants', { name: 'Ada’s Engines' });
    expect(tenant).toMatchObject({
      slug: expect.any(String),
      status: 'active',
      billingMode: 'prepaid',
      currency: null,
    });
    expect(tenant.id).toMatch(/^ten_[0-9a-f]{32}$/);
    made.tenant = tenant.id;
    const credit = await create(`tenants/${tenant.id}/credits`, {
      amount: '12.345678901234',
      currency: 'USD',
      reason: 'welcome',
    });
    expect(credit).toMatchObject({ amount: '12.345678901234', currency: 'USD', posted: '12.345678901234' });
    const balance = await read(`tenants/${tenant.id}/balance`);
    expect(balance).toMatchObject({
      posted: '12.345678901234',
      pending: '0.25',
      held: '1',
      available: '11.095678901234',
      currency: 'USD',
    });
    const { items } = await read(`tenants/${tenant.id}/ledger`);
    expect(items.map((entry: { amount: string }) => entry.amount).sort()).toEqual([
      '-12.345678901234',
      '12.345678901234',
    ]);
    expect(await read('ledger/check')).toMatchObject({ sum: '0', drift: '0' });
  });

  it('publishes a product over a provider and a model, with a plan', async () => {
    const provider = await create('providers', {
      slug: 'sandbox', kind: 'openai-compatible', baseUrl: 'http://127.0.0.1:8090/v1', credential: 'sk-sandbox-very-secret',
    }); // prettier-ignore
    expect(provider).toMatchObject({ slug: 'sandbox', hasCredential: true });
    expect(JSON.stringify(provider)).not.toContain('sk-sandbox');
    const model = await create('models', {
      name: 'sandbox-small',
      targets: [{ provider: 'sandbox', upstreamModel: 'small', weight: 1 }],
      cost: [{ unit: 'input_token', amount: '0.000001' }],
    });
    expect(model.targets).toMatchObject([{ provider: 'sandbox', upstreamModel: 'small', weight: 1 }]);
    const product = await create('products', {
      slug: 'ai',
      name: 'AI models',
      models: ['sandbox-small'],
      approval: 'manual',
    });
    expect(product).toMatchObject({
      slug: 'ai',
      models: ['sandbox-small'],
      operations: expect.arrayContaining(['chat.completions']),
    });
    const plan = await create('plans', {
      name: 'Pay as you go', slug: 'payg', product: 'ai', currency: 'USD',
      prices: [{ unit: 'input_token', amount: '0.000002' }, { unit: 'output_token', amount: '0.000008', model: 'sandbox-small' }],
      limits: { requestsPerSecond: 50, burst: 100, concurrency: 64, quotaPerMonth: 100000 },
    }); // prettier-ignore
    expect(plan).toMatchObject({
      slug: 'payg',
      product: 'ai',
      currency: 'USD',
      limits: { requestsPerSecond: 50, burst: 100 },
    });
    expect(plan.prices).toContainEqual({ unit: 'output_token', amount: '0.000008', model: 'sandbox-small' });
    Object.assign(made, { provider: provider.id, model: model.id, product: product.id, plan: plan.id });
  });

  it('changes the catalogue: product, provider, and a new version of the plan', async () => {
    const product = await gateway.call('PATCH', '/api/v1/products/ai', {
      body: { description: 'Models for everyone' },
    });
    expect(product.data).toMatchObject({ slug: 'ai', description: 'Models for everyone', models: ['sandbox-small'] });
    const provider = await gateway.call('PATCH', `/api/v1/providers/${made.provider}`, {
      body: { name: 'The sandbox' },
    });
    expect(provider.data).toMatchObject({ name: 'The sandbox', hasCredential: true });
    const plan = await create(`plans/${made.plan}/versions`, {
      prices: [{ unit: 'input_token', amount: '0.000003' }],
      effectiveFrom: '2099-01-01T00:00:00Z',
    });
    expect(plan.versions).toHaveLength(2);
    expect(plan.version).toBe(1);
  });

  it('subscribes an application, approves it, and issues a key once', async () => {
    const application = await create('applications', { tenantId: made.tenant, name: 'CRM' });
    const subscription = await create('subscriptions', {
      applicationId: application.id,
      product: 'ai',
      plan: 'payg',
      message: 'please',
    });
    expect(subscription).toMatchObject({ status: 'pending', product: 'ai', plan: 'payg', message: 'please' });
    const approved = await act(`subscriptions/${subscription.id}/approve`, { reason: 'fine' });
    expect(approved).toMatchObject({ id: subscription.id, status: 'active', reason: 'fine' });
    expect((await act(`subscriptions/${subscription.id}/approve`)).status).toBe('active');
    const rejection = await gateway.call('POST', `/api/v1/subscriptions/${subscription.id}/reject`, {
      body: { reason: 'late' },
    });
    expect([rejection.status, rejection.body.code]).toEqual([409, 4091]);
    const key = await create('keys', { applicationId: application.id, name: 'production', environment: 'live' });
    expect(key.key).toMatch(/^tp_live_[0-9A-Za-z]{38}$/);
    Object.assign(made, { application: application.id, subscription: subscription.id, key: key.id });
    const shown = await read(`keys/${key.id}`);
    expect(shown).toMatchObject({ id: key.id, status: 'active', environment: 'live' });
    expect(JSON.stringify(shown)).not.toContain(key.key);
  });

  it('disables, enables and revokes the key, repeatably', async () => {
    expect((await act(`keys/${made.key}/disable`)).status).toBe('disabled');
    expect((await act(`keys/${made.key}/enable`, { reason: 'found it' })).status).toBe('active');
    expect((await act(`keys/${made.key}/revoke`)).status).toBe('revoked');
    expect((await act(`keys/${made.key}/revoke`)).status).toBe('revoked');
  });

  it('suspends and resumes the tenant', async () => {
    expect((await act(`tenants/${made.tenant}/suspend`, { reason: 'unpaid' })).status).toBe('suspended');
    expect((await act(`tenants/${made.tenant}/resume`)).status).toBe('active');
  });

  it.each(['tenant', 'application', 'product', 'plan', 'provider', 'model', 'subscription', 'key'])(
    'shows the %s by its id and in its list',
    async (kind) => {
      expect((await read(`${kind}s/${made[kind]}`)).id).toBe(made[kind]);
      const { items, nextCursor } = await read(`${kind}s`);
      expect(items.map((item: { id: string }) => item.id)).toContain(made[kind]);
      expect(nextCursor).toBeNull();
    },
  );

  it('leaves a trail: who, what, from where, by which request', async () => {
    const { items } = await read(`audit?tenantId=${made.tenant}`);
    const revocations = items.filter((entry: { action: string }) => entry.action === 'key.revoke');
    expect(revocations).toHaveLength(1);
    expect(revocations[0]).toMatchObject({ actorKind: 'platform_admin', ip: '127.0.0.1' });
    expect(revocations[0].requestId).toMatch(/^req_/);
  });

  it('never put a secret into the log', () => {
    expect(gateway.log()).not.toContain('sk-sandbox');
    expect(gateway.log()).not.toContain(gateway.managementKey);
  });
});

describe('lists', () => {
  it('walks pages by cursor, each thing once', async () => {
    for (let index = 0; index < 5; index++) await create('tenants', { name: `Page ${index}` });
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: { items: { id: string }[]; nextCursor: string | null } = await read(
        `tenants?limit=2${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    const all = await read('tenants?limit=200');
    expect(seen).toEqual(all.items.map(({ id }: { id: string }) => id));
    expect(new Set(seen).size).toBe(seen.length);
  });
});

describe('other ways to say it', () => {
  it.each([
    ['automatic', 'automatic'],
    ['auto', 'automatic'],
    ['none', 'automatic'],
    ['manual', 'manual'],
    ['required', 'manual'],
  ])('takes the approval %s as %s, and products of one name', async (approval, shown) => {
    expect((await create('products', { name: 'Said otherwise', approval })).approval).toBe(shown);
  });

  it('takes a provider’s short kind, targets without a weight, and a cost as list or map', async () => {
    const { slug, kind } = await create('providers', { kind: 'openai', baseUrl: 'http://127.0.0.1:8090/v1' });
    expect(kind).toBe('openai-compatible');
    const targets = [{ provider: slug, upstreamModel: 'small' }];
    const listed = await create('models', { name: 'listed', targets, cost: [{ unit: 'request', amount: '0.10' }] });
    const mapped = await create('models', { name: 'mapped', targets, cost: { request: '0.1', currency: 'USD' } });
    for (const model of [listed, mapped]) {
      expect(model.targets).toMatchObject([{ provider: slug, upstreamModel: 'small', weight: 1 }]);
      expect(model.cost).toMatchObject([{ unit: 'request', amount: '0.1', currency: 'USD' }]);
    }
  });
});

describe('duplicates and references', () => {
  it('answers 409 for a slug that is taken and 422 for a name that is not', async () => {
    await create('tenants', { name: 'Twice', slug: 'twice' });
    const again = await gateway.call('POST', '/api/v1/tenants', { body: { name: 'Twice', slug: 'twice' } });
    expect([again.status, again.body.code]).toEqual([409, 4090]);
    const unknown = await gateway.call('POST', '/api/v1/products', { body: { name: 'X', models: ['no-such-model'] } });
    expect([unknown.status, unknown.body.code]).toEqual([422, 4221]);
  });

  it('grants once for one idempotency key', async () => {
    const { id } = await create('tenants', { name: 'Idempotent' });
    const body = { amount: '5', currency: 'USD', reason: 'order', idempotencyKey: 'abc' };
    await Promise.all([1, 2, 3].map(() => gateway.call('POST', `/api/v1/tenants/${id}/credits`, { body })));
    expect((await read(`tenants/${id}/balance`)).posted).toBe('5');
  });
});
