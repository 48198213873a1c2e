import { generateKeyPairSync } from 'node:crypto';
import { CreateOAuthClientSchema, CreateTokenIssuerSchema } from '@turnpike/contracts/management/oauth';
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import type { MemberActor } from '../actor.js';
import { disableUser } from '../identity/disable-user.use-case.js';
import { leaveTenant } from '../members/leave-tenant.use-case.js';
import { createOAuthClient } from './create-oauth-client.use-case.js';
import { createTokenIssuer } from './create-token-issuer.use-case.js';
import { deleteTokenIssuer } from './delete-token-issuer.use-case.js';
import { disableOAuthClient } from './disable-oauth-client.use-case.js';
import { enableOAuthClient } from './enable-oauth-client.use-case.js';
import { listOAuthGrants } from './list-oauth-grants.use-case.js';
import { listTokenIssuers } from './list-token-issuers.use-case.js';
import { revokeOAuthClient } from './revoke-oauth-client.use-case.js';
import { rotateClientSecret } from './rotate-client-secret.use-case.js';
import { updateOAuthClient } from './update-oauth-client.use-case.js';
import { updateTokenIssuer } from './update-token-issuer.use-case.js';

let fixture: Fixture;
let owner: MemberActor;
let tenantId: string;
let applicationId: string;
beforeAll(async () => {
  fixture = await createFixture();
  tenantId = (await makeTenant(fixture.context)).id;
  owner = member(tenantId);
  applicationId = (await makeApplication(fixture.context, tenantId)).id;
});
afterAll(() => fixture.close());

type ClientInput = Partial<(typeof CreateOAuthClientSchema)['_input']>;

const SERVICE: ClientInput = { grantTypes: ['client_credentials'] };
const WEB: ClientInput = { grantTypes: ['authorization_code'], redirectUris: ['https://a.example/cb'] };

function create(input: ClientInput = SERVICE) {
  const whole = CreateOAuthClientSchema.parse({ applicationId, name: 'c', scopes: ['ai'], ...SERVICE, ...input });
  return createOAuthClient(fixture.context, owner, whole);
}

const epoch = async () =>
  (await fixture.context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenantId) } })).epoch;

const publicKey = (type: 'ec' | 'rsa', bits = 2_048) => {
  const pair =
    type === 'ec'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: bits });
  return pair.publicKey.export({ format: 'jwk' }) as Record<string, string>;
};

