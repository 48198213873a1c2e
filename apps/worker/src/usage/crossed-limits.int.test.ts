/** What a tenant is told of its balance, its quotas and its budgets: once per crossing, and not again when a batch is repeated. */
import { newId, publicId } from '@turnpike/domain/ids';
import { limitScope } from '@turnpike/domain/limit-scope';
import { dayPeriod, monthPeriod } from '@turnpike/domain/period';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlan } from '../../test/catalogue.js';
import { createFixture, createTenant, type Fixture, grant, reapedEventOf, usageEvent } from '../../test/fixture.js';
import { createMember } from '../../test/webhooks.js';
import { ingestBatch } from './ingest-batch.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

type Event = ReturnType<typeof usageEvent>;

const ingest = (tenantId: string, events: readonly Event[]) =>
  ingestBatch(
    fixture.pool,
    tenantId,
    events.map((event) => ({ event, pending: { tenantId, eventId: event.id, overrun: 0n, json: '' } })),
  );

const spend = (tenantId: string, charge: string) => ingest(tenantId, [usageEvent(tenantId, { charge, quotas: [] })]);

async function told(tenantId: string) {
  const { rows } = await fixture.pool.query<{ type: string; data: object }>(
    `SELECT payload->>'type' AS type, payload->'data' AS data FROM outbox_messages
     WHERE topic = 'event.occurred' AND payload->>'tenantId' = $1 ORDER BY id`,
    [tenantId],
  );
  return rows;
}

async function notices(tenantId: string) {
  const sql = 'SELECT user_id AS "userId", kind, data FROM notices WHERE tenant_id = $1 ORDER BY id';
  return (await fixture.pool.query<{ userId: string; kind: string; data: object }>(sql, [tenantId])).rows;
}

/** What mail was asked for, to people of the tenant. */
async function mails(tenantId: string) {
  const { rows } = await fixture.pool.query<{ payload: object }>(
    `SELECT o.payload FROM outbox_messages o JOIN users u ON u.email = o.payload->>'to'
     JOIN memberships m ON m.user_id = u.id
     WHERE o.topic = 'mail.requested' AND m.tenant_id = $1 ORDER BY o.id`,
    [tenantId],
  );
  return rows.map(({ payload }) => payload);
}

async function tenantWith(grants: string, lowBalance: string | null) {
  const tenantId = await createTenant(fixture.pool, { grants: [grants] });
  await fixture.pool.query('UPDATE tenants SET low_balance = $2 WHERE id = $1', [tenantId, lowBalance]);
  return tenantId;
}

test('a balance that falls below the threshold is told once, and again after it has risen', async () => {
  const tenantId = await tenantWith('10', '5');
  const payer = await createMember(fixture, tenantId, 'billing');
  await createMember(fixture, tenantId, 'developer');
  await spend(tenantId, '5');
  expect(await told(tenantId), 'at the threshold is not below it').toEqual([]);
  await spend(tenantId, '0.000000000001');
  const data = { balance: '4.999999999999', threshold: '5', currency: 'USD' };
  expect(await told(tenantId)).toEqual([{ type: 'balance.low', data }]);
  expect(await notices(tenantId)).toEqual([{ userId: payer, kind: 'balance.low', data }]);
  await spend(tenantId, '1');
  expect(await told(tenantId)).toHaveLength(1);
  await grant(fixture.pool, tenantId, '6');
  await spend(tenantId, '6');
  expect(await told(tenantId)).toHaveLength(2);
});

test('a batch that is repeated tells nothing, and neither does a threshold that nobody set', async () => {
  const [warned, unwarned] = [await tenantWith('10', '9'), await tenantWith('10', null)];
  for (const tenantId of [warned, unwarned]) {
    const events = [usageEvent(tenantId, { charge: '2', quotas: [] })];
    await ingest(tenantId, events);
    await ingest(tenantId, events);
  }
  expect(await told(warned)).toHaveLength(1);
  expect(await told(unwarned)).toEqual([]);
});

