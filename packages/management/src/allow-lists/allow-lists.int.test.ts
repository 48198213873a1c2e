/** From where tenants and applications may be called: what is kept, who may change it, and who hears of it. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  auditOf,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import { archiveApplication } from '../applications/archive-application.use-case.js';
import { createKey } from '../keys/create-key.use-case.js';
import { hashKey } from '../keys/key-hash.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { getAllowLists } from './get-allow-lists.use-case.js';
import { setApplicationAllowList } from './set-application-allow-list.use-case.js';
import { setTenantAllowList } from './set-tenant-allow-list.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const admin = member(tenant.id, 'admin');
  const { key } = await createKey(context, admin, { applicationId: application.id, name: 'x', environment: 'live' });
  const terms = async () =>
    (await loadCallerByKeyHash(context.db, hashKey(context.keyPepper, key)))?.accountTerms ?? null;
  const epoch = async () =>
    (await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenant.id) } })).epoch;
  return { context, tenant, application, admin, terms, epoch };
}

test('lists are kept as they are written everywhere, and every caller of theirs has them', async () => {
  const { context, tenant, application, admin, terms, epoch } = await scene();
  expect(await terms()).toBeNull();
  const before = await epoch();
  const ofTenant = { tenantId: tenant.id, addresses: ['203.0.113.7/24', '::1'] };
  await setTenantAllowList(context, admin, ofTenant);
  await setTenantAllowList(context, admin, ofTenant);
  const lists = await setApplicationAllowList(context, admin, {
    applicationId: application.id,
    addresses: ['::ffff:203.0.113.7'],
  });
  expect(lists).toEqual({
    tenantId: tenant.id,
    addresses: ['203.0.113.0/24', '::1/128'],
    applications: [{ id: application.id, name: application.name, addresses: ['203.0.113.7/32'] }],
  });
  expect(await getAllowLists(context, member(tenant.id, 'viewer'), { tenantId: tenant.id })).toEqual(lists);
  expect(await terms()).toMatchObject({
    tenantAddresses: ['203.0.113.0/24', '::1/128'],
    applicationAddresses: ['203.0.113.7/32'],
  });
  expect(await epoch()).toBe(before + 2n);
  const entries = await auditOf(context, uuid('tenant', tenant.id));
  expect(entries.filter(({ action }) => action === 'tenant.allow_list')).toMatchObject([
    { detail: { before: [], after: ['203.0.113.0/24', '::1/128'] } },
  ]);
  await setTenantAllowList(context, admin, { tenantId: tenant.id, addresses: [] });
  await setApplicationAllowList(context, admin, { applicationId: application.id, addresses: [] });
  expect(await terms()).toBeNull();
});

test('what is no network is refused whole; who builds may look and not change', async () => {
  const { context, tenant, application, admin, terms } = await scene();
  const addresses = ['203.0.113.0/24', 'office'];
  const refusal = await expectRefusal(
    setTenantAllowList(context, admin, { tenantId: tenant.id, addresses }),
    'validation_failed',
  );
  expect(refusal).toMatchObject({ param: 'addresses' });
  expect(await terms()).toBeNull();
  const developer = member(tenant.id, 'developer');
  await expectRefusal(setTenantAllowList(context, developer, { tenantId: tenant.id, addresses: [] }), 'forbidden');
  const input = { applicationId: application.id, addresses: [] };
  await expectRefusal(setApplicationAllowList(context, developer, input), 'forbidden');
  await archiveApplication(context, admin, { applicationId: application.id, reason: '' });
  await expectRefusal(setApplicationAllowList(context, admin, input), 'invalid_state');
});
