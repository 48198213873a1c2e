import { randomBytes } from 'node:crypto';
import { AddCredentialSchema, UpdateCredentialSchema } from '@turnpike/contracts/management/provider-credentials';
import { newId, publicId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  makeCatalogue,
  makeTenant,
  member,
  uuid,
  type Fixture,
} from '../../test/fixture.js';
import { createCredentialKeys } from '../credentials/secret-box.js';
import { loadCatalogue } from '../snapshot/load-catalogue.js';
import { addCredential } from './add-credential.use-case.js';
import { getProvider } from './get-provider.use-case.js';
import { listCredentials } from './list-credentials.use-case.js';
import { removeCredential } from './remove-credential.use-case.js';
import type { ProbeTarget, ProviderProbe } from './target-probe.js';
import { testProvider } from './test-provider.use-case.js';
import { updateCredential } from './update-credential.use-case.js';
import { updateProvider } from './update-provider.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const LONG = 'sk-0123456789-abcdefghij-wxyz';
const SERVICE_ACCOUNT = `{"type":"service_account","private_key":"${'x'.repeat(100)}"}`;

/** A provider that serves a model with one credential, and short ways to change what it has. */
async function scene() {
  const { context } = fixture;
  const { provider: made, model } = await makeCatalogue(context);
  const provider = made.slug;
  const [first] = (await listCredentials(context, ADMIN, { provider })).items;
  if (first === undefined) return expect.fail('no credential');
  return {
    context,
    provider,
    providerId: uuid('provider', made.id),
    model,
    first,
    add: (name: string, credential: string) =>
      addCredential(context, ADMIN, { provider, ...AddCredentialSchema.parse({ name, credential }) }),
    update: (credentialId: string, changes: object) =>
      updateCredential(context, ADMIN, { provider, credentialId, changes: UpdateCredentialSchema.parse(changes) }),
    remove: (credentialId: string, force = false) =>
      removeCredential(context, ADMIN, { provider, credentialId, force }),
    list: async () => (await listCredentials(context, ADMIN, { provider })).items,
  };
}

/** A probe that answers and keeps what it was asked with. */
function recordingProbe(): { asked: ProbeTarget[]; probe: ProviderProbe } {
  const asked: ProbeTarget[] = [];
  const outcome = { ok: true, status: 200, latencyMs: 1, error: null };
  return {
    asked,
    probe: {
      listModels: (target) => {
        asked.push(target);
        return Promise.resolve({ ...outcome, models: [], modelCount: 0 });
      },
      call: () => Promise.reject(new Error('nobody calls')),
    },
  };
}

test('several, oldest first, of which nothing shows but the end of a long key; gateways hear of each change', async () => {
  const { context, provider, first, add, list } = await scene();
  const before = await changeCounts(context);
  await add('second account', LONG);
  await add('by service account', SERVICE_ACCOUNT);
  expect((await changeCounts(context)).catalogue - before.catalogue).toBe(2);
  const shown = await list();
  expect(shown.map(({ name, hint }) => [name, hint])).toEqual([
    ['default', null],
    ['second account', 'wxyz'],
    ['by service account', null],
  ]);
  expect(shown[0]).toEqual(first);
  expect(shown.every(({ canBeOpened, status }) => canBeOpened && status === 'active')).toBe(true);
  expect(JSON.stringify(shown)).not.toContain(LONG.slice(0, 8));
  expect(await getProvider(context, ADMIN, { provider })).toMatchObject({ hasCredential: true, credentialCount: 3 });
});

test('a name is taken once per provider', async () => {
  const { first, add, update } = await scene();
  const second = await add('second', LONG);
  expect((await expectRefusal(add('second', LONG), 'conflict')).param).toBe('name');
  await expectRefusal(update(second.id, { name: first.name }), 'conflict');
  expect(await update(second.id, { name: 'third' })).toMatchObject({ name: 'third', hint: 'wxyz' });
});

test('what the request path loads: every secret of it, and which may be used', async () => {
  const { context, model, add, update } = await scene();
  const second = await add('second', LONG);
  await update(second.id, { status: 'disabled' });
  await update(second.id, { credential: `${LONG}-new` });
  const rows = await loadCatalogue(context.db);
  const [target] = rows.models.find(({ name }) => name === model.name)?.targets ?? [];
  expect(target?.provider.credentials.map(({ name, isActive }) => [name, isActive])).toEqual([
    ['default', true],
    ['second', false],
  ]);
});

test('the last active one of a provider that serves models goes only by force', async () => {
  const { context, provider, first, add, update, remove, list } = await scene();
  expect((await expectRefusal(remove(first.id), 'invalid_state')).param).toBe('force');
  await expectRefusal(update(first.id, { status: 'disabled' }), 'invalid_state');
  const second = await add('second', LONG);
  await update(first.id, { status: 'disabled' });
  // A disabled one is nobody's last.
  await expectRefusal(remove(second.id), 'invalid_state');
  await remove(first.id);
  expect((await list()).map(({ name }) => name)).toEqual(['second']);
  await update(second.id, { status: 'disabled', force: true });
  await remove(second.id);
  expect(await getProvider(context, ADMIN, { provider })).toMatchObject({ hasCredential: false, credentialCount: 0 });
  // Out of service it is asked for nothing.
  const third = await add('third', LONG);
  await updateProvider(context, ADMIN, { provider, changes: { status: 'disabled' } });
  await remove(third.id);
});