test('a batch that does not commit tells nobody', async () => {
  const tenantId = await tenantWith('10', '9');
  const events = [usageEvent(tenantId, { charge: '2', quotas: [] }), usageEvent(tenantId, { currency: 'EUR' })];
  await expect(ingest(tenantId, events)).rejects.toThrow('it charges EUR');
  expect(await told(tenantId)).toEqual([]);
});

async function subscribed(quota: number | null) {
  const tenantId = await createTenant(fixture.pool);
  const { planVersionId } = await createPlan(fixture.pool, { general: { request: '0' } });
  await fixture.pool.query('UPDATE plan_versions SET quota_per_month = $2 WHERE id = $1', [planVersionId, quota]);
  const [applicationId, subscriptionId] = [newId(), newId()];
  await fixture.pool.query(`INSERT INTO applications (id, tenant_id, name) VALUES ($1, $2, 'CRM')`, [
    applicationId,
    tenantId,
  ]);
  await fixture.pool.query(
    `INSERT INTO subscriptions (id, tenant_id, application_id, product_id, plan_id, status)
     SELECT $1, $2, $3, p.product_id, p.id, 'active' FROM plans p JOIN plan_versions v ON v.plan_id = p.id WHERE v.id = $4`,
    [subscriptionId, tenantId, applicationId, planVersionId],
  );
  const { startMs, endMs } = monthPeriod(Date.now(), 'UTC');
  const calls = (count: number, more: { scope?: string; periodStartMs?: number } = {}) => {
    const quotas = [{ scope: `sub:${subscriptionId}`, periodStartMs: startMs, amount: '1', ...more }];
    return Array.from({ length: count }, () => usageEvent(tenantId, { charge: '0', quotas }));
  };
  return { tenantId, subscriptionId, startMs, endMs, calls };
}

test('a month that crosses four fifths of its quota is told once', async () => {
  const { tenantId, subscriptionId, endMs, calls } = await subscribed(10);
  const payer = await createMember(fixture, tenantId, 'owner');
  await ingest(tenantId, calls(7));
  expect(await told(tenantId)).toEqual([]);
  const batch = calls(2);
  await ingest(tenantId, batch);
  await ingest(tenantId, batch);
  await ingest(tenantId, calls(1));
  const resetsAt = new Date(endMs).toISOString();
  const id = publicId('subscription', subscriptionId);
  expect(await told(tenantId)).toEqual([
    {
      type: 'billing.limit_approaching',
      data: { subscriptionId: id, limit: 'quota_per_month', used: 9, allowed: 10, resetsAt },
    },
  ]);
  expect(await notices(tenantId)).toEqual([
    {
      userId: payer,
      kind: 'billing.limit_approaching',
      data: { subscriptionId: id, application: 'CRM', product: 'P', used: '9', allowed: '10', resetsAt },
    },
  ]);
});

test('nobody is told of test calls, a month that is over, a plan without a quota, or a call taken back', async () => {
  const { tenantId, subscriptionId, startMs, calls } = await subscribed(10);
  await ingest(tenantId, calls(9, { scope: `sub:${subscriptionId}:test` }));
  await ingest(tenantId, calls(9, { periodStartMs: monthPeriod(startMs - 1, 'UTC').startMs }));
  await ingest(tenantId, calls(7));
  const [late] = calls(1) as [Event];
  const reaped = reapedEventOf(late, '0');
  await ingest(tenantId, [reaped]);
  expect(await told(tenantId)).toHaveLength(1);
  await ingest(tenantId, [late]);
  expect(await told(tenantId), 'the true event replaces the reaped one').toHaveLength(1);
  const free = await subscribed(null);
  await ingest(free.tenantId, free.calls(9));
  expect(await told(free.tenantId)).toEqual([]);
});

