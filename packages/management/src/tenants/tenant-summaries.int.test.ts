import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, expectRefusal, makeTenant, member, uuid, type Fixture } from '../../test/fixture.js';
import { grantCredit } from '../money/grant-credit.use-case.js';
import { listTenantSummaries } from './list-tenant-summaries.use-case.js';
import { resumeTenant } from './resume-tenant.use-case.js';
import { suspendTenant } from './suspend-tenant.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function spend(tenantId: string, fields: { hour: Date; environment?: string; charge: string }) {
  const { environment = 'live', ...rest } = fields;
  const names = { applicationId: newId(), model: 'm', currency: 'USD', costCurrency: 'USD', requests: 2n };
  await fixture.context.db.prisma.usageTotal.create({
    data: { tenantId: uuid('tenant', tenantId), environment, ...names, ...rest },
  });
}

test('the platform finds tenants by name, slug or id and status, each with balance and live spend of 30 days', async () => {
  const { context } = fixture;
  const one = await makeTenant(context, { name: '100% Rye', slug: 'rye' });
  const two = await makeTenant(context, { name: 'Oats' });
  await grantCredit(context, ADMIN, { tenantId: one.id, amount: '10', currency: 'USD', reason: 'welcome' });
  const hour = new Date(Date.now() - 3_600_000);
  await spend(one.id, { hour, charge: '0.000001' });
  await spend(one.id, { hour, charge: '2' });
  await spend(one.id, { hour, environment: 'test', charge: '7' });
  await spend(one.id, { hour: new Date(Date.now() - 31 * 86_400_000), charge: '100' });
  const found = async (q: string) => (await listTenantSummaries(context, ADMIN, { q })).items.map(({ id }) => id);
  expect(await found('100% r')).toEqual([one.id]);
  expect([await found('rye'), await found(two.id), await found('%')]).toEqual([[one.id], [two.id], [one.id]]);
  const { items } = await listTenantSummaries(context, ADMIN, { q: 'rye' });
  expect(items).toMatchObject([{ posted: '10', spend: '2.000001', requests: 4, members: 0, applications: 0 }]);
  await suspendTenant(context, ADMIN, { tenantId: two.id, reason: 'unpaid' });
  const suspended = await listTenantSummaries(context, ADMIN, { status: 'suspended' });
  expect(suspended.items.map(({ id, spend }) => [id, spend])).toEqual([[two.id, '0']]);
  await expectRefusal(listTenantSummaries(context, member(one.id), {}), 'forbidden');
});

test('members are told of credit, suspension and resumption; a person must say why credit is given', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const tenantId = uuid('tenant', tenant.id);
  const people = { owner: newId(), viewer: newId() };
  for (const [role, id] of Object.entries(people) as ['owner' | 'viewer', string][]) {
    const email = `${id}@example.com`;
    await context.db.prisma.user.create({
      data: { id, email, name: '', passwordHash: 'x', memberships: { create: { tenantId, role } } },
    });
  }
  const credit = { tenantId: tenant.id, amount: '10', currency: 'USD' };
  const refusal = await expectRefusal(grantCredit(context, ADMIN, { ...credit, reason: ' a ' }), 'validation_failed');
  expect(refusal.param).toBe('reason');
  await grantCredit(context, ADMIN, { ...credit, reason: 'welcome' });
  await suspendTenant(context, ADMIN, { tenantId: tenant.id, reason: 'unpaid' });
  await suspendTenant(context, ADMIN, { tenantId: tenant.id, reason: 'unpaid' });
  await resumeTenant(context, ADMIN, { tenantId: tenant.id, reason: 'paid' });
  const told = await context.db.prisma.notice.findMany({ where: { tenantId }, orderBy: { id: 'asc' } });
  const of = (userId: string) => told.filter((notice) => notice.userId === userId).map(({ kind }) => kind);
  expect(of(people.owner)).toEqual(['credit.granted', 'tenant.suspended', 'tenant.resumed']);
  expect(of(people.viewer)).toEqual(['tenant.suspended', 'tenant.resumed']);
  expect(told[0]?.data).toEqual({ amount: '10', currency: 'USD', reason: 'welcome' });
});
