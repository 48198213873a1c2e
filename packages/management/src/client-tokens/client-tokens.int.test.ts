import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  member,
  ORIGIN,
  uuid,
} from '../../test/fixture.js';
import type { ApplicationActor } from '../actor.js';
import { createKey } from '../keys/create-key.use-case.js';
import { createPlaygroundKey } from '../keys/create-playground-key.use-case.js';
import { disableKey } from '../keys/disable-key.use-case.js';
import { enableKey } from '../keys/enable-key.use-case.js';
import { hashKey } from '../keys/key-hash.js';
import { listKeys } from '../keys/list-keys.use-case.js';
import { revokeKey } from '../keys/revoke-key.use-case.js';
import { loadCallerByKeyHash } from '../snapshot/load-caller.js';
import { createClientToken, type CreateClientTokenInput } from './create-client-token.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const USUAL: CreateClientTokenInput = { ttlSeconds: 600, endUser: null, models: null, budget: null };

/** An application with a key; `terms` are columns of the key. */
async function scene(terms: object = {}, fields: object = {}) {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const owner = member(tenant.id);
  const key = await createKey(context, owner, {
    applicationId: application.id, name: 'Server', environment: 'live', scopes: [], models: [], addresses: [], ...fields,
  }); // prettier-ignore
  const id = uuid('key', key.id);
  if (Object.keys(terms).length > 0) await context.db.prisma.apiKey.update({ where: { id }, data: terms });
  const actor: ApplicationActor = {
    kind: 'application', tenantId: uuid('tenant', tenant.id), applicationId: uuid('application', application.id), apiKeyId: id, ...ORIGIN,
  }; // prettier-ignore
  const create = (input: Partial<CreateClientTokenInput> = {}) =>
    createClientToken(context, actor, { ...USUAL, ...input });
  const load = (token: string) => loadCallerByKeyHash(context.db, hashKey(context.keyPepper, token));
  return { context, tenant, application, owner, key, actor, create, load };
}

test('a token speaks for one user, of some models, within a budget, for its time', async () => {
  const { actor, create, load } = await scene();
  const before = Date.now();
  const made = await create({ ttlSeconds: 30, endUser: 'u-1', models: ['a', 'b'], budget: '0.50' });
  expect(made.expiresAt.getTime() - before).toBeGreaterThanOrEqual(30_000);
  expect(made.expiresAt.getTime() - before).toBeLessThan(40_000);
  const caller = await load(made.token);
  expect(caller).toMatchObject({ keyState: 'active', keyExpiresAtMs: made.expiresAt.getTime(), environment: 'live' });
  expect(caller?.terms).toMatchObject({
    kind: 'client_token',
    endUser: 'u-1',
    models: ['a', 'b'],
    addresses: null,
    limits: [{ kind: 'budget', amount: '0.50', stop: 'hard' }],
    parent: { keyId: actor.apiKeyId, limits: [] },
  });
});

test('it may do what its key may at the moment, from anywhere, and its calls count for the key', async () => {
  const limits = [{ kind: 'rate', name: 'mine', requests: 5, seconds: 1, onStoreFailure: 'closed' }];
  const terms = { scopes: ['ai'], models: ['a', 'b'], addresses: ['203.0.113.0/24'], limits };
  const { context, key, create, load } = await scene(terms);
  const { token } = await create({ models: ['b'] });
  expect((await load(token))?.terms).toMatchObject({
    scopes: ['ai'],
    models: ['b'],
    addresses: null,
    parent: { limits },
  });
  await context.db.prisma.apiKey.update({
    where: { id: uuid('key', key.id) },
    data: { scopes: ['other'], models: ['a'] },
  });
  // Both lists must name a model: none is left.
  expect((await load(token))?.terms).toMatchObject({ scopes: ['other'], models: [] });
  const all = await create();
  expect((await load(all.token))?.terms).toMatchObject({ models: ['a'] });
  await expectRefusal(create({ models: ['b'] }), 'model_not_permitted');
});

test('it ends with its key: at its expiry, while it is disabled, and when it is revoked', async () => {
  const expiresAt = new Date(Date.now() + 60_000).toISOString();
  const { context, owner, key, create, load } = await scene({}, { expiresAt });
  const { token, expiresAt: end } = await create({ ttlSeconds: 3_600 });
  expect(end.toISOString()).toBe(expiresAt);
  const change = { keyId: key.id, reason: '' };
  await disableKey(context, owner, change);
  expect((await load(token))?.keyState).toBe('disabled');
  await enableKey(context, owner, change);
  expect((await load(token))?.keyState).toBe('active');
  const sooner = new Date(Date.now() + 10_000);
  await context.db.prisma.apiKey.update({ where: { id: uuid('key', key.id) }, data: { expiresAt: sooner } });
  expect((await load(token))?.keyExpiresAtMs).toBe(sooner.getTime());
  await revokeKey(context, owner, change);
  expect((await load(token))?.keyState).toBe('revoked');
});

test('it is made with a key that people made, and nothing else', async () => {
  const { context, application, owner, actor, create } = await scene();
  const { id } = await create();
  const refused = (apiKeyId: string) =>
    expectRefusal(createClientToken(context, { ...actor, apiKeyId }, USUAL), 'forbidden');
  await refused(id);
  const playground = await createPlaygroundKey(context, owner, { applicationId: application.id, environment: 'live' });
  await refused(uuid('key', playground.id));
  const stranger = await scene();
  await refused(stranger.actor.apiKeyId);
});

test('it is listed nowhere, and told to no webhook', async () => {
  const { context, tenant, owner, key, create } = await scene();
  const told = async () => {
    const { rows } = await context.db.pool.query<{ count: string }>('SELECT count(*) FROM outbox_messages');
    return rows[0]?.count;
  };
  const before = await told();
  await create();
  expect(await told()).toBe(before);
  const { items } = await listKeys(context, owner, { tenantId: tenant.id });
  expect(items.map(({ id }) => id)).toEqual([key.id]);
});

test('a key has ten thousand live ones at most', async () => {
  const { context, actor, create } = await scene();
  const { token } = await create();
  await context.db.pool.query(
    `INSERT INTO api_keys (id, tenant_id, application_id, name, environment, hash, hash_version, start, last4, purpose, parent_id, expires_at)
     SELECT gen_random_uuid(), $1, $2, 'x', 'live', decode(md5(random()::text || n), 'hex'), 1, 'x', 'xxxx', 'client', $3,
            now() + interval '1 hour'
     FROM generate_series(1, 9999) AS n`,
    [actor.tenantId, actor.applicationId, actor.apiKeyId],
  );
  expect(token).toContain('_live_');
  await expectRefusal(create(), 'rate_limit_exceeded');
  await context.db.pool.query(`UPDATE api_keys SET expires_at = now() WHERE parent_id = $1`, [actor.apiKeyId]);
  await create();
});
