import { CreateProviderSchema, UpdateProviderSchema } from '@turnpike/contracts/management/providers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN, createFixture, type Fixture, uniqueName } from '../../test/fixture.js';
import { createProvider } from './create-provider.use-case.js';
import { getProvider } from './get-provider.use-case.js';
import { updateProvider } from './update-provider.use-case.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());

const CHECK = { path: '/health', intervalMs: 5000, timeoutMs: 2000, unhealthyAfter: 3, healthyAfter: 2 };

async function aProvider(healthCheck?: object | null) {
  const name = uniqueName('checked');
  const input = CreateProviderSchema.parse({ name, baseUrl: 'http://127.0.0.1:9', healthCheck });
  return createProvider(fixture.context, ADMIN, input);
}

test.each([
  ['nobody says', undefined, null],
  ['none', null, null],
  ['a path alone', { path: '/health' }, CHECK],
])('a new provider’s checks: %s', async (_what, given, kept) => {
  const { slug, healthCheck } = await aProvider(given);
  expect(healthCheck).toEqual(kept);
  expect((await getProvider(fixture.context, ADMIN, { provider: slug })).healthCheck).toEqual(kept);
});

test('checks are changed, left alone and switched off, and the change is written down', async () => {
  const { context } = fixture;
  const { id: provider } = await aProvider({ path: '/health' });
  const update = (changes: object) =>
    updateProvider(context, ADMIN, { provider, changes: UpdateProviderSchema.parse(changes) });
  expect((await update({ name: 'Other' })).healthCheck).toEqual(CHECK);
  const faster = { ...CHECK, intervalMs: 200 };
  expect((await update({ healthCheck: { path: '/health', intervalMs: 200 } })).healthCheck).toEqual(faster);
  expect((await update({ healthCheck: null })).healthCheck).toBeNull();
  const last = await context.db.prisma.auditEntry.findFirst({
    where: { action: 'provider.update' },
    orderBy: { id: 'desc' },
  });
  expect(last?.detail).toMatchObject({ before: { healthCheck: faster }, after: { healthCheck: null } });
});

test.each([
  ['a path that is none', { path: 'health' }],
  ['too often', { path: '/', intervalMs: 199 }],
  ['never unhealthy', { path: '/', unhealthyAfter: 0 }],
])('refuses %s', (_what, healthCheck) => {
  expect(UpdateProviderSchema.safeParse({ healthCheck }).success).toBe(false);
});
