/** A key's successor, its line, its name, and who is told. */
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  auditOf,
  createFixture,
  expectRefusal,
  makeApplication,
  makeTenant,
  member,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { createKey } from './create-key.use-case.js';
import { disableKey } from './disable-key.use-case.js';
import { getKey } from './get-key.use-case.js';
import { hashKey } from './key-hash.js';
import { listKeyEvents } from './list-key-events.use-case.js';
import { listKeyRotations } from './list-key-rotations.use-case.js';
import { revokeKey } from './revoke-key.use-case.js';
import { rotateKey } from './rotate-key.use-case.js';
import { updateKey } from './update-key.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const NOW = new Date('2026-11-20T12:00:00Z');
const at = (now: Date) => ({ ...fixture.context, now: () => now });

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const owner = member(tenant.id);
  const create = (fields: object = {}) =>
    createKey(at(NOW), owner, { applicationId: application.id, name: 'CI', environment: 'live', ...fields });
  const rotate = (keyId: string, overlap: 'now' | '1m' | '1h' | '24h' = '1h', expiresAt?: string | null) =>
    rotateKey(at(NOW), owner, { keyId, overlap, expiresAt });
  const epoch = async () =>
    (await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenant.id) } })).epoch;
  return { context, tenant, application, owner, create, rotate, epoch };
}

test('the successor has the name, application and environment, and a secret of its own; the old one ends after the overlap', async () => {
  const { context, application, owner, create, rotate, epoch } = await scene();
  const old = await create({ environment: 'test' });
  const before = await epoch();
  const { key, ...fresh } = await rotate(old.id, '24h');
  expect(fresh).toMatchObject({
    name: 'CI',
    environment: 'test',
    applicationId: application.id,
    status: 'active',
    expiresAt: null,
    rotatedFromId: old.id,
  });
  expect(key).not.toBe(old.key);
  expect(await epoch()).toBe(before + 1n);
  const ending = await getKey(at(NOW), owner, { keyId: old.id });
  expect(ending).toMatchObject({ status: 'active', expiresAt: '2026-11-21T12:00:00.000Z' });

  const loaded = (secret: string) => loadCallerByKeyHash(context.db, hashKey(context.keyPepper, secret));
  expect((await loaded(old.key))?.keyExpiresAtMs).toBe(Date.parse('2026-11-21T12:00:00Z'));
  expect(await loaded(key)).toMatchObject({ keyState: 'active', keyExpiresAtMs: null });
});

test.each([
  ['now', '2026-11-20T12:00:00.000Z', 'expired'],
  ['1m', '2026-11-20T12:01:00.000Z', 'active'],
  ['1h', '2026-11-20T13:00:00.000Z', 'active'],
  ['24h', '2026-11-21T12:00:00.000Z', 'active'],
] as const)('an overlap of %s', async (overlap, expiresAt, status) => {
  const { owner, create, rotate } = await scene();
  const old = await create();
  await rotate(old.id, overlap);
  expect(await getKey(at(NOW), owner, { keyId: old.id })).toMatchObject({ expiresAt, status });
});

test('the old key never lives longer than it would have; the new one gets the same lifetime unless told', async () => {
  const { context, owner, create, rotate } = await scene();
  const old = await create({ expiresAt: '2026-11-20T12:30:00Z' });
  const createdAt = new Date('2026-11-20T11:30:00Z');
  await context.db.prisma.apiKey.update({ where: { id: uuid('key', old.id) }, data: { createdAt } });
  const fresh = await rotate(old.id, '24h');
  expect((await getKey(at(NOW), owner, { keyId: old.id })).expiresAt).toBe('2026-11-20T12:30:00.000Z');
  expect(fresh.expiresAt).toBe('2026-11-20T13:00:00.000Z');

  const told = await create({ expiresAt: '2026-12-01T00:00:00Z' });
  expect((await rotate(told.id, 'now', '2027-01-01T00:00:00Z')).expiresAt).toBe('2027-01-01T00:00:00.000Z');
  const forever = await create({ expiresAt: '2026-12-01T00:00:00Z' });
  expect((await rotate(forever.id, 'now', null)).expiresAt).toBeNull();
  const past = await create();
  await expectRefusal(rotate(past.id, 'now', '2026-11-20T12:00:00Z'), 'validation_failed');
  expect((await getKey(at(NOW), owner, { keyId: past.id })).expiresAt).toBeNull();
});

