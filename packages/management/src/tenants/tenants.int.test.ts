import { afterAll, beforeAll, expect, test } from 'vitest';
import { CreateTenantSchema } from '@turnpike/contracts/management/tenants';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  makeTenant,
  member,
  uniqueName,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { createTenant } from './create-tenant.use-case.js';
import { getTenant } from './get-tenant.use-case.js';
import { listTenants } from './list-tenants.use-case.js';
import { resumeTenant } from './resume-tenant.use-case.js';
import { suspendTenant } from './suspend-tenant.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

test('a tenant is made with defaults and a slug from its name, and audited', async () => {
  const tenant = await createTenant(fixture.context, ADMIN, CreateTenantSchema.parse({ name: 'Ångström & Co.' }));
  expect(tenant).toMatchObject({
    slug: 'angstrom-co',
    status: 'active',
    billingMode: 'prepaid',
    currency: null,
    timeZone: 'UTC',
  });
  expect(await getTenant(fixture.context, ADMIN, { tenantId: tenant.id })).toEqual(tenant);
  const [entry] = await auditOf(fixture.context, uuid('tenant', tenant.id));
  expect(entry).toMatchObject({ action: 'tenant.create', requestId: 'req_test', detail: { slug: 'angstrom-co' } });
});

test('a slug that is taken is a conflict, a name in another script gets a slug all the same', async () => {
  const slug = uniqueName('slug');
  await makeTenant(fixture.context, { slug });
  const error = await expectRefusal(makeTenant(fixture.context, { slug }), 'conflict');
  expect(error.param).toBe('slug');
  expect((await makeTenant(fixture.context, { name: '日本語' })).slug).toMatch(/^tenant-[0-9a-f]{6}$/);
});

test('two tenants of one name are told apart by their slugs, and each is audited under its own', async () => {
  const name = uniqueName('namesake');
  const first = await makeTenant(fixture.context, { name });
  const second = await makeTenant(fixture.context, { name });
  expect([first.slug, first.name, second.name]).toEqual([name, name, name]);
  expect(second.slug).toMatch(new RegExp(`^${name}-[0-9a-f]{6}$`));
  const entries = await auditOf(fixture.context, uuid('tenant', second.id));
  expect(entries).toMatchObject([{ action: 'tenant.create', detail: { slug: second.slug } }]);
});

test('suspending and resuming raise the epoch once each, with one audit entry', async () => {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const tenantId = uuid('tenant', tenant.id);
  const before = await changeCounts(context);
  const input = { tenantId: tenant.id, reason: 'unpaid' };
  expect((await suspendTenant(context, ADMIN, input)).status).toBe('suspended');
  expect((await suspendTenant(context, ADMIN, input)).status).toBe('suspended');
  expect((await resumeTenant(context, ADMIN, input)).status).toBe('active');
  expect((await changeCounts(context)).caller - before.caller).toBe(2);
  const row = await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: tenantId } });
  expect(row.epoch).toBe(3n);
  const outbox = await context.db.prisma.outboxMessage.findMany({
    where: { topic: 'epoch.raised' },
    orderBy: { id: 'asc' },
  });
  expect(outbox.map(({ payload }) => payload)).toEqual([
    { tenantId, epoch: 2 },
    { tenantId, epoch: 3 },
  ]);
  expect((await auditOf(context, tenantId)).map(({ action }) => action)).toEqual([
    'tenant.create',
    'tenant.suspend',
    'tenant.resume',
  ]);
});

test('members see their own tenants, the platform sees all, page by page', async () => {
  const own = await createFixture();
  try {
    const tenants = [];
    for (let index = 0; index < 5; index++) tenants.push(await makeTenant(own.context));
    const first = await listTenants(own.context, ADMIN, { limit: 3 });
    const second = await listTenants(own.context, ADMIN, {
      limit: 3,
      ...(first.nextCursor ? { cursor: first.nextCursor } : {}),
    });
    expect([...first.items, ...second.items]).toEqual(tenants.toReversed());
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([3, 2, null]);
    const mine = tenants[2]?.id ?? '';
    expect((await listTenants(own.context, member(mine), {})).items.map(({ id }) => id)).toEqual([mine]);
    const nobody = { ...member(mine), memberships: [] };
    expect((await listTenants(own.context, nobody, {})).items).toEqual([]);
  } finally {
    await own.close();
  }
});

test('members neither make nor suspend tenants', async () => {
  const tenant = await makeTenant(fixture.context);
  const owner = member(tenant.id);
  await expectRefusal(createTenant(fixture.context, owner, CreateTenantSchema.parse({ name: 'x' })), 'forbidden');
  await expectRefusal(suspendTenant(fixture.context, owner, { tenantId: tenant.id, reason: '' }), 'forbidden');
});