describe('clients', () => {
  test('the secret is shown once and kept as a hash', async () => {
    const client = await create();
    expect(client).toMatchObject({ status: 'active', authMethod: 'client_secret_basic', previousSecretUntil: null });
    expect(client.secret).toMatch(/^tp_secret_[\w-]{43}$/);
    const row = await fixture.context.db.prisma.oAuthClient.findUniqueOrThrow({
      where: { id: uuid('oauthClient', client.id) },
    });
    expect(row.secretHash).toHaveLength(32);
    expect(JSON.stringify(await auditOf(fixture.context, row.id))).not.toContain(client.secret);
  });

  test.each<[string, ClientInput, string]>([
    ['a public client with credentials of its own', { kind: 'public' }, 'grantTypes'],
    ['refresh tokens without codes', { grantTypes: ['client_credentials', 'refresh_token'] }, 'grantTypes'],
    ['a public client with a secret', { ...WEB, kind: 'public', authMethod: 'client_secret_basic' }, 'authMethod'],
    ['a confidential client that shows nothing', { authMethod: 'none' }, 'authMethod'],
    ['nowhere to go back to', { ...WEB, redirectUris: [] }, 'redirectUris'],
    ['somewhere to go back to for nobody', { redirectUris: ['https://a.example'] }, 'redirectUris'],
    ['plain http', { ...WEB, redirectUris: ['http://a.example/cb'] }, 'redirectUris'],
    ['a fragment', { ...WEB, redirectUris: ['https://a.example/#x'] }, 'redirectUris'],
    ['a password', { ...WEB, redirectUris: ['https://a:b@a.example/'] }, 'redirectUris'],
    ['a scheme of its own', { ...WEB, redirectUris: ['javascript:alert(1)'] }, 'redirectUris'],
    ['no website', { ...WEB, website: 'javascript:alert(1)' }, 'website'],
    ['no key', { authMethod: 'private_key_jwt' }, 'jwks'],
    ['a short key', { authMethod: 'private_key_jwt', jwks: { keys: [publicKey('rsa', 1_024)] } }, 'jwks'],
    ['a secret key', { authMethod: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }, 'jwks'],
    ['keys nobody asks for', { jwks: { keys: [publicKey('ec')] } }, 'jwks'],
    ['no network', { addresses: ['anywhere'] }, 'addresses'],
  ])('%s is refused', async (_, input, param) => {
    expect((await expectRefusal(create(input), 'validation_failed')).param).toBe(param);
  });

  test('loopback and keys of its own are fine', async () => {
    await create({ ...WEB, kind: 'public', redirectUris: ['http://127.0.0.1/cb', 'http://[::1]:9/cb'] });
    const keys = [publicKey('ec'), publicKey('rsa')];
    expect((await create({ authMethod: 'private_key_jwt', jwks: { keys } })).secret).toBeNull();
  });

  test('a change is judged as a whole, told to callers, and written down', async () => {
    const { id: clientId } = await create(WEB);
    const before = await epoch();
    const changed = await updateOAuthClient(fixture.context, owner, {
      clientId,
      changes: { scopes: ['ai:x', 'ai:x'] },
    });
    expect(changed).toMatchObject({ scopes: ['ai:x'], redirectUris: WEB.redirectUris });
    expect(await epoch()).toBe(before + 1n);
    await updateOAuthClient(fixture.context, owner, { clientId, changes: { scopes: ['ai:x'] } });
    expect(await epoch()).toBe(before + 1n);
    const nowhere = updateOAuthClient(fixture.context, owner, { clientId, changes: { redirectUris: [] } });
    await expectRefusal(nowhere, 'validation_failed');
    expect((await auditOf(fixture.context, uuid('oauthClient', clientId))).map(({ action }) => action)).toEqual([
      'oauth-client.create',
      'oauth-client.update',
    ]);
  });

  test('revoked is for good; disabled is not', async () => {
    const { id: clientId } = await create();
    const change = { clientId, reason: 'test' };
    expect(await disableOAuthClient(fixture.context, owner, change)).toMatchObject({ status: 'disabled' });
    expect(await enableOAuthClient(fixture.context, owner, change)).toMatchObject({ status: 'active' });
    expect(await revokeOAuthClient(fixture.context, owner, change)).toMatchObject({ status: 'revoked' });
    await expectRefusal(enableOAuthClient(fixture.context, owner, change), 'invalid_state');
    await expectRefusal(rotateClientSecret(fixture.context, owner, { clientId, overlap: 'now' }), 'invalid_state');
    await expectRefusal(
      updateOAuthClient(fixture.context, owner, { clientId, changes: { name: 'x' } }),
      'invalid_state',
    );
  });

  test('a viewer reads and a developer writes', async () => {
    const { id: clientId } = await create();
    await expectRefusal(
      revokeOAuthClient(fixture.context, member(tenantId, 'viewer'), { clientId, reason: '' }),
      'forbidden',
    );
    await revokeOAuthClient(fixture.context, member(tenantId, 'developer'), { clientId, reason: '' });
  });
});

