import { generateKeyPairSync } from 'node:crypto';
import { FactorPolicySchema } from '@turnpike/contracts/management/factors';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
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
import { createKey } from '../keys/create-key.use-case.js';
import { loadCallerById } from '../snapshot/load-caller.js';
import { getApplicationFactors } from './get-application-factors.use-case.js';
import { getProductFactors } from './get-product-factors.use-case.js';
import { listClientCertificates } from './list-client-certificates.use-case.js';
import { registerClientCertificate } from './register-client-certificate.use-case.js';
import { removeClientCertificate } from './remove-client-certificate.use-case.js';
import { setApplicationFactors } from './set-application-factors.use-case.js';
import { setProductFactors } from './set-product-factors.use-case.js';

const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBcTCCASOgAwIBAgIUKpY43zGjIODurQYmMNtsgzD+wO8wBQYDK2VwMC0xGTAX
BgNVBAMMEHRpbGwuZXhhbXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwIBcNMjYx
MTIxMTk0MTU2WhgPMjEyNjEwMjgxOTQxNTZaMC0xGTAXBgNVBAMMEHRpbGwuZXhh
bXBsZS5jb20xEDAOBgNVBAoMB0V4YW1wbGUwKjAFBgMrZXADIQC6aEFE6BluULpQ
tkjELG4/p7Jn7r7wmfJCpRFGyp9GrKNTMFEwHQYDVR0OBBYEFA/Y2mC3VFekPJ43
gGoIG1GAO8xqMB8GA1UdIwQYMBaAFA/Y2mC3VFekPJ43gGoIG1GAO8xqMA8GA1Ud
EwEB/wQFMAMBAf8wBQYDK2VwA0EAf6jsWOTArtC0hIqV7PufF78PFoznxPiecBU/
lm45jdgYcI0FJvOQbDoxYbUU2fjLlnog8BnYF0k6eODAzSNYDg==
-----END CERTIFICATE-----
`;
const FINGERPRINT = 'e2363ef6983b81c9bd32e0d240241d90fd9030dcedd025b0b75806ed7a554b9c';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

async function scene() {
  const { context } = fixture;
  const tenant = await makeTenant(context);
  const { id: applicationId } = await makeApplication(context, tenant.id);
  const owner = member(tenant.id);
  const terms = { scopes: [], models: [], addresses: [] };
  const key = await createKey(context, owner, { applicationId, name: 'k', environment: 'live', ...terms });
  const load = async () => (await loadCallerById(context.db, uuid('key', key.id)))?.accountTerms ?? null;
  const epoch = async () =>
    (await context.db.prisma.tenant.findUniqueOrThrow({ where: { id: uuid('tenant', tenant.id) } })).epoch;
  return { context, tenant, applicationId, owner, load, epoch };
}

test('what an application’s calls must show reaches its callers, and can be taken back', async () => {
  const { context, applicationId, owner, load, epoch } = await scene();
  expect([await getApplicationFactors(context, owner, { applicationId }), await load()]).toEqual([
    { auth: null },
    null,
  ]);
  const before = await epoch();
  const auth = { accepts: [['api_key' as const, 'signature' as const]] };
  await setApplicationFactors(context, owner, { applicationId, auth });
  expect(await getApplicationFactors(context, owner, { applicationId })).toEqual({ auth });
  expect((await load())?.auth).toEqual(auth);
  await setApplicationFactors(context, owner, { applicationId, auth: null });
  expect([await load(), await epoch()]).toEqual([null, before + 2n]);
  const actions = (await auditOf(context, uuid('application', applicationId))).map(({ action }) => action);
  expect(actions.slice(-2)).toEqual(['application.factors', 'application.factors']);
});

test('what a product’s calls must show is the platform’s to say', async () => {
  const { context, owner } = await scene();
  const { product } = await makeCatalogue(context);
  const auth = { accepts: [['signature' as const]] };
  const { catalogue } = await changeCounts(context);
  await setProductFactors(context, ADMIN, { product: product.slug, auth });
  expect(await getProductFactors(context, ADMIN, { product: product.slug })).toEqual({ auth });
  expect((await changeCounts(context)).catalogue).toBe(catalogue + 1);
  await expectRefusal(setProductFactors(context, owner, { product: product.slug, auth: null }), 'forbidden');
  await expectRefusal(getProductFactors(context, owner, { product: product.slug }), 'forbidden');
});

test.each([
  [[['api_key', 'signature'], ['access_token']], true],
  [[['signature', 'certificate']], true],
  [[['api_key', 'access_token']], false],
  [[['signature', 'signature']], false],
  [[['password']], false],
  [[[]], false],
  [[], false],
])('combinations %j', (accepts, isTaken) => {
  expect(FactorPolicySchema.safeParse({ auth: { accepts } }).success).toBe(isTaken);
});

test('a certificate is registered once, counts for its application’s callers, and is removed', async () => {
  const { context, applicationId, owner, load, epoch } = await scene();
  const input = { applicationId, name: 'Till', certificate: CERTIFICATE };
  const before = await epoch();
  const registered = await registerClientCertificate(context, owner, input);
  expect(registered).toMatchObject({
    name: 'Till',
    fingerprint: FINGERPRINT,
    subject: 'CN=till.example.com, O=Example',
  });
  expect((await load())?.certificates).toEqual([
    { fingerprint: FINGERPRINT, notAfterMs: Date.parse(registered.notAfter) },
  ]);
  await expectRefusal(registerClientCertificate(context, owner, input), 'conflict');
  expect((await listClientCertificates(context, owner, { applicationId })).items).toEqual([registered]);
  await removeClientCertificate(context, owner, { certificateId: registered.id });
  expect([await load(), await epoch()]).toEqual([null, before + 2n]);
});

test.each([
  ['nonsense', 'x', new Date()],
  [
    'a private key',
    () => generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    new Date(),
  ],
  ['one that has expired', CERTIFICATE, new Date('2127-01-01')],
])('no certificate: %s', async (_name, certificate, now) => {
  const { context, applicationId, owner } = await scene();
  const input = {
    applicationId,
    name: 'x',
    certificate: typeof certificate === 'string' ? certificate : certificate(),
  };
  await expectRefusal(registerClientCertificate({ ...context, now: () => now }, owner, input), 'validation_failed');
});

test('an application has fifty at most, and a viewer registers none', async () => {
  const { context, tenant, applicationId, owner } = await scene();
  const ids = { tenantId: uuid('tenant', tenant.id), applicationId: uuid('application', applicationId) };
  await context.db.pool.query(
    `INSERT INTO client_certificates (id, tenant_id, application_id, name, fingerprint, subject, not_after)
     SELECT gen_random_uuid(), $1, $2, 'x', n::text, 'CN=x', now() FROM generate_series(1, 50) AS n`,
    [ids.tenantId, ids.applicationId],
  );
  const input = { applicationId, name: 'x', certificate: CERTIFICATE };
  await expectRefusal(registerClientCertificate(context, owner, input), 'invalid_state');
  await expectRefusal(registerClientCertificate(context, member(tenant.id, 'viewer'), input), 'forbidden');
});