describe('limits that somebody set', () => {
  async function keyWith(limits: object[]) {
    const tenantId = await createTenant(fixture.pool, { grants: ['1000'] });
    const [applicationId, keyId] = [newId(), newId()];
    await fixture.pool.query(`INSERT INTO applications (id, tenant_id, name) VALUES ($1, $2, 'CRM')`, [
      applicationId,
      tenantId,
    ]);
    await fixture.pool.query(
      `INSERT INTO api_keys (id, tenant_id, application_id, name, environment, start, last4, hash, hash_version, limits)
       VALUES ($1, $2, $3, 'night job', 'live', 'tp_live_x', 'last', $4, 1, $5)`,
      [keyId, tenantId, applicationId, Buffer.from(keyId), JSON.stringify(limits)],
    );
    const periodStartMs = dayPeriod(Date.now(), 'UTC').startMs;
    const use = (scope: string, amount: string) =>
      ingest(tenantId, [usageEvent(tenantId, { charge: '0', quotas: [{ scope, periodStartMs, amount }] })]);
    const resetsAt = new Date(dayPeriod(Date.now(), 'UTC').endMs).toISOString();
    return { tenantId, keyId, use, resetsAt };
  }

  test('a budget is told of at its mark and when it is used up, with a mail to those who pay', async () => {
    const spend = { kind: 'budget', name: 'spend', amount: '25', period: 'day', warnAtPercent: 50, stop: 'soft' };
    const { tenantId, keyId, use, resetsAt } = await keyWith([spend]);
    const payer = await createMember(fixture, tenantId, 'billing');
    await createMember(fixture, tenantId, 'viewer');
    const scope = limitScope({ level: 'key', id: keyId, name: 'spend', counts: 'money' });
    await use(scope, '12.499999999999');
    expect(await told(tenantId)).toEqual([]);
    await use(scope, '0.000000000001');
    await use(scope, '1');
    await use(scope, '11.5');
    await use(scope, '1');
    const same = { name: 'spend', level: 'key', ownerId: publicId('key', keyId), ownerName: 'night job' };
    const data = { ...same, unit: 'money', allowed: '25', currency: 'USD', period: 'day', stop: 'soft', resetsAt };
    expect(await told(tenantId)).toEqual([
      { type: 'budget.warned', data: { ...data, used: '12.5' } },
      { type: 'budget.exhausted', data: { ...data, used: '25' } },
    ]);
    expect((await notices(tenantId)).map(({ userId, kind }) => [userId, kind])).toEqual([
      [payer, 'budget.warned'],
      [payer, 'budget.exhausted'],
    ]);
    expect(await mails(tenantId)).toMatchObject([
      { budget: 'spend', outcome: 'warned', used: '12.5', allowed: '25', currency: 'USD', stop: 'soft' },
      { budget: 'spend', outcome: 'exhausted', used: '25' },
    ]);
  });

  test('a quota of tokens is told of at four fifths; where both marks are crossed at once, the later one', async () => {
    const tokens = { kind: 'quota', name: 'tokens', unit: 'tokens', limit: 1000, period: 'day' };
    const { tenantId, keyId, use } = await keyWith([tokens, { ...tokens, name: 'few', limit: 10 }]);
    const scope = (name: string) => limitScope({ level: 'key', id: keyId, name, counts: 'tokens' });
    await use(scope('tokens'), '800');
    await use(scope('few'), '11');
    expect((await told(tenantId)).map(({ type, data }) => [type, (data as { used: string }).used])).toEqual([
      ['quota.warned', '800'],
      ['quota.exhausted', '11'],
    ]);
  });

  test('nobody is told of a count that is another unit’s, apart for each user, or of a limit that is gone', async () => {
    const quota = { kind: 'quota', name: 'calls', limit: 1, period: 'day' };
    const { tenantId, keyId, use } = await keyWith([quota, { ...quota, name: 'each', per: 'end_user' }]);
    const named = { level: 'key', id: keyId, name: 'calls', counts: 'requests' } as const;
    await use(limitScope({ ...named, counts: 'tokens' }), '5');
    await use(limitScope({ ...named, name: 'each' }), '5');
    await use(limitScope({ ...named, name: 'gone' }), '5');
    await use(`${limitScope(named)}:test`, '5');
    await use(limitScope({ ...named, id: newId() }), '5');
    expect(await told(tenantId)).toEqual([]);
  });
});
