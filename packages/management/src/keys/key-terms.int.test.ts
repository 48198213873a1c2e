/** What keys are bound to, how long they may live, and those of one person. */
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import { removeMember } from '../members/remove-member.use-case.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { requestSubscription } from '../subscriptions/request-subscription.use-case.js';
import { countMemberKeys } from './count-member-keys.use-case.js';
import { createKey } from './create-key.use-case.js';
import { getKeyPolicy } from './get-key-policy.use-case.js';
import { getKey } from './get-key.use-case.js';
import { hashesOf, hashKey, pepperId } from './key-hash.js';
import { listApplicationScopes } from './list-application-scopes.use-case.js';
import { rehashKey } from './rehash-key.js';
import { revokeKey } from './revoke-key.use-case.js';
import { revokeMemberKeys } from './revoke-member-keys.use-case.js';
import { rotateKey } from './rotate-key.use-case.js';
import { setKeyPolicy } from './set-key-policy.use-case.js';
import { updateKey } from './update-key.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const { product, plan, model } = await makeCatalogue(context, { operations: ['chat.completions', 'embeddings'] });
  await requestSubscription(context, ADMIN, {
    applicationId: application.id,
    product: product.slug,
    plan: plan.slug,
    message: '',
  });
  const owner = member(tenant.id);
  const create = (fields: object = {}) =>
    createKey(context, owner, { applicationId: application.id, name: 'CI', environment: 'live', ...fields });
  const load = (key: string) => loadCallerByKeyHash(context.db, hashKey(context.keyPepper, key));
  const epoch = async () =>
    (await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenant.id) } })).epoch;
  return { context, tenant, application, owner, create, load, epoch, product, model };
}

describe('terms', () => {
  test('a key has those it was made with, a plain one none, and its successor the same', async () => {
    const { context, owner, create, load, product, model } = await scene();
    const plain = await create();
    expect(plain).toMatchObject({ scopes: [], models: [], addresses: [] });
    expect((await load(plain.key))?.terms).toBeNull();
    const terms = {
      scopes: [`${product.slug}:embeddings`],
      models: [model.name],
      addresses: ['203.0.113.0/24', '2001:db8::1/128'],
    };
    const bound = await create({ ...terms, addresses: ['203.0.113.7/24', '2001:DB8::1', '203.0.113.0/24'] });
    expect(bound).toMatchObject(terms);
    expect((await load(bound.key))?.terms).toMatchObject({ ...terms, kind: 'api_key' });
    const next = await rotateKey(context, owner, { keyId: bound.id, overlap: 'now' });
    expect(next).toMatchObject(terms);
    expect((await load(next.key))?.terms).toMatchObject(terms);
  });

  test('what the application has no subscription to, and what is no network, is named', async () => {
    const { create, product } = await scene();
    const unknown = (fields: object) => expectRefusal(create(fields), 'unknown_reference');
    expect((await unknown({ scopes: ['elsewhere'] })).message).toContain('elsewhere');
    expect((await unknown({ scopes: [product.slug, `${product.slug}:images.edits`] })).param).toBe('scopes');
    expect((await unknown({ models: ['gpt-none'] })).param).toBe('models');
    const refusal = await expectRefusal(create({ addresses: ['10.0.0.0/8', '10.0.0.0/40'] }), 'validation_failed');
    expect(refusal.message).toContain('10.0.0.0/40');
    expect(refusal.message).not.toContain('10.0.0.0/8,');
    expect(await create({ scopes: ['*'] })).toMatchObject({ scopes: ['*'] });
  });

  test('what can be chosen is what the application is subscribed to', async () => {
    const { context, owner, application, product, model } = await scene();
    expect(await listApplicationScopes(context, owner, { applicationId: application.id })).toEqual([
      {
        scope: product.slug,
        name: product.name,
        operations: ['chat.completions', 'embeddings'].map((operation) => ({
          scope: `${product.slug}:${operation}`,
          operation,
        })),
        models: [model.name],
      },
    ]);
  });

  test('a change replaces what is given, is heard of everywhere and audited; the same again is no change', async () => {
    const { context, owner, create, load, epoch, product, model } = await scene();
    const { id, key } = await create({ scopes: [product.slug], addresses: ['10.0.0.0/8'] });
    const before = await epoch();
    const change = { keyId: id, models: [model.name], addresses: [] };
    expect(await updateKey(context, owner, change)).toMatchObject({
      scopes: [product.slug],
      models: [model.name],
      addresses: [],
    });
    expect((await load(key))?.terms).toMatchObject({ scopes: [product.slug], models: [model.name], addresses: null });
    expect(await epoch()).toBe(before + 1n);
    await updateKey(context, owner, change);
    await updateKey(context, owner, { keyId: id, name: 'Deploy' });
    expect(await epoch()).toBe(before + 1n);
    const entries = await auditOf(context, uuid('key', id));
    expect(entries.map(({ action }) => action)).toEqual(['key.create', 'key.update', 'key.rename']);
    expect(entries[1]?.detail).toMatchObject({
      before: { models: [], addresses: ['10.0.0.0/8'] },
      after: { models: [model.name], addresses: [] },
    });
  });

  test('what a key had may stay when nothing offers it any more; a revoked key changes nothing but its name', async () => {
    const { context, owner, create, product, application } = await scene();
    const { id } = await create({ scopes: [product.slug] });
    await context.db.prisma.subscription.updateMany({
      where: { applicationId: uuid('application', application.id) },
      data: { status: 'cancelled' },
    });
    expect(await updateKey(context, owner, { keyId: id, scopes: [product.slug, '*'] })).toMatchObject({
      scopes: [product.slug, '*'],
    });
    await revokeKey(context, owner, { keyId: id, reason: '' });
    await expectRefusal(updateKey(context, owner, { keyId: id, scopes: [] }), 'invalid_state');
    expect((await updateKey(context, owner, { keyId: id, name: 'Gone' })).name).toBe('Gone');
  });
});

