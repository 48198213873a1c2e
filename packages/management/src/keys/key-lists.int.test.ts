/** Lists of keys: filters, what each was used for, and that thousands of keys cost no more than a page of them. */
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFixture, makeApplication, makeTenant, member, uuid, type Fixture } from '../../test/fixture.js';
import { createKey } from './create-key.use-case.js';
import { createPlaygroundKey } from './create-playground-key.use-case.js';
import { disableKey } from './disable-key.use-case.js';
import { getKeyUsage } from './get-key-usage.use-case.js';
import { listKeys } from './list-keys.use-case.js';
import { revokeKey } from './revoke-key.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const NOW = new Date('2026-11-20T12:00:00Z');
const at = (now: Date) => ({ ...fixture.context, now: () => now });

async function scene() {
  const tenant = await makeTenant(fixture.context, { currency: 'EUR' });
  const application = await makeApplication(fixture.context, tenant.id);
  const owner = member(tenant.id);
  const create = (name: string, fields: object = {}) =>
    createKey(at(NOW), owner, { applicationId: application.id, name, environment: 'live', ...fields });
  return { tenant, application, owner, create };
}

async function use(keyId: string, ids: { tenantId: string; applicationId: string }, day: string, sums: object) {
  await fixture.context.db.prisma.usageKeyDay.create({
    data: {
      apiKeyId: uuid('key', keyId),
      tenantId: uuid('tenant', ids.tenantId),
      applicationId: uuid('application', ids.applicationId),
      day: new Date(`${day}T00:00:00Z`),
      environment: 'live',
      currency: 'EUR',
      ...sums,
    },
  });
}

test('filters by environment, status, application and what people remember of a key', async () => {
  const { tenant, owner, create } = await scene();
  const active = await create('Production 100%');
  const test_ = await create('Staging', { environment: 'test' });
  const expired = await create('Short', { expiresAt: '2026-11-20T13:00:00Z' });
  const disabled = await create('Paused');
  await disableKey(fixture.context, owner, { keyId: disabled.id, reason: '' });
  const revoked = await create('Leaked');
  await revokeKey(fixture.context, owner, { keyId: revoked.id, reason: '' });
  const later = at(new Date('2026-11-20T14:00:00Z'));
  const list = async (input: object) =>
    (await listKeys(later, owner, { tenantId: tenant.id, ...input })).items.map(({ id }) => id);

  expect(await list({})).toEqual([revoked, disabled, expired, test_, active].map(({ id }) => id));
  expect(await list({ status: 'active' })).toEqual([test_.id, active.id]);
  expect(await list({ status: 'expired' })).toEqual([expired.id]);
  expect(await list({ status: 'disabled' })).toEqual([disabled.id]);
  expect(await list({ status: 'revoked' })).toEqual([revoked.id]);
  expect(await list({ environment: 'test' })).toEqual([test_.id]);
  expect(await list({ q: 'prod' })).toEqual([active.id]);
  expect(await list({ q: '100%' })).toEqual([active.id]);
  expect(await list({ q: '%' })).toEqual([active.id]);
  expect(await list({ q: active.last4 })).toContain(active.id);
  expect(await list({ q: active.start })).toEqual([active.id]);
  expect(await list({ q: 'leak', status: 'active' })).toEqual([]);
  expect((await listKeys(later, owner, { tenantId: tenant.id })).items.map(({ status }) => status)).toEqual([
    'revoked',
    'disabled',
    'expired',
    'active',
    'active',
  ]);
});

test('a playground’s credential is not among them', async () => {
  const { tenant, application, owner, create } = await scene();
  const key = await create('CI');
  await createPlaygroundKey(fixture.context, owner, { applicationId: application.id, environment: 'live' });
  expect((await listKeys(at(NOW), owner, { tenantId: tenant.id })).items.map(({ id }) => id)).toEqual([key.id]);
});

test('seven days of use stand beside each key, and a longer look is exact to the last digit', async () => {
  const { tenant, application, owner, create } = await scene();
  const ids = { tenantId: tenant.id, applicationId: application.id };
  const used = await create('Used');
  const idle = await create('Idle');
  await use(used.id, ids, '2026-11-20', {
    requests: 3n,
    errors: 1n,
    inputTokens: 10n,
    images: 4n,
    seconds: '1.5',
    charge: '0.000000000001',
  });
  await use(used.id, ids, '2026-11-14', { requests: 2n, charge: '1.5' });
  await use(used.id, ids, '2026-11-13', { requests: 40n, charge: '7' });

  const { items } = await listKeys(at(NOW), owner, { tenantId: tenant.id });
  expect(items.map(({ id, application: name, usage }) => ({ id, name, usage }))).toEqual([
    {
      id: idle.id,
      name: application.name,
      usage: { requests: 0, charge: '0', currency: 'EUR', requestsByDay: [0, 0, 0, 0, 0, 0, 0] },
    },
    {
      id: used.id,
      name: application.name,
      usage: { requests: 5, charge: '1.500000000001', currency: 'EUR', requestsByDay: [2, 0, 0, 0, 0, 0, 3] },
    },
  ]);
  const usage = await getKeyUsage(at(NOW), owner, { keyId: used.id, days: 8 });
  expect(usage).toMatchObject({ requests: 45, errors: 1, charge: '8.500000000001', currency: 'EUR' });
  expect(usage.days[0]).toMatchObject({ day: '2026-11-13', requests: 40, charge: '7' });
  expect(usage.days.at(-1)).toMatchObject({
    day: '2026-11-20',
    errors: 1,
    inputTokens: 10,
    images: 4,
    seconds: '1.5',
    searches: 0,
  });
});

test('walks a tenant with thousands of keys page by page, by its index', async () => {
  const { tenant, application, owner } = await scene();
  const ids = Array.from({ length: 5_000 }, () => newId());
  await fixture.context.db.pool.query(
    `INSERT INTO api_keys (id, tenant_id, application_id, name, environment, hash, hash_version, start, last4, purpose)
     SELECT id, $2, $3, 'Key', 'live', decode(replace(id::text, '-', ''), 'hex'), 1, 'tp_live_aaaa', 'bbbb', 'secret'
     FROM unnest($1::uuid[]) AS k (id)`,
    [ids, uuid('tenant', tenant.id), uuid('application', application.id)],
  );
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listKeys(at(NOW), owner, {
      tenantId: tenant.id,
      limit: 200,
      ...(cursor === undefined ? {} : { cursor }),
    });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(seen).toEqual(ids.toReversed().map((id) => publicId('key', id)));

  await fixture.context.db.pool.query('ANALYZE api_keys');
  const plan = await fixture.context.db.pool.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT * FROM api_keys WHERE purpose = 'secret' AND tenant_id = ANY($1) ORDER BY id DESC LIMIT 51`,
    [[uuid('tenant', tenant.id)]],
  );
  expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).not.toContain('Seq Scan');
});
