import { parseKey } from '@turnpike/domain/key-format';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  makeApplication,
  makeTenant,
  member,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { createKey } from './create-key.use-case.js';
import { disableKey } from './disable-key.use-case.js';
import { enableKey } from './enable-key.use-case.js';
import { getKey } from './get-key.use-case.js';
import { hashKey } from './key-hash.js';
import { listKeys } from './list-keys.use-case.js';
import { revokeKey } from './revoke-key.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const owner = member(tenant.id);
  const create = (fields: object = {}) =>
    createKey(context, owner, { applicationId: application.id, name: 'CI', environment: 'live', ...fields });
  const epoch = async () =>
    (await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenant.id) } })).epoch;
  return { context, tenant, application, owner, create, epoch };
}

test('the secret is shown once, and only its keyed hash is kept', async () => {
  const { context, tenant, application, owner, create } = await scene();
  const { key, ...created } = await create({ environment: 'test' });
  expect(parseKey(key)).toEqual({ prefix: 'tp', environment: 'test' });
  expect(created).toMatchObject({
    tenantId: tenant.id,
    applicationId: application.id,
    status: 'active',
    environment: 'test',
  });
  expect(key.startsWith(created.start) && key.endsWith(created.last4)).toBe(true);
  expect(await getKey(context, owner, { keyId: created.id })).toEqual(created);

  const id = uuid('key', created.id);
  const row = await context.db.prisma.apiKey.findUniqueOrThrow({ where: { id } });
  expect(Buffer.from(row.hash).equals(hashKey(context.keyPepper, key))).toBe(true);
  const everything = await context.db.pool.query('SELECT row_to_json(k)::text AS row FROM api_keys k WHERE id = $1', [
    id,
  ]);
  const secret = key.slice(created.start.length, -4);
  expect(everything.rows[0].row).not.toContain(secret);
  expect(JSON.stringify(await auditOf(context, id))).not.toContain(secret);
});

test('revoking is for good, raises the epoch once, and twice is once', async () => {
  const { context, owner, create, epoch } = await scene();
  const { id } = await create();
  const before = await epoch();
  const revoked = await revokeKey(context, owner, { keyId: id, reason: 'leaked' });
  expect(revoked.status).toBe('revoked');
  expect(await revokeKey(context, owner, { keyId: id, reason: 'leaked' })).toEqual(revoked);
  expect(await epoch()).toBe(before + 1n);
  await expectRefusal(enableKey(context, owner, { keyId: id, reason: '' }), 'invalid_state');
  await expectRefusal(disableKey(context, owner, { keyId: id, reason: '' }), 'invalid_state');
  expect((await auditOf(context, uuid('key', id))).map(({ action }) => action)).toEqual(['key.create', 'key.revoke']);
});

test('disabled and enabled again, each raising the epoch once', async () => {
  const { context, owner, create, epoch } = await scene();
  const { id } = await create();
  const before = await epoch();
  expect((await disableKey(context, owner, { keyId: id, reason: '' })).status).toBe('disabled');
  expect((await disableKey(context, owner, { keyId: id, reason: '' })).status).toBe('disabled');
  expect((await enableKey(context, owner, { keyId: id, reason: '' })).status).toBe('active');
  expect(await epoch()).toBe(before + 2n);
});

test('revoked by many at once: one epoch, one audit entry', async () => {
  const { context, owner, create, epoch } = await scene();
  const { id } = await create();
  const before = await epoch();
  await Promise.all(Array.from({ length: 6 }, () => revokeKey(context, owner, { keyId: id, reason: '' })));
  expect(await epoch()).toBe(before + 1n);
  expect(await auditOf(context, uuid('key', id))).toHaveLength(2);
});

test('a key expires by itself, and is not made expired', async () => {
  const { context, owner, create } = await scene();
  const { id } = await create({ expiresAt: '2099-01-01T00:00:00Z' });
  const later = { ...context, now: () => new Date('2099-01-01T00:00:00Z') };
  expect((await getKey(context, owner, { keyId: id })).status).toBe('active');
  expect((await getKey(later, owner, { keyId: id })).status).toBe('expired');
  await expectRefusal(create({ expiresAt: '2020-01-01' }), 'validation_failed');
});

test('a viewer lists keys and makes none; an archived application gets none', async () => {
  const { context, tenant, application, create } = await scene();
  const made = [await create(), await create()].map(({ id }) => id).toReversed();
  const viewer = member(tenant.id, 'viewer');
  for (const input of [{}, { tenantId: tenant.id }, { applicationId: application.id }]) {
    expect((await listKeys(context, viewer, input)).items.map(({ id }) => id)).toEqual(made);
  }
  const input = { applicationId: application.id, name: 'x', environment: 'live' } as const;
  await expectRefusal(createKey(context, viewer, input), 'forbidden');
  await context.db.prisma.application.update({
    where: { id: uuid('application', application.id) },
    data: { archivedAt: new Date() },
  });
  await expectRefusal(createKey(context, ADMIN, input), 'invalid_state');
});