test('a provider’s own credential is the oldest: replaced, or all forgotten', async () => {
  const { context, provider, first, add, update, list } = await scene();
  await add('second', SERVICE_ACCOUNT);
  await update(first.id, { status: 'disabled' });
  await updateProvider(context, ADMIN, { provider, changes: { credential: LONG } });
  expect((await list()).map(({ name, hint, status }) => [name, hint, status])).toEqual([
    ['default', 'wxyz', 'active'],
    ['second', null, 'active'],
  ]);
  await updateProvider(context, ADMIN, { provider, changes: { credential: null } });
  expect(await list()).toEqual([]);
  await updateProvider(context, ADMIN, { provider, changes: { credential: LONG } });
  expect(await list()).toMatchObject([{ name: 'default', hint: 'wxyz' }]);
});

test('each can be tried, disabled ones too; without a choice the first active one is', async () => {
  const { context, provider, first, add, update } = await scene();
  const second = await add('second', LONG);
  const { asked, probe } = recordingProbe();
  await testProvider(context, ADMIN, { provider, probe });
  await testProvider(context, ADMIN, { provider, credentialId: second.id, probe });
  await update(first.id, { status: 'disabled' });
  await testProvider(context, ADMIN, { provider, probe });
  await testProvider(context, ADMIN, { provider, credentialId: first.id, probe });
  expect(asked.map(({ credential }) => credential)).toEqual(['sk-secret', LONG, LONG, 'sk-secret']);
  await update(second.id, { status: 'disabled', force: true });
  const refusal = await expectRefusal(testProvider(context, ADMIN, { provider, probe }), 'invalid_state');
  expect(refusal.message).toMatch(/every credential .* is disabled/i);
});

test('one whose encryption key is not here says which; the others serve', async () => {
  const { context, provider, first, add } = await scene();
  await add('second', LONG);
  const elsewhere = { ...context, credentialKeys: createCredentialKeys([randomBytes(32).toString('base64')]) };
  await addCredential(elsewhere, ADMIN, { provider, name: 'third', credential: LONG });
  const { items } = await listCredentials(elsewhere, ADMIN, { provider });
  expect(items.map(({ name, canBeOpened, hint }) => [name, canBeOpened, hint])).toEqual([
    ['default', false, null],
    ['second', false, null],
    ['third', true, 'wxyz'],
  ]);
  const { probe } = recordingProbe();
  const test = testProvider(elsewhere, ADMIN, { provider, credentialId: first.id, probe });
  expect((await expectRefusal(test, 'invalid_state')).message).toContain(context.credentialKeys.currentId);
});

test('a credential of another provider, or of none, is not found', async () => {
  const { provider, context, update, remove } = await scene();
  const other = await scene();
  for (const id of [other.first.id, publicId('credential', newId()), 'crd_x', 'prv_x']) {
    await expectRefusal(update(id, { name: 'x' }), 'not_found');
    await expectRefusal(remove(id, true), 'not_found');
    const { probe } = recordingProbe();
    await expectRefusal(testProvider(context, ADMIN, { provider, credentialId: id, probe }), 'not_found');
  }
  expect(await other.list()).toHaveLength(1);
});

test('they are the platform’s: nobody else sees or changes any', async () => {
  const { context, provider, first } = await scene();
  const owner = member((await makeTenant(context)).id);
  const changes = UpdateCredentialSchema.parse({ name: 'x' });
  const credentialId = first.id;
  await expectRefusal(listCredentials(context, owner, { provider }), 'forbidden');
  await expectRefusal(addCredential(context, owner, { provider, name: 'x', credential: LONG }), 'forbidden');
  await expectRefusal(updateCredential(context, owner, { provider, credentialId, changes }), 'forbidden');
  await expectRefusal(removeCredential(context, owner, { provider, credentialId, force: true }), 'forbidden');
});

test('the log says what was done to which, and no secret', async () => {
  const { context, providerId, add, update, remove } = await scene();
  const { id } = await add('second', LONG);
  await update(id, { name: 'third', credential: `${LONG}!`, status: 'disabled' });
  await remove(id);
  const entries = (await auditOf(context, providerId)).slice(1);
  expect(entries.map(({ action }) => action)).toEqual([
    'provider.credential_add',
    'provider.credential_update',
    'provider.credential_remove',
  ]);
  expect(entries[1]?.detail).toMatchObject({
    id,
    before: { name: 'second', status: 'active' },
    after: { name: 'third', status: 'disabled' },
    replaced: true,
  });
  expect(JSON.stringify(entries)).not.toContain(LONG.slice(0, 10));
});
