/** Which JWTs are let in, and as whom: our own, and those of tenants' identity providers. */
import { randomBytes } from 'node:crypto';
import { createDatabase, type Database } from '@turnpike/db/client';
import { newId, publicId } from '@turnpike/domain/ids';
import { createCredentialKeys } from '@turnpike/management/credentials/secret-box';
import { IssuerKeys } from '@turnpike/oauth/issuer-keys';
import { loadSigningKey } from '@turnpike/oauth/signing-keys';
import { createTestDatabase } from '@turnpike/testing/database';
import { exportJWK, generateKeyPair, importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CredentialReader } from '../caller-cache.js';
import { accessTokenReader } from './access-token-reader.js';
import { externalTokenReader } from './external-token-reader.js';
import { jwtReader } from './token-reader.js';

const PARTIES = { issuer: 'https://portal.example', audience: 'https://api.example' };
const IDP = 'https://id.customer.example';
const SECOND = 1_000;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Database;
let reader: CredentialReader;
let signingKey: Awaited<ReturnType<typeof loadSigningKey>>;
let idp: Awaited<ReturnType<typeof generateKeyPair>>;
/** What the customer's provider publishes, and how often it was asked. */
const published = { keys: [] as object[], asked: 0, isAway: false };
const [tenantId, applicationId, otherApplicationId, clientId] = [newId(), newId(), newId(), newId()];

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase({ url: database.url, poolSize: 3 });
  const credentialKeys = createCredentialKeys([randomBytes(32).toString('base64')]);
  signingKey = await loadSigningKey({ pool: db.pool, credentialKeys, now: () => new Date() });
  idp = await generateKeyPair('RS256');
  published.keys = [{ ...(await exportJWK(idp.publicKey)), kid: 'one', alg: 'RS256' }];
  await populate();
  const egress = {
    send: ({ url }: { url: string }) => {
      published.asked += 1;
      const document = url.endsWith('/keys') ? { keys: published.keys } : { issuer: IDP, jwks_uri: `${IDP}/keys` };
      const body = Buffer.from(JSON.stringify(document));
      return Promise.resolve({ status: published.isAway ? 503 : 200, headers: {}, body, isCut: false });
    },
  };
  const keys = new IssuerKeys({ egress, onError: () => undefined });
  reader = jwtReader([accessTokenReader(db, PARTIES), externalTokenReader(db, (issuer) => keys.of(issuer))]);
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function populate(): Promise<void> {
  const { prisma } = db;
  await prisma.tenant.create({ data: { id: tenantId, name: 'Customer', slug: 'customer' } as never });
  for (const id of [applicationId, otherApplicationId])
    await prisma.application.create({ data: { id, tenantId, name: 'app' } });
  await prisma.oAuthClient.create({
    data: {
      ...{ id: clientId, tenantId, applicationId, name: 'c', kind: 'confidential', environment: 'test' },
      ...{ grantTypes: ['client_credentials'], scopes: ['writing', 'painting:images'], authMethod: 'none' },
    },
  });
  await prisma.tokenIssuer.create({
    data: {
      ...{ id: newId(), tenantId, name: 'idp', issuer: IDP, audience: 'mapped', userClaim: 'email', scopeClaim: 'scp' },
      ...{ applicationClaim: 'team', applications: { red: otherApplicationId }, defaultApplicationId: applicationId },
    },
  });
}

const nowSeconds = () => Math.floor(Date.now() / SECOND);

interface Changes {
  payload?: JWTPayload;
  header?: object;
  key?: Parameters<SignJWT['sign']>[0];
}

/** A token of our own, but for what is changed. */
async function own({ payload = {}, header = {}, key }: Changes = {}): Promise<string> {
  const claims = {
    ...{
      iss: PARTIES.issuer,
      aud: PARTIES.audience,
      sub: 'x',
      jti: newId(),
      iat: nowSeconds(),
      exp: nowSeconds() + 600,
    },
    ...{ client_id: publicId('oauthClient', clientId), scope: 'writing painting painting:images' },
  };
  return new SignJWT({ ...claims, ...payload })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: signingKey.kid ?? '', ...header })
    .sign(key ?? (await importJWK(signingKey, 'ES256')));
}

/** A token of the customer's provider, but for what is changed. */
function external({ payload = {}, header = {}, key }: Changes = {}): Promise<string> {
  const claims = { iss: IDP, aud: 'mapped', sub: 'u1', iat: nowSeconds(), exp: nowSeconds() + 600 };
  return new SignJWT({ ...claims, ...payload })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
    .sign(key ?? idp.privateKey);
}

const load = async (token: string) => {
  expect(reader.recognises(token)).toBe(true);
  return reader.load(token);
};

