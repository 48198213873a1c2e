import { randomBytes } from 'node:crypto';
import { CreateSigningSecretSchema } from '@turnpike/contracts/management/signing';
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  changeCounts,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeCatalogue,
  makeTenant,
  member,
  uuid,
} from '../../test/fixture.js';
import type { ManagementContext } from '../management-context.js';
import { openedCredential } from '../providers/credential-rows.js';
import { createSigningSecret } from '../signing-secrets/create-signing-secret.use-case.js';
import { signatureKeyOf } from '../signing-secrets/signing-key.js';
import { createWebhookEndpoint } from '../webhooks/create-webhook-endpoint.use-case.js';
import { deleteWebhookEndpoint } from '../webhooks/delete-webhook-endpoint.use-case.js';
import { rotateCallbackSecret } from '../webhooks/rotate-callback-secret.use-case.js';
import { rotateWebhookSecret } from '../webhooks/rotate-webhook-secret.use-case.js';
import { callbackBinding, endpointBinding, signingSecrets } from '../webhooks/webhook-secret.js';
import { listEncryptionKeys } from './list-encryption-keys.use-case.js';
import { resealSecrets } from './reseal-secrets.js';
import { createCredentialKeys } from './secret-box.js';

const [OLD, NEW] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
const BEFORE = createCredentialKeys([OLD]);
const BOTH = createCredentialKeys([NEW, OLD]);
const AFTER = createCredentialKeys([NEW]);
const NEVER = new AbortController().signal;

let fixture: Fixture;
/** As a process has it before, during and after the change of the key. */
let before: ManagementContext;
let during: ManagementContext;
let after: ManagementContext;
beforeAll(async () => {
  fixture = await createFixture();
  before = { ...fixture.context, credentialKeys: BEFORE };
  during = { ...fixture.context, credentialKeys: BOTH };
  after = { ...fixture.context, credentialKeys: AFTER };
});
afterAll(() => fixture.close());

const reseal = (keys = BOTH, signal = NEVER) => resealSecrets({ pool: fixture.context.db.pool, keys }, signal);
const keysOf = async (context: ManagementContext) => (await listEncryptionKeys(context, ADMIN)).items;

/** A provider with a credential, an endpoint with two secrets, and callbacks with two, all under the old key. */
async function populate() {
  const { provider } = await makeCatalogue(before);
  const { id: tenant } = await makeTenant(before);
  const endpoint = { tenantId: tenant, url: 'https://hooks.example.com', description: '', events: [] };
  const { id: endpointId } = await createWebhookEndpoint(before, ADMIN, endpoint);
  await rotateWebhookSecret(before, ADMIN, { endpointId, overlap: '24h' });
  await rotateCallbackSecret(before, ADMIN, { tenantId: tenant, overlap: 'now' });
  await rotateCallbackSecret(before, ADMIN, { tenantId: tenant, overlap: '24h' });
  const { id: applicationId } = await makeApplication(before, tenant);
  await createSigningSecret(before, ADMIN, CreateSigningSecretSchema.parse({ applicationId }));
  return {
    providerId: uuid('provider', provider.id),
    endpointId: uuid('webhook', endpointId),
    tenantId: uuid('tenant', tenant),
  };
}

/** Every secret of those things in the clear, as a process with these keys opens it. */
async function secretsOf(
  things: Awaited<ReturnType<typeof populate>>,
  { credentialKeys: keys, db }: ManagementContext,
) {
  const { providerId, endpointId, tenantId } = things;
  const credential = await db.prisma.providerCredential.findFirstOrThrow({ where: { providerId } });
  const endpoint = await db.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: endpointId } });
  const callback = await db.prisma.callbackSecret.findUniqueOrThrow({ where: { tenantId } });
  const signing = await db.prisma.signingSecret.findFirstOrThrow({ where: { tenantId } });
  const now = new Date();
  return [
    openedCredential(keys, credential),
    ...signingSecrets(keys, endpoint, { boundTo: endpointBinding(endpointId), now }),
    ...signingSecrets(keys, callback, { boundTo: callbackBinding(tenantId), now }),
    signatureKeyOf(keys, signing).key.export().toString(),
  ];
}

