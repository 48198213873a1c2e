import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  createFixture,
  expectRefusal,
  makeApplication,
  makeTenant,
  member,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { createKey } from '../keys/create-key.use-case.js';
import type { ManagementContext } from '../management-context.js';
import { getUsage } from './get-usage.use-case.js';

const NOW = new Date('2026-11-20T12:30:00Z');

let fixture: Fixture;
let context: ManagementContext;
beforeAll(async () => {
  fixture = await createFixture();
  context = { ...fixture.context, now: () => NOW };
});
afterAll(() => fixture.close());

interface Used {
  at: string;
  application: string;
  key?: string;
  model?: string;
  environment?: string;
  requests?: number;
  charge: string;
}

/** Adds to all tables of sums, as the worker does. */
async function use(tenantId: string, { at, application, key = newId(), ...rest }: Used) {
  const { model = 'small', environment = 'live', requests = 1, charge } = rest;
  const bare = { tenantId: uuid('tenant', tenantId), applicationId: uuid('application', application), environment };
  const sums = {
    requests, errors: 0, inputTokens: requests * 10, outputTokens: requests * 20, cacheWriteTokens: requests, audioInputTokens: requests * 2,
    imageInputTokens: requests * 3, audioOutputTokens: requests * 4, imageOutputTokens: requests * 5, images: requests * 6,
    characters: requests * 7, searches: requests * 8, seconds: requests * 0.5, charge,
  }; // prettier-ignore
  const hour = new Date(at.slice(0, 13) + ':00:00Z');
  const day = new Date(at.slice(0, 10));
  const { prisma } = context.db;
  await prisma.usageTotal.create({
    data: { ...bare, ...sums, hour, model, currency: 'USD', costCurrency: 'USD' },
  });
  await prisma.usageDay.upsert({
    where: {
      tenantId_day_applicationId_environment_model_currency_costCurrency: {
        ...{ ...bare, day, model, currency: 'USD', costCurrency: 'USD' },
      },
    },
    create: { ...bare, ...sums, day, model, currency: 'USD', costCurrency: 'USD' },
    update: { requests: { increment: requests }, charge: { increment: charge } },
  });
  await prisma.usageRollup.create({
    data: { ...bare, ...sums, hour, model, currency: 'USD', apiKeyId: key, operation: 'chat.completions' },
  });
  await prisma.usageKeyDay.create({ data: { ...bare, ...sums, day, currency: 'USD', apiKeyId: key } });
}

async function scene() {
  const tenant = await makeTenant(context, { currency: 'USD' });
  const application = await makeApplication(context, tenant.id);
  return { tenantId: tenant.id, application, owner: member(tenant.id) };
}

test('sums a range, its buckets and the range before', async () => {
  const { tenantId, application, owner } = await scene();
  await use(tenantId, { at: '2026-11-18T10', application: application.id, charge: '0.5', requests: 5 });
  await use(tenantId, { at: '2026-11-20T10', application: application.id, charge: '0.000000000001', requests: 2 });
  await use(tenantId, { at: '2026-11-20T12', application: application.id, charge: '1.2', requests: 3 });
  const usage = await getUsage(context, owner, { tenantId, from: '2026-11-19T12:30:00Z', to: NOW.toISOString() });
  expect(usage).toMatchObject({
    currency: 'USD',
    bucket: 'hour',
    from: '2026-11-19T12:00:00.000Z',
    to: '2026-11-20T13:00:00.000Z',
    totals: {
      requests: 5,
      charge: '1.200000000001',
      tokens: {
        input: 50, cachedInput: 0, cacheWrite: 5, audioInput: 10, imageInput: 15, output: 100, reasoning: 0, audioOutput: 20, imageOutput: 25,
      }, // prettier-ignore
      images: 30,
      characters: 35,
      searches: 40,
      seconds: '2.5',
    },
    previous: { from: '2026-11-18T11:00:00.000Z', totals: { requests: 0, charge: '0' } },
    asOf: NOW.toISOString(),
    dataUntil: null,
  });
  expect(usage.buckets).toHaveLength(25);
  const used = usage.buckets.filter(({ figures }) => figures.requests > 0);
  expect(used.map(({ start, figures }) => [start, figures.charge])).toEqual([
    ['2026-11-20T10:00:00.000Z', '0.000000000001'],
    ['2026-11-20T12:00:00.000Z', '1.2'],
  ]);
  const week = await getUsage(context, owner, { tenantId, from: '2026-11-19', to: '2026-11-21', bucket: 'day' });
  expect(week.previous.totals).toMatchObject({ requests: 5, charge: '0.5' });
});

