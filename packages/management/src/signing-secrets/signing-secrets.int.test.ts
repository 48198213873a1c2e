import { generateKeyPairSync } from 'node:crypto';
import { CreateSigningSecretSchema } from '@turnpike/contracts/management/signing';
import { isSignedBy, secretKey, signWith } from '@turnpike/signatures/signature-key';
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
import { setKeyPolicy } from '../keys/set-key-policy.use-case.js';
import { loadSigner } from '../snapshot/load-signer.js';
import { changeSigningSecretStatus } from './change-signing-secret-status.use-case.js';
import { createSigningSecret } from './create-signing-secret.use-case.js';
import { getSigningSecret } from './get-signing-secret.use-case.js';
import { listSigningSecrets } from './list-signing-secrets.use-case.js';
import { updateSigningSecret } from './update-signing-secret.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const BASE = Buffer.from('what is signed');

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const application = await makeApplication(context, tenant.id);
  const owner = member(tenant.id);
  const create = (fields: object = {}) =>
    createSigningSecret(context, owner, CreateSigningSecretSchema.parse({ applicationId: application.id, ...fields }));
  const epoch = async () =>
    (await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenant.id) } })).epoch;
  const load = (id: string) => loadSigner(context.db, context.credentialKeys, uuid('signingSecret', id));
  return { context, tenant, application, owner, create, epoch, load };
}

test('a shared secret is shown once, kept sealed, and verifies what it signs', async () => {
  const { context, application, owner, create, load } = await scene();
  const { secret, ...created } = await create({ name: 'Till' });
  expect(created).toMatchObject({ applicationId: application.id, algorithm: 'hmac-sha256', status: 'active' });
  expect(created).toMatchObject({ publicKey: null, application: application.name, name: 'Till' });
  expect(await getSigningSecret(context, owner, { signingSecretId: created.id })).toEqual(created);
  const caller = await load(created.id);
  const key = caller?.terms?.signatureKey;
  if (key === undefined || secret === null) throw new Error('no key');
  expect(isSignedBy(key, BASE, signWith(secretKey(secret), BASE))).toBe(true);
  const { rows } = await context.db.pool.query<{ row: string }>(
    'SELECT row_to_json(s)::text AS row FROM signing_secrets s WHERE id = $1',
    [uuid('signingSecret', created.id)],
  );
  expect(rows[0]?.row).not.toContain(secret);
  expect(rows[0]?.row).not.toContain(Buffer.from(secret).toString('hex'));
  expect(JSON.stringify(await auditOf(context, uuid('signingSecret', created.id)))).not.toContain(secret);
});

test('of an Ed25519 pair only the public half is kept, whoever made it', async () => {
  const { create, load, context } = await scene();
  const made = await create({ algorithm: 'ed25519' });
  expect(made.secret).toContain('BEGIN PRIVATE KEY');
  expect((await load(made.id))?.terms?.signatureKey?.key.type).toBe('public');
  const { publicKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  for (const given of [pem, JSON.stringify(publicKey.export({ format: 'jwk' }))]) {
    const theirs = await create({ algorithm: 'ed25519', publicKey: given });
    expect([theirs.secret, theirs.publicKey]).toEqual([null, pem]);
  }
  const row = await context.db.prisma.signingSecret.findUniqueOrThrow({
    where: { id: uuid('signingSecret', made.id) },
  });
  expect([row.ciphertext, row.keyId]).toEqual([null, null]);
});

test.each([
  [
    'a private key',
    () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  ],
  ['another curve', () => generateKeyPairSync('x25519').publicKey.export({ format: 'pem', type: 'spki' }).toString()],
  ['nonsense', () => 'MCowBQYDK2VwAyEA'],
])('no public key: %s', async (_name, given) => {
  const { create } = await scene();
  await expectRefusal(create({ algorithm: 'ed25519', publicKey: given() }), 'validation_failed');
});

test('a shared secret has no public key', () => {
  expect(CreateSigningSecretSchema.safeParse({ applicationId: 'app_x', publicKey: 'x' }).success).toBe(false);
});

test('disable and enable, and revoke for good: each raises the epoch once', async () => {
  const { context, owner, create, epoch, load } = await scene();
  const { id: signingSecretId } = await create();
  const change = (to: 'revoke' | 'disable' | 'enable') =>
    changeSigningSecretStatus(context, owner, { signingSecretId, to, reason: 'test' });
  const before = await epoch();
  expect((await change('disable')).status).toBe('disabled');
  expect((await load(signingSecretId))?.keyState).toBe('disabled');
  expect((await change('enable')).status).toBe('active');
  const revoked = await change('revoke');
  expect(await change('revoke')).toEqual(revoked);
  expect(await epoch()).toBe(before + 3n);
  expect((await load(signingSecretId))?.keyState).toBe('revoked');
  await expectRefusal(change('enable'), 'invalid_state');
  const update = updateSigningSecret(context, owner, { signingSecretId, changes: { name: 'x' } });
  await expectRefusal(update, 'invalid_state');
  const actions = (await auditOf(context, uuid('signingSecret', signingSecretId))).map(({ action }) => action);
  expect(actions).toEqual(['create', 'disable', 'enable', 'revoke'].map((what) => `signing-secret.${what}`));
});

test('name, networks and end change; the organisation’s longest life of keys holds here too', async () => {
  const { context, tenant, owner, create, epoch, load } = await scene();
  const { id: signingSecretId } = await create();
  const before = await epoch();
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const changes = { name: 'Other', addresses: ['203.0.113.7'], expiresAt };
  const changed = await updateSigningSecret(context, owner, { signingSecretId, changes });
  expect(changed).toMatchObject({ name: 'Other', addresses: ['203.0.113.7/32'], expiresAt });
  expect(await epoch()).toBe(before + 1n);
  const caller = await load(signingSecretId);
  expect(caller?.terms?.addresses).toEqual(['203.0.113.7/32']);
  expect(caller?.keyExpiresAtMs).toBe(Date.parse(expiresAt));
  await expectRefusal(create({ addresses: ['nowhere'] }), 'validation_failed');
  await expectRefusal(create({ expiresAt: '2020-01-01' }), 'validation_failed');
  await setKeyPolicy(context, owner, { tenantId: tenant.id, maxKeyDays: 10 });
  expect((await create()).expiresAt).not.toBeNull();
  const late = new Date(Date.now() + 20 * 86_400_000).toISOString();
  await expectRefusal(create({ expiresAt: late }), 'validation_failed');
});

test('lists by status, newest first, and nothing for an archived application', async () => {
  const { context, application, owner, create, load } = await scene();
  const [first, second] = [await create(), await create()];
  await changeSigningSecretStatus(context, owner, { signingSecretId: first.id, to: 'revoke', reason: '' });
  const list = async (filter: object) =>
    (await listSigningSecrets(context, owner, { applicationId: application.id, ...filter })).items.map(({ id }) => id);
  expect(await list({})).toEqual([second.id, first.id]);
  expect(await list({ status: 'active' })).toEqual([second.id]);
  expect(await list({ status: 'revoked' })).toEqual([first.id]);
  expect(await list({ status: 'expired' })).toEqual([]);
  await archiveApplication(context, owner, { applicationId: application.id, reason: '' });
  await expectRefusal(create(), 'invalid_state');
  expect((await load(second.id))?.keyState).toBe('revoked');
});

test('who may only read can’t make one', async () => {
  const { context, tenant, application } = await scene();
  const input = CreateSigningSecretSchema.parse({ applicationId: application.id });
  await expectRefusal(createSigningSecret(context, member(tenant.id, 'viewer'), input), 'forbidden');
});