test('everything sealed moves under the current key, and the old one can be dropped', async () => {
  const things = await populate();
  const was = await secretsOf(things, before);
  expect(was).toHaveLength(6);
  const [current, retired] = await keysOf(during);
  expect(current).toMatchObject({ id: BOTH.currentId, state: 'current', mayBeDropped: false });
  expect(retired).toEqual({
    id: BEFORE.currentId,
    state: 'retired',
    providerCredentials: 1,
    webhookSecrets: 2,
    callbackSecrets: 2,
    signingSecrets: 1,
    oauthSigningKeys: 0,
    mayBeDropped: false,
  });
  const { catalogue } = await changeCounts(during);
  expect(await reseal()).toEqual({ resealed: 6, failed: 0 });
  expect((await changeCounts(during)).catalogue).toBe(catalogue + 1);
  expect(await secretsOf(things, after)).toEqual(was);
  expect(await keysOf(during)).toEqual([
    expect.objectContaining({ providerCredentials: 1, webhookSecrets: 2, callbackSecrets: 2, signingSecrets: 1 }),
    expect.objectContaining({ id: BEFORE.currentId, mayBeDropped: true }),
  ]);
  expect(await keysOf(after)).toHaveLength(1);
  expect(await reseal()).toEqual({ resealed: 0, failed: 0 });
});

test('more than a batch, by two at once: each once', async () => {
  const { providerId } = await populate();
  const row = await before.db.prisma.providerCredential.findFirstOrThrow({ where: { providerId } });
  const rows = Array.from({ length: 230 }, (_, index) => ({ ...row, id: newId(), name: `number ${index}` }));
  await before.db.prisma.providerCredential.createMany({ data: rows });
  const both = await Promise.all([reseal(), reseal()]);
  expect(both.map(({ failed }) => failed)).toEqual([0, 0]);
  expect(both.reduce((sum, { resealed }) => sum + resealed, 0)).toBe(236);
  const all = await before.db.prisma.providerCredential.findMany({ where: { providerId } });
  expect(new Set(all.map((one) => openedCredential(AFTER, one)))).toEqual(new Set(['sk-secret']));
});

test('a secret that changes meanwhile is left to its change', async () => {
  const { providerId } = await populate();
  const { db } = during;
  const { pool } = db;
  const put = async () => {
    const replaced = new Uint8Array(randomBytes(60));
    await db.prisma.providerCredential.updateMany({ where: { providerId }, data: { ciphertext: replaced } });
    return Buffer.from(replaced);
  };
  let changed: Buffer | null = null;
  const meddling = {
    query: async (text: string, values: unknown[]) => {
      if (text.includes('UPDATE provider_credentials')) changed ??= await put();
      return pool.query(text, values);
    },
  } as unknown as typeof pool;
  expect(await resealSecrets({ pool: meddling, keys: BOTH }, NEVER)).toMatchObject({ resealed: 5 });
  const row = await db.prisma.providerCredential.findFirstOrThrow({ where: { providerId } });
  expect(Buffer.from(row.ciphertext)).toEqual(changed);
  expect(row.keyId).toBe(BEFORE.currentId);
  // What does not open is counted, left alone, and asked for again without holding up the rest.
  expect(await reseal()).toEqual({ resealed: 0, failed: 1 });
  await db.prisma.providerCredential.deleteMany({ where: { providerId } });
});

test('a key that nobody has any more is told of, and nothing under it is touched', async () => {
  const { endpointId, providerId } = await populate();
  expect(await reseal(AFTER)).toEqual({ resealed: 0, failed: 0 });
  expect((await keysOf(after)).at(-1)).toMatchObject({ id: BEFORE.currentId, state: 'unknown', webhookSecrets: 2 });
  // An endpoint that was removed keeps no secret, and no key waits for it.
  await deleteWebhookEndpoint(before, ADMIN, { endpointId });
  expect((await keysOf(after)).at(-1)).toMatchObject({ webhookSecrets: 0, callbackSecrets: 2, providerCredentials: 1 });
  expect(await before.db.prisma.providerCredential.count({ where: { providerId, keyId: BEFORE.currentId } })).toBe(1);
});

test('the keys are the platform’s to see', async () => {
  const owner = member((await makeTenant(before)).id);
  await expectRefusal(listEncryptionKeys(before, owner), 'forbidden');
});