test.each(['model', 'application', 'environment', 'key'] as const)('divides by %s', async (groupBy) => {
  const { tenantId, application, owner } = await scene();
  const other = await makeApplication(context, tenantId);
  const [one, two] = await Promise.all(
    [application, other].map(({ id }) =>
      createKey(context, ADMIN, { applicationId: id, name: `key of ${id}`, environment: 'live' }),
    ),
  );
  const at = '2026-11-20T10';
  await use(tenantId, { at, application: application.id, key: uuid('key', one?.id ?? ''), charge: '1' });
  const second = { application: other.id, key: uuid('key', two?.id ?? ''), model: 'large', environment: 'test' };
  await use(tenantId, { at, ...second, charge: '3' });
  const keys = {
    model: ['large', 'small'],
    application: [other.id, application.id],
    environment: ['test', 'live'],
    key: [two?.id, one?.id],
  };
  for (const from of ['2026-11-20T00:00:00Z', '2026-11-13']) {
    const usage = await getUsage(context, owner, { tenantId, groupBy, from, to: NOW.toISOString() });
    expect(usage.groups.map(({ key, figures }) => [key, figures.charge])).toEqual([
      [keys[groupBy][0], '3'],
      [keys[groupBy][1], '1'],
    ]);
    expect(usage.rows.map(({ label }) => label)).not.toContain(null);
    const values = usage.buckets.find(({ figures }) => figures.requests > 0)?.values;
    expect(values?.map(({ charge }) => charge)).toEqual(['3', '1']);
  }
});

test('what was called by an OAuth client goes by its id and name, by which its calls are found', async () => {
  const { tenantId, application, owner } = await scene();
  const client = newId();
  await context.db.prisma.oAuthClient.create({
    data: {
      id: client,
      tenantId: uuid('tenant', tenantId),
      applicationId: uuid('application', application.id),
      name: 'Nightly run',
      kind: 'confidential',
      environment: 'live',
      authMethod: 'client_secret_basic',
    },
  });
  await use(tenantId, { at: '2026-11-20T10', application: application.id, key: client, charge: '1' });
  const asked = { tenantId, groupBy: 'key', from: '2026-11-13', to: NOW.toISOString() } as const;
  const { groups } = await getUsage(context, owner, asked);
  expect(groups).toMatchObject([{ key: publicId('oauthClient', client), label: 'Nightly run' }]);
});

test.each(['2026-11-20T00:00:00Z', '2026-11-10'])(
  'many keys since %s: the dearest eight, and what is left adds up',
  async (from) => {
    const { tenantId, application, owner } = await scene();
    for (let index = 1; index <= 12; index++) {
      await use(tenantId, {
        at: '2026-11-20T10',
        application: application.id,
        charge: `0.0${index}`,
        model: `m${index}`,
      });
    }
    const usage = await getUsage(context, owner, { tenantId, groupBy: 'key', from, to: NOW.toISOString() });
    expect(usage.rowCount).toBe(12);
    expect(usage.rows).toHaveLength(12);
    expect(usage.groups).toHaveLength(9);
    expect(usage.groups.at(-1)).toMatchObject({ key: null, figures: { requests: 4 } });
    expect(usage.totals).toMatchObject({ requests: 12 });
    const bucket = usage.buckets.find(({ figures }) => figures.requests > 0);
    expect(bucket?.figures.requests).toBe(12);
    expect(bucket?.values.reduce((sum, { requests }) => sum + requests, 0)).toBe(12);
  },
);

