/** Credentials of minutes: one row per application, person and environment, one secret at a time. */
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
import { inTransaction } from '../changes/change.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { createPlaygroundKey } from './create-playground-key.use-case.js';
import { disableKey } from './disable-key.use-case.js';
import { getKey } from './get-key.use-case.js';
import { hashKey } from './key-hash.js';
import { revokeKey } from './revoke-key.use-case.js';
import { revokePlaygroundKeys } from './revoke-playground-keys.js';
import { rotateKey } from './rotate-key.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const NOW = new Date('2026-11-20T12:00:00Z');
const at = (now: Date) => ({ ...fixture.context, now: () => now });
const minutesLater = (minutes: number) => at(new Date(NOW.getTime() + minutes * 60_000));

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const developer = member(tenant.id, 'developer');
  const input = { applicationId: application.id, environment: 'test' } as const;
  const caller = (key: string) => loadCallerByKeyHash(context.db, hashKey(context.keyPepper, key));
  const epoch = async () =>
    (await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenant.id) } })).epoch;
  return { context, tenant, developer, input, caller, epoch };
}

test('a new secret takes the place of the last on the same row, and both kinds of gateway memory hear of it', async () => {
  const { context, developer, input, caller, epoch } = await scene();
  const first = await createPlaygroundKey(at(NOW), developer, input);
  expect(parseKey(first.key)).toEqual({ prefix: 'tp', environment: 'test' });
  expect(first.expiresAt).toBe('2026-11-20T12:15:00.000Z');
  expect(await caller(first.key)).toMatchObject({ keyId: uuid('key', first.id), environment: 'test' });

  const before = await epoch();
  const second = await createPlaygroundKey(minutesLater(5), developer, input);
  expect(second).toMatchObject({ id: first.id, expiresAt: '2026-11-20T12:20:00.000Z' });
  expect(await caller(first.key)).toBeNull();
  expect(await caller(second.key)).toMatchObject({ keyId: uuid('key', first.id) });
  // The old secret had time left: who has it cached must load it anew.
  expect(await epoch()).toBe(before + 1n);

  // It had none: its expiry alone refuses it, and nobody else's callers are disturbed.
  await createPlaygroundKey(minutesLater(60), developer, input);
  expect(await epoch()).toBe(before + 1n);
  expect((await auditOf(context, uuid('key', first.id))).map(({ action }) => action)).toEqual(
    Array.from({ length: 3 }, () => 'key.playground'),
  );
});

test('one row per person and environment; several requests at once leave one secret that works', async () => {
  const { context, tenant, developer, input, caller } = await scene();
  const issued = await Promise.all(Array.from({ length: 5 }, () => createPlaygroundKey(context, developer, input)));
  expect(new Set(issued.map(({ id }) => id)).size).toBe(1);
  const working = await Promise.all(issued.map(({ key }) => caller(key)));
  expect(working.filter((found) => found !== null)).toHaveLength(1);

  const live = await createPlaygroundKey(context, developer, { ...input, environment: 'live' });
  const colleague = await createPlaygroundKey(context, member(tenant.id), input);
  expect(new Set([issued[0]?.id, live.id, colleague.id]).size).toBe(3);
});

test('it is for people who may play: no viewer, no management key, no archived application', async () => {
  const { context, tenant, developer, input } = await scene();
  await expectRefusal(createPlaygroundKey(context, member(tenant.id, 'viewer'), input), 'forbidden');
  await expectRefusal(createPlaygroundKey(context, ADMIN, input), 'forbidden');
  await context.db.prisma.application.update({
    where: { id: uuid('application', input.applicationId) },
    data: { archivedAt: new Date() },
  });
  await expectRefusal(createPlaygroundKey(context, developer, input), 'invalid_state');
});

test('it is read like a key and managed like none', async () => {
  const { context, tenant, developer, input } = await scene();
  const { id } = await createPlaygroundKey(context, developer, input);
  const owner = member(tenant.id);
  expect(await getKey(context, owner, { keyId: id })).toMatchObject({ purpose: 'playground', environment: 'test' });
  await expectRefusal(rotateKey(context, owner, { keyId: id, overlap: '24h' }), 'not_found');
  await expectRefusal(disableKey(context, owner, { keyId: id, reason: '' }), 'not_found');
  await expectRefusal(revokeKey(context, owner, { keyId: id, reason: '' }), 'not_found');
});

test('who leaves a tenant loses theirs there, at once and alone', async () => {
  const { context, tenant, developer, input, caller, epoch } = await scene();
  const theirs = await createPlaygroundKey(context, developer, input);
  const colleague = await createPlaygroundKey(context, member(tenant.id), input);
  const before = await epoch();
  const whose = { tenantId: uuid('tenant', tenant.id), userId: developer.userId };
  await inTransaction(context, (tx) => revokePlaygroundKeys(tx, whose));
  expect((await caller(theirs.key))?.keyState).toBe('revoked');
  expect((await caller(colleague.key))?.keyState).toBe('active');
  expect(await epoch()).toBe(before + 1n);
  await inTransaction(context, (tx) => revokePlaygroundKeys(tx, whose));
  expect(await epoch()).toBe(before + 1n);
  // Back in the tenant, a person gets a row of their own again.
  expect((await createPlaygroundKey(context, developer, input)).id).not.toBe(theirs.id);
});