describe('how long keys may live', () => {
  test('without an end they get the latest, a later one is refused; rotation and change go by it too', async () => {
    const { context, tenant, owner, create } = await scene();
    const old = await create();
    await setKeyPolicy(context, owner, { tenantId: tenant.id, maxKeyDays: 90 });
    const made = await create();
    const lifeMs = Date.parse(made.expiresAt ?? '') - Date.now();
    expect(lifeMs).toBeGreaterThan(89.9 * DAY_MS);
    expect(lifeMs).toBeLessThanOrEqual(90 * DAY_MS);
    expect(await create({ expiresAt: inDays(30) })).toMatchObject({ status: 'active' });
    const refusal = await expectRefusal(create({ expiresAt: inDays(91) }), 'validation_failed');
    expect(refusal).toMatchObject({ param: 'expiresAt' });
    await expectRefusal(updateKey(context, owner, { keyId: made.id, expiresAt: inDays(91) }), 'validation_failed');
    const rotate = (expiresAt?: string | null) =>
      rotateKey(context, owner, { keyId: old.id, overlap: '1h', ...(expiresAt === undefined ? {} : { expiresAt }) });
    await expectRefusal(rotate(inDays(91)), 'validation_failed');
    expect((await rotate()).expiresAt).not.toBeNull();
  });

  test('those that live longer are listed, and go on working', async () => {
    const { context, tenant, application, owner, create, load, epoch } = await scene();
    const [forever, long] = [await create(), await create({ expiresAt: inDays(60) })];
    await create({ expiresAt: inDays(20) });
    await revokeKey(context, owner, { keyId: (await create()).id, reason: '' });
    expect(await getKeyPolicy(context, owner, { tenantId: tenant.id })).toMatchObject({
      maxKeyDays: null,
      violations: 0,
    });
    const before = await epoch();
    const policy = await setKeyPolicy(context, owner, { tenantId: tenant.id, maxKeyDays: 30 });
    expect(policy).toMatchObject({ maxKeyDays: 30, violations: 2 });
    expect(policy.violating.map(({ id }) => id)).toEqual([forever.id, long.id]);
    expect(policy.violating[0]?.application).toBe(application.name);
    expect((await load(forever.key))?.keyState).toBe('active');
    expect(await epoch()).toBe(before);
    await updateKey(context, owner, { keyId: forever.id, expiresAt: inDays(10) });
    expect((await getKeyPolicy(context, owner, { tenantId: tenant.id })).violations).toBe(1);
    const entries = await auditOf(context, uuid('tenant', tenant.id));
    expect(entries.filter(({ action }) => action === 'tenant.key_policy')).toHaveLength(1);
    await expectRefusal(
      setKeyPolicy(context, member(tenant.id, 'developer'), { tenantId: tenant.id, maxKeyDays: null }),
      'forbidden',
    );
  });
});