test('is narrowed by environment, application, model and key', async () => {
  const { tenantId, application, owner } = await scene();
  const other = await makeApplication(context, tenantId);
  const key = await createKey(context, ADMIN, { applicationId: other.id, name: 'k', environment: 'test' });
  const at = '2026-11-20T10';
  await use(tenantId, { at, application: application.id, charge: '1' });
  const second = { application: other.id, key: uuid('key', key.id), model: 'large', environment: 'test' };
  await use(tenantId, { at, ...second, charge: '0', requests: 7 });
  for (const filter of [
    { environment: 'test' as const },
    { applicationId: other.id },
    { model: 'large' },
    { keyId: key.id },
    { keyId: key.id, model: 'large', groupBy: 'model' as const },
  ]) {
    const { totals } = await getUsage(context, owner, { tenantId, ...filter });
    expect(totals.requests).toBe(7);
  }
});

test('forecasts the month from the last week', async () => {
  const { tenantId, application, owner } = await scene();
  await use(tenantId, { at: '2026-11-02T10', application: application.id, charge: '100' });
  // 180.5 hours since the 13th began: 0.5 USD an hour.
  await use(tenantId, { at: '2026-11-13T12', application: application.id, charge: '45.125' });
  await use(tenantId, { at: '2026-11-20T11', application: application.id, charge: '45.125' });
  const { forecast } = await getUsage(context, owner, { tenantId });
  // 251.5 hours are left of November.
  expect(forecast).toMatchObject({ method: 'trailing_week', spent: '190.25', expected: '316' });
  const idle = await scene();
  expect((await getUsage(context, idle.owner, { tenantId: idle.tenantId })).forecast).toMatchObject({
    spent: '0',
    expected: '0',
  });
});

test('says until when events are counted', async () => {
  const { tenantId, application, owner } = await scene();
  const id = newId();
  const bare = { tenantId: uuid('tenant', tenantId), applicationId: uuid('application', application.id) };
  await context.db.pool.query(
    `INSERT INTO usage_events (id, request_id, kind, tenant_id, application_id, api_key_id, environment, operation, model,
       stream, status, end_reason, usage_source, currency, charge, parts, attempts, started_at, ended_at, recorded_at)
     VALUES ($1, $1, 'usage', $2, $3, $1, 'live', 'x', 'm', false, 200, 'complete', 'provider', 'USD', 1, '[]', 1,
       now(), now(), '2026-11-20T12:29:58Z')`,
    [id, bare.tenantId, bare.applicationId],
  );
  expect((await getUsage(context, owner, { tenantId })).dataUntil).toBe('2026-11-20T12:29:58.000Z');
});

test('refuses what it can not answer, and what is not the asker’s', async () => {
  const { tenantId, owner } = await scene();
  const ask = (input: object) => getUsage(context, owner, { tenantId, ...input });
  await expectRefusal(ask({ from: '2026-11-20', to: '2026-11-19' }), 'validation_failed');
  await expectRefusal(ask({ from: '2026-01-01', to: '2026-11-20', bucket: 'hour' }), 'validation_failed');
  await expectRefusal(ask({ from: '2026-11-01', groupBy: 'key', model: 'm' }), 'validation_failed');
  await expectRefusal(ask({ from: '2026-11-10', groupBy: 'key', bucket: 'hour' }), 'validation_failed');
  const foreign = await scene();
  await expectRefusal(ask({ applicationId: foreign.application.id }), 'not_found');
  await expectRefusal(getUsage(context, ADMIN, { tenantId: publicId('tenant', newId()) }), 'not_found');
  const application = { tenantId: uuid('tenant', tenantId), applicationId: newId(), apiKeyId: newId() };
  await expectRefusal(
    getUsage(context, { kind: 'application', ...application, ip: null, requestId: null }, { tenantId }),
    'forbidden',
  );
});