describe('our own', () => {
  test('is its client’s, with the scopes that the client may have, until it ends', async () => {
    const exp = nowSeconds() + 300;
    expect(await load(await own({ payload: { exp } }))).toMatchObject({
      ...{ keyId: clientId, applicationId, tenantId, environment: 'test', keyState: 'active' },
      keyExpiresAtMs: exp * SECOND,
      terms: { kind: 'access_token', scopes: ['writing', 'painting:images'] },
    });
    expect(await reader.loadById(clientId)).toMatchObject({ keyId: clientId, keyExpiresAtMs: null });
  });

  test.each<[string, () => Promise<Changes>]>([
    ['of another issuer', async () => ({ payload: { iss: 'https://evil.example' } })],
    ['for another audience', async () => ({ payload: { aud: 'https://elsewhere.example' } })],
    ['that has ended', async () => ({ payload: { exp: nowSeconds() - 1 } })],
    ['without an end', async () => ({ payload: { exp: undefined } as unknown as JWTPayload })],
    ['of another type', async () => ({ header: { typ: 'JWT' } })],
    ['of another key', async () => ({ key: (await generateKeyPair('ES256')).privateKey })],
    ['of a key that nobody knows', async () => ({ header: { kid: newId() } })],
    ['signed with the public key as a secret', async () => {
      const { x = '' } = signingKey;
      return { header: { alg: 'HS256' }, key: new TextEncoder().encode(x) };
    }],
    ['of no client', async () => ({ payload: { client_id: publicId('oauthClient', newId()) } })],
    ['of a grant that is none', async () => ({ payload: { grant_id: newId() } })],
  ])('%s is nobody’s', async (_, changes) => expect(await load(await own(await changes()))).toBeNull()); // prettier-ignore

  test('unsigned or changed it is nobody’s', async () => {
    const [head = '', body = '', signature = ''] = (await own()).split('.');
    const more = Buffer.from(Buffer.from(body, 'base64url').toString().replace('"x"', '"y"')).toString('base64url');
    expect(await load([head, more, signature].join('.'))).toBeNull();
    const unsigned = new UnsecuredJWT({ iss: PARTIES.issuer, aud: PARTIES.audience }).setExpirationTime('10m').encode();
    expect(reader.recognises(unsigned)).toBe(false);
  });

  test('of a client that was disabled or archived meanwhile it is refused', async () => {
    const token = await own();
    await db.prisma.oAuthClient.update({ where: { id: clientId }, data: { disabledAt: new Date() } });
    expect(await load(token)).toMatchObject({ keyState: 'disabled' });
    await db.prisma.oAuthClient.update({ where: { id: clientId }, data: { disabledAt: null, revokedAt: new Date() } });
    expect(await load(token)).toMatchObject({ keyState: 'revoked' });
    await db.prisma.oAuthClient.update({ where: { id: clientId }, data: { revokedAt: null } });
    expect(await load(token)).toMatchObject({ keyState: 'active' });
  });
});

describe('a customer’s own', () => {
  test('speaks for the application of its claim, a user, and scopes', async () => {
    const payload = { team: 'red', email: 'ada@customer.example', scp: ['writing', 'NOT ONE'] };
    expect(await load(await external({ payload }))).toMatchObject({
      applicationId: otherApplicationId,
      terms: { kind: 'external_token', endUser: 'ada@customer.example', scopes: ['writing'] },
    });
    const words = { team: 'blue', scp: 'writing painting' };
    expect(await load(await external({ payload: words }))).toMatchObject({
      applicationId,
      terms: { scopes: ['writing', 'painting'], endUser: null },
    });
    expect(await load(await external())).toMatchObject({ terms: { scopes: [] } });
  });

  test.each<[string, () => Promise<Changes>]>([
    ['of an issuer that nobody trusts', async () => ({ payload: { iss: 'https://evil.example' } })],
    ['for an audience that nobody trusts', async () => ({ payload: { aud: 'others' } })],
    ['that ended more than a minute ago', async () => ({ payload: { exp: nowSeconds() - 61 } })],
    ['that begins in more than a minute', async () => ({ payload: { nbf: nowSeconds() + 70 } })],
    ['made in the future', async () => ({ payload: { iat: nowSeconds() + 70 } })],
    ['without an end', async () => ({ payload: { exp: undefined } as unknown as JWTPayload })],
    ['of another key', async () => ({ key: (await generateKeyPair('RS256')).privateKey })],
    ['signed with a secret', async () => ({ header: { alg: 'HS256' }, key: new TextEncoder().encode('secret'.repeat(6)) })],
  ])('%s is nobody’s', async (_, changes) => expect(await load(await external(await changes()))).toBeNull()); // prettier-ignore

  test('within the minute of leeway it is good', async () => {
    const payload = { exp: nowSeconds() - 30, nbf: nowSeconds() + 30, iat: nowSeconds() + 30 };
    expect(await load(await external({ payload }))).not.toBeNull();
  });

  test('made-up keys are asked for once a minute, and an issuer that is away is still known', async () => {
    await load(await external());
    published.isAway = true;
    const before = published.asked;
    for (const kid of ['two', 'three']) expect(await load(await external({ header: { kid } }))).toBeNull();
    expect(published.asked).toBe(before);
    expect(await load(await external())).not.toBeNull();
    published.isAway = false;
  });

  test('what two tenants could mean is refused, unless a claim says whose it is', async () => {
    const other = newId();
    await db.prisma.tenant.create({ data: { id: other, name: 'Other', slug: 'other' } as never });
    const theirs = await db.prisma.application.create({ data: { id: newId(), tenantId: other, name: 'app' } });
    const trust = { id: newId(), tenantId: other, name: 'idp', issuer: IDP, audience: 'mapped' };
    await db.prisma.tokenIssuer.create({ data: { ...trust, defaultApplicationId: theirs.id } });
    expect(await load(await external())).toBeNull();
    expect(await load(await external({ payload: { team: 'red' } }))).toMatchObject({ tenantId });
    await db.prisma.tokenIssuer.update({ where: { id: trust.id }, data: { disabledAt: new Date() } });
    expect(await load(await external())).toMatchObject({ tenantId });
  });
});