describe('all keys of one person', () => {
  test('are revoked together, each with an entry; others’ are left alone', async () => {
    const { context, tenant, application, owner, create, epoch } = await scene();
    const theirs = [await create(), await create({ environment: 'test' })];
    const done = await create();
    await revokeKey(context, owner, { keyId: done.id, reason: '' });
    const colleague = member(tenant.id, 'developer');
    const other = await createKey(context, colleague, {
      applicationId: application.id,
      name: 'x',
      environment: 'live',
    });
    const whose = { tenantId: tenant.id, userId: publicId('user', owner.userId) };
    expect(await countMemberKeys(context, colleague, whose)).toMatchObject({ keys: 2 });
    const before = await epoch();
    await expectRefusal(revokeMemberKeys(context, member(tenant.id, 'viewer'), { ...whose, reason: '' }), 'forbidden');
    expect(await revokeMemberKeys(context, colleague, { ...whose, reason: 'left' })).toMatchObject({ keys: 2 });
    expect(await epoch()).toBe(before + 1n);
    for (const { id } of theirs) {
      expect(await getKey(context, owner, { keyId: id })).toMatchObject({ status: 'revoked' });
      expect((await auditOf(context, uuid('key', id))).at(-1)).toMatchObject({
        action: 'key.revoke',
        detail: { reason: 'left' },
      });
    }
    expect(await getKey(context, owner, { keyId: other.id })).toMatchObject({ status: 'active' });
    expect(await revokeMemberKeys(context, colleague, { ...whose, reason: 'left' })).toMatchObject({ keys: 0 });
    expect(await epoch()).toBe(before + 1n);
  });

  test('go with a member who is removed, when asked for', async () => {
    const { context, tenant, application, owner } = await scene();
    const tenantId = uuid('tenant', tenant.id);
    const people = [newId(), newId()];
    for (const id of people) {
      await context.db.prisma.user.create({ data: { id, email: `${id}@example.com`, name: '' } });
      await context.db.prisma.membership.create({ data: { tenantId, userId: id, role: 'developer' } });
    }
    for (const [index, userId] of people.entries()) {
      const actor = { ...member(tenant.id, 'developer'), userId };
      const { id } = await createKey(context, actor, { applicationId: application.id, name: 'x', environment: 'live' });
      const whose = { tenantId: tenant.id, userId: publicId('user', userId) };
      await removeMember(context, ADMIN, { ...whose, ...(index === 0 ? { revokeKeys: true } : {}) });
      expect((await getKey(context, owner, { keyId: id })).status).toBe(index === 0 ? 'revoked' : 'active');
    }
  });
});

describe('peppers', () => {
  test('under one of before a key is found, and kept under today’s once it was shown', async () => {
    const { context, create } = await scene();
    const { id, key } = await create();
    const today = Buffer.alloc(32, 7);
    const hashes = hashesOf({ keyPepper: today, keyPeppersRetired: [context.keyPepper] }, key);
    expect(await loadCallerByKeyHash(context.db, hashKey(today, key))).toBeNull();
    const keyId = uuid('key', id);
    expect(await loadCallerByKeyHash(context.db, ...hashes)).toMatchObject({ keyId });
    const row = () => context.db.prisma.apiKey.findUniqueOrThrow({ where: { id: keyId } });
    expect((await row()).pepperId).toBe(pepperId(context.keyPepper));
    await rehashKey(context.db, { keyId, hashes, pepper: today });
    expect(await row()).toMatchObject({ pepperId: pepperId(today), hashVersion: 1 });
    expect(await loadCallerByKeyHash(context.db, hashKey(today, key))).toMatchObject({ keyId });
    expect(await loadCallerByKeyHash(context.db, hashKey(context.keyPepper, key))).toBeNull();
  });

  test('a hash of another key changes nothing', async () => {
    const { context, create } = await scene();
    const [one, other] = [await create(), await create()];
    const today = Buffer.alloc(32, 9);
    const hashes = hashesOf({ keyPepper: today, keyPeppersRetired: [context.keyPepper] }, other.key);
    await rehashKey(context.db, { keyId: uuid('key', one.id), hashes, pepper: today });
    expect(await loadCallerByKeyHash(context.db, hashKey(context.keyPepper, one.key))).not.toBeNull();
  });
});