describe('what people allowed', () => {
  /** A person of the tenant who let a client in, with a refresh token of it. */
  async function allowed() {
    const { prisma } = fixture.context.db;
    const person = member(tenantId, 'developer');
    const { userId } = person;
    const tenant = uuid('tenant', tenantId);
    await prisma.user.create({
      data: {
        id: userId,
        email: `${userId}@x.example`,
        memberships: { create: { tenantId: tenant, role: 'developer' } },
      },
    });
    const client = await create(WEB);
    const [id, clientId] = [newId(), uuid('oauthClient', client.id)];
    const where = { tenantId: tenant, applicationId: uuid('application', applicationId) };
    await prisma.oAuthGrant.create({ data: { id, clientId, userId, ...where, scopes: ['ai'] } });
    await prisma.oAuthRecord.create({ data: { model: 'RefreshToken', id, payload: {}, grantId: id } });
    const left = async () => ({
      grants: (await listOAuthGrants(fixture.context, person, {})).items.length,
      records: await prisma.oAuthRecord.count({ where: { grantId: id } }),
    });
    expect(await left()).toEqual({ grants: 1, records: 1 });
    return { person, client, left };
  }

  test('ends with the client', async () => {
    const { client, left } = await allowed();
    const before = await epoch();
    await revokeOAuthClient(fixture.context, owner, { clientId: client.id, reason: '' });
    expect(await left()).toEqual({ grants: 0, records: 0 });
    expect(await epoch()).toBeGreaterThan(before);
  });

  test('ends when the person leaves', async () => {
    const { person, left } = await allowed();
    await leaveTenant(fixture.context, person, { tenantId });
    expect(await left()).toEqual({ grants: 0, records: 0 });
  });

  test('ends when the person is disabled', async () => {
    const { person, left } = await allowed();
    await disableUser(fixture.context, ADMIN, { userId: person.userId });
    expect(await left()).toEqual({ grants: 0, records: 0 });
  });
});

describe('token issuers', () => {
  const BASE = { name: 'i', issuer: 'https://id.example', userClaim: 'sub' };

  function trust(input: Partial<(typeof CreateTokenIssuerSchema)['_input']> = {}) {
    const whole = { ...BASE, tenantId, audience: newId(), defaultApplicationId: applicationId, ...input };
    return createTokenIssuer(fixture.context, owner, CreateTokenIssuerSchema.parse(whole));
  }

  test('is trusted once for an audience, changed, switched off, and forgotten', async () => {
    const issuer = await trust({ audience: 'us' });
    await expectRefusal(trust({ audience: 'us' }), 'conflict');
    const issuerId = issuer.id;
    const before = await epoch();
    const changes = { enabled: false, applicationClaim: 'team', applications: { red: applicationId } };
    expect(await updateTokenIssuer(fixture.context, owner, { issuerId, changes })).toMatchObject(changes);
    expect(await epoch()).toBe(before + 1n);
    const other = await trust({ audience: 'others' });
    const same = updateTokenIssuer(fixture.context, owner, { issuerId: other.id, changes: { audience: 'us' } });
    await expectRefusal(same, 'conflict');
    await deleteTokenIssuer(fixture.context, owner, { issuerId });
    const { items } = await listTokenIssuers(fixture.context, owner, { tenantId });
    expect(items.map(({ id }) => id)).toEqual([other.id]);
  });

  test.each([
    ['no address', { issuer: 'us' }, 'validation_failed'],
    ['an address with a query', { issuer: 'https://id.example/?x' }, 'validation_failed'],
    ['no application', { defaultApplicationId: null }, 'validation_failed'],
    ['a claim without values', { applicationClaim: 'team' }, 'validation_failed'],
    ['values without a claim', { applications: { red: 'app_x' } }, 'validation_failed'],
    ['an application that is none', { defaultApplicationId: 'app_x' }, 'unknown_reference'],
  ] as const)('%s is refused', async (_, input, code) => {
    await expectRefusal(trust(input), code);
  });

  test('another organisation’s application is refused', async () => {
    const elsewhere = await makeApplication(fixture.context, (await makeTenant(fixture.context)).id);
    await expectRefusal(trust({ defaultApplicationId: elsewhere.id }), 'unknown_reference');
  });
});