test('only an active key is rotated, and once: the successor is rotated next', async () => {
  const { owner, create, rotate } = await scene();
  const revoked = await create();
  await revokeKey(fixture.context, owner, { keyId: revoked.id, reason: '' });
  await expectRefusal(rotate(revoked.id), 'invalid_state');
  const disabled = await create();
  await disableKey(fixture.context, owner, { keyId: disabled.id, reason: '' });
  await expectRefusal(rotate(disabled.id), 'invalid_state');
  const expired = await create({ expiresAt: '2026-11-20T12:00:01Z' });
  const later = at(new Date('2026-11-20T12:00:01Z'));
  await expectRefusal(rotateKey(later, owner, { keyId: expired.id, overlap: 'now' }), 'invalid_state');

  const first = await create();
  const second = await rotate(first.id);
  const refusal = await expectRefusal(rotate(first.id), 'invalid_state');
  expect(refusal.message).toContain(second.id);
  const third = await rotate(second.id);
  for (const keyId of [first.id, second.id, third.id]) {
    const line = await listKeyRotations(at(NOW), owner, { keyId });
    expect(line.map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
  }
  await revokeKey(fixture.context, owner, { keyId: third.id, reason: 'never used' });
  expect((await rotate(second.id)).rotatedFromId).toBe(second.id);
});

test('rotated by many at once: one successor', async () => {
  const { context, create, rotate } = await scene();
  const old = await create();
  const results = await Promise.allSettled(Array.from({ length: 6 }, () => rotate(old.id)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const where = { rotatedFromId: uuid('key', old.id) };
  expect(await context.db.prisma.apiKey.count({ where })).toBe(1);
});

test('everyone who manages keys is told, and the log has it without a secret', async () => {
  const { context, tenant, owner, create, rotate } = await scene();
  const people = { owner: newId(), developer: newId(), viewer: newId() };
  for (const [role, id] of Object.entries(people)) {
    await context.db.prisma.user.create({ data: { id, email: `${id}@example.com`, name: role } });
    const tenantId = uuid('tenant', tenant.id);
    await context.db.prisma.membership.create({ data: { tenantId, userId: id, role: role as 'owner' } });
  }
  const old = await create();
  const { key, ...fresh } = await rotate(old.id, '1h');
  const notices = await context.db.prisma.notice.findMany({ where: { tenantId: uuid('tenant', tenant.id) } });
  expect(notices.map(({ userId }) => userId).sort()).toEqual([people.owner, people.developer].sort());
  expect(notices[0]).toMatchObject({
    kind: 'key.rotated',
    data: { name: 'CI', last4: old.last4, keyId: fresh.id, expiresAt: '2026-11-20T13:00:00.000Z' },
  });
  const entries = [
    ...(await auditOf(context, uuid('key', old.id))),
    ...(await auditOf(context, uuid('key', fresh.id))),
  ];
  expect(entries.map(({ action }) => action)).toEqual(['key.create', 'key.rotate', 'key.create']);
  const secret = key.slice(fresh.start.length, -4);
  expect(JSON.stringify([entries, notices])).not.toContain(secret);

  const ownerById = { ...owner, userId: people.owner };
  await updateKey(context, ownerById, { keyId: old.id, name: 'Old CI' });
  const events = await listKeyEvents(context, ownerById, { keyId: old.id });
  expect(events.map(({ action, actor }) => [action, actor])).toEqual([
    ['key.rename', 'owner'],
    ['key.rotate', null],
    ['key.create', null],
  ]);
  await expectRefusal(listKeyEvents(context, member(tenant.id, 'developer'), { keyId: old.id }), 'forbidden');
});

test('a name is changed by who may write keys; the same name again is no change', async () => {
  const { context, tenant, owner, create } = await scene();
  const { id } = await create();
  expect((await updateKey(context, owner, { keyId: id, name: 'Deploy' })).name).toBe('Deploy');
  await updateKey(context, owner, { keyId: id, name: 'Deploy' });
  expect((await auditOf(context, uuid('key', id))).map(({ action }) => action)).toEqual(['key.create', 'key.rename']);
  await expectRefusal(updateKey(context, member(tenant.id, 'viewer'), { keyId: id, name: 'x' }), 'forbidden');
  await expectRefusal(rotateKey(context, member(tenant.id, 'viewer'), { keyId: id, overlap: '1h' }), 'forbidden');
});
