import { idFloor, newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, makeTenant, member, uuid, type Fixture } from '../../test/fixture.js';
import type { ManagementContext } from '../management-context.js';
import { getOverview } from './get-overview.use-case.js';

const NOW = new Date('2026-11-20T12:30:00Z');

let fixture: Fixture;
let context: ManagementContext;
beforeAll(async () => {
  fixture = await createFixture();
  context = { ...fixture.context, now: () => NOW };
});
afterAll(() => fixture.close());
beforeEach(async () => {
  await context.db.pool.query('TRUNCATE usage_totals, usage_days, call_records, parked_usage_events, outbox_messages');
});

async function use(tenantId: string, fields: Record<string, unknown> = {}) {
  const row = {
    tenantId,
    hour: new Date('2026-11-20T12:00:00Z'),
    applicationId: newId(),
    environment: 'live',
    model: 'small',
    currency: 'USD',
    costCurrency: 'USD',
    requests: 10,
    errors: 1,
    inputTokens: 100,
    outputTokens: 50,
    charge: '2',
    overrun: '0.1',
    cost: '0.5',
    ...fields,
  };
  await context.db.prisma.usageTotal.create({ data: row as never });
  const { hour, ...sums } = row;
  const day = new Date(hour.toISOString().slice(0, 10));
  await context.db.prisma.usageDay.create({ data: { ...sums, day } as never });
}

async function record(fields: Record<string, unknown>) {
  const id = idFloor(NOW.getTime() - 60_000).slice(0, 24) + newId().slice(24);
  const row = { id, operation: 'x', status: 200, startedAt: NOW, durationUs: 1000, detail: {}, ...fields };
  await context.db.prisma.callRecord.create({ data: row as never });
}

test('shows traffic, money and margin over time, by tenant and by model', async () => {
  const tenant = await makeTenant(context);
  const tenantId = uuid('tenant', tenant.id);
  await use(tenantId);
  await use(tenantId, { model: 'large', hour: new Date('2026-11-19T13:00:00Z'), charge: '5', cost: '6', requests: 3 });
  await use(newId(), { requests: 1, charge: '0.000000000001', cost: '0' });
  await use(tenantId, { hour: new Date('2026-11-01T13:00:00Z') });
  const overview = await getOverview(context, ADMIN, {});
  expect(overview).toMatchObject({
    range: '24h',
    bucket: 'hour',
    from: '2026-11-19T12:00:00.000Z',
    to: '2026-11-20T13:00:00.000Z',
    totals: {
      requests: 14,
      errors: 3,
      tokens: 450,
      money: [{ currency: 'USD', spend: '7.000000000001', cost: '6.5', margin: '0.500000000001', overrun: '0.3' }],
    },
  });
  expect(overview.buckets).toHaveLength(25);
  expect(
    overview.buckets.filter(({ requests }) => requests > 0).map(({ start, requests }) => [start, requests]),
  ).toEqual([
    ['2026-11-19T13:00:00.000Z', 3],
    ['2026-11-20T12:00:00.000Z', 11],
  ]);
  expect(overview.tenants[0]).toMatchObject({ tenantId: tenant.id, name: tenant.name, requests: 13 });
  expect(overview.tenants[1]).toMatchObject({ name: null, requests: 1 });
  expect(overview.models.map(({ model, money }) => [model, money[0]?.margin])).toEqual([
    ['small', '1.500000000001'],
    ['large', '-1'],
  ]);
  expect((await getOverview(context, ADMIN, { range: '30d' })).totals.requests).toBe(24);
  expect((await getOverview(context, ADMIN, { range: '1h' })).totals.requests).toBe(11);
});

test('never adds or subtracts different currencies', async () => {
  await use(newId(), { currency: 'EUR', costCurrency: 'USD', charge: '3', cost: '1' });
  await use(newId(), { currency: 'JPY', costCurrency: 'JPY', charge: '300', cost: '100', overrun: '0' });
  expect((await getOverview(context, ADMIN, {})).totals.money).toEqual([
    { currency: 'EUR', spend: '3', cost: '0', margin: null, overrun: '0.1' },
    { currency: 'JPY', spend: '300', cost: '100', margin: '200', overrun: '0' },
    { currency: 'USD', spend: '0', cost: '1', margin: null, overrun: '0' },
  ]);
});

test('measures latency and overhead on calls that were answered, and counts refusals by reason', async () => {
  for (const [durationUs, overheadUs] of [
    [1000, 100],
    [2000, 200],
    [3000, 300],
  ] as const) {
    await record({ durationUs, detail: { overheadUs } });
  }
  await record({ status: 429, errorCode: 'rate_limit_exceeded', durationUs: 90_000 });
  await record({ status: 429, errorCode: 'rate_limit_exceeded' });
  await record({ status: 401, errorCode: 'invalid_api_key' });
  const { latency, refusals } = await getOverview(context, ADMIN, { range: '1h' });
  expect(latency).toMatchObject({ sample: 3, duration: { p50: 2 }, overhead: { p50: 0.2 } });
  expect(latency.duration?.p99).toBeCloseTo(2.98, 6);
  expect(refusals).toEqual([
    { errorCode: 'rate_limit_exceeded', count: 2 },
    { errorCode: 'invalid_api_key', count: 1 },
  ]);
});

test('says what waits', async () => {
  const { prisma } = context.db;
  await prisma.parkedUsageEvent.create({ data: { id: newId(), raw: '{}', error: 'x' } });
  const createdAt = new Date('2026-11-20T12:00:00Z');
  await prisma.outboxMessage.create({ data: { id: newId(), topic: 'x', payload: {}, createdAt } });
  await prisma.outboxMessage.create({ data: { id: newId(), topic: 'x', payload: {}, relayedAt: createdAt } });
  expect(await getOverview(context, ADMIN, {})).toMatchObject({
    totals: { requests: 0, money: [] },
    latency: { sample: 0, duration: null, overhead: null },
    pending: { approvals: 0, parkedEvents: 1, outbox: { waiting: 1, oldestAt: createdAt.toISOString() } },
  });
});

test('is the platform’s alone', async () => {
  await expectRefusal(getOverview(context, member(publicId('tenant', newId())), {}), 'forbidden');
});
