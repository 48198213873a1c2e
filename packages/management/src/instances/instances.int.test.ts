import { DiscoverySchema, type InstanceView } from '@turnpike/contracts/management/discovery';
import { CreateProviderSchema } from '@turnpike/contracts/management/providers';
import { newId } from '@turnpike/domain/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ManagementContext } from '../management-context.js';
import { createProvider } from '../providers/create-provider.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';
import type { RoutingPort } from '../routing/routing-port.js';
import { ADMIN, createFixture, expectRefusal, member, uuid, type Fixture } from '../../test/fixture.js';
import { createRegistrationToken } from './create-registration-token.use-case.js';
import { listInstances } from './list-instances.use-case.js';
import { listRegistrationTokens } from './list-registration-tokens.use-case.js';
import { registerInstance } from './register-instance.use-case.js';
import { type Registrar, resolveRegistrar } from './resolve-registrar.use-case.js';
import { revokeRegistrationToken } from './revoke-registration-token.use-case.js';
import { withdrawInstance } from './withdraw-instance.use-case.js';

const DISCOVERY = DiscoverySchema.parse({ kind: 'registration', ttlMs: 9_000, allowedNetworks: ['10.0.0.0/8'] });
let fixture: Fixture;
let context: ManagementContext;
let provider: string;
let isFull = false;
const registered = new Map<string, InstanceView>();

/** Stands in for the request path, which is another process's. */
const routing = {
  register: (_providerId, instance, ttlMs) => {
    const expiresAt = new Date(Date.now() + ttlMs).toISOString();
    if (!isFull) registered.set(instance.address, { ...instance, expiresAt });
    return Promise.resolve(registered.get(instance.address) ?? null);
  },
  withdraw: (_providerId, address) => Promise.resolve(void registered.delete(address)),
  instancesOf: () => Promise.resolve({ items: [...registered.values()], error: null }),
} satisfies Partial<RoutingPort>;

beforeAll(async () => {
  fixture = await createFixture();
  context = { ...fixture.context, routing: routing as unknown as RoutingPort };
});
afterAll(() => fixture.close());
beforeEach(async () => {
  registered.clear();
  isFull = false;
  const input = { slug: `p-${newId()}`, baseUrl: 'http://models.internal/v1', discovery: DISCOVERY };
  provider = (await createProvider(context, ADMIN, CreateProviderSchema.parse(input))).id;
});

async function token(): Promise<{ id: string; secret: string }> {
  return createRegistrationToken(context, ADMIN, { provider, name: 'pods' });
}

async function registrar(): Promise<Registrar> {
  const found = await resolveRegistrar(context, (await token()).secret);
  if (found === null) throw new Error('its own token is unknown');
  return found;
}

describe('registration tokens', () => {
  test('the secret is shown once; what is stored is its hash and its end', async () => {
    const made = await createRegistrationToken(context, ADMIN, { provider, name: 'pods' });
    expect(made.secret).toMatch(/^tpr_[0-9A-Za-z]{43}$/);
    const { items } = await listRegistrationTokens(context, ADMIN, { provider });
    expect(items).toEqual([
      { id: made.id, name: 'pods', last4: made.secret.slice(-4), createdAt: made.createdAt, lastUsedAt: null },
    ]);
    const row = await context.db.prisma.registrationToken.findUniqueOrThrow({
      where: { id: uuid('registrationToken', made.id) },
    });
    expect(JSON.stringify(row)).not.toContain(made.secret);
  });

  test('making and revoking one is in the audit log, without its secret', async () => {
    const { id, secret } = await token();
    await revokeRegistrationToken(context, ADMIN, { provider, tokenId: id });
    const entries = await context.db.prisma.auditEntry.findMany({
      where: { resourceId: uuid('provider', provider), action: { startsWith: 'provider.registration_token' } },
      orderBy: { id: 'asc' },
    });
    expect(entries.map(({ action }) => action)).toEqual([
      'provider.registration_token_create',
      'provider.registration_token_revoke',
    ]);
    expect(JSON.stringify(entries)).not.toContain(secret);
  });

  test('is known by its secret alone, until it is revoked', async () => {
    const { id, secret } = await token();
    expect(await resolveRegistrar(context, secret)).toEqual({
      providerId: uuid('provider', provider),
      isActive: true,
      discovery: DISCOVERY,
    });
    expect(await resolveRegistrar(context, `${secret.slice(0, -1)}_`)).toBeNull();
    expect(await resolveRegistrar(context, `tpr_${'a'.repeat(43)}`)).toBeNull();
    await revokeRegistrationToken(context, ADMIN, { provider, tokenId: id });
    expect(await resolveRegistrar(context, secret)).toBeNull();
    await expectRefusal(revokeRegistrationToken(context, ADMIN, { provider, tokenId: id }), 'not_found');
  });

  test('its last use is written at most once a minute', async () => {
    const { secret } = await token();
    const at = async (iso: string) => {
      await resolveRegistrar({ ...context, now: () => new Date(iso) }, secret);
      return (await listRegistrationTokens(context, ADMIN, { provider })).items[0]?.lastUsedAt;
    };
    expect(await at('2026-05-01T10:00:00.000Z')).toBe('2026-05-01T10:00:00.000Z');
    expect(await at('2026-05-01T10:00:59.000Z')).toBe('2026-05-01T10:00:00.000Z');
    expect(await at('2026-05-01T10:01:01.000Z')).toBe('2026-05-01T10:01:01.000Z');
  });

  test('another provider’s token can’t be revoked by this one’s address', async () => {
    const { id } = await token();
    const other = await createProvider(
      context,
      ADMIN,
      CreateProviderSchema.parse({ baseUrl: 'http://other.internal/v1' }),
    );
    await expectRefusal(revokeRegistrationToken(context, ADMIN, { provider: other.id, tokenId: id }), 'not_found');
  });

  test('only platform admins have anything to do with them', async () => {
    const somebody = member(newId());
    const asked = { provider, tokenId: 'rgt_x' };
    await expectRefusal(createRegistrationToken(context, somebody, { provider, name: 'x' }), 'forbidden');
    await expectRefusal(listRegistrationTokens(context, somebody, { provider }), 'forbidden');
    await expectRefusal(revokeRegistrationToken(context, somebody, asked), 'forbidden');
    await expectRefusal(listInstances(context, somebody, { provider }), 'forbidden');
  });
});

describe('an instance', () => {
  test('registers, is told until when it counts and when to say so again, is listed, and withdraws', async () => {
    const who = await registrar();
    const view = await registerInstance(context, who, { address: '10.0.0.1:8000', weight: 2 });
    expect(view).toMatchObject({ address: '10.0.0.1:8000', weight: 2, ttlMs: 9_000, nextHeartbeatMs: 3_000 });
    expect((await listInstances(context, ADMIN, { provider })).items).toHaveLength(1);
    await withdrawInstance(context, who, { address: '10.0.0.1:8000' });
    expect((await listInstances(context, ADMIN, { provider })).items).toEqual([]);
  });

  test('of a network that isn’t the provider’s is refused', async () => {
    const who = await registrar();
    const refused = registerInstance(context, who, { address: '192.0.2.1:80', weight: 1 });
    await expectRefusal(refused, 'address_not_allowed');
    await expectRefusal(withdrawInstance(context, who, { address: 'localhost:80' }), 'address_not_allowed');
  });

  test('is refused when there are as many as there may be', async () => {
    const who = await registrar();
    isFull = true;
    await expectRefusal(registerInstance(context, who, { address: '10.0.0.1:80', weight: 1 }), 'invalid_state');
  });

  test.each([
    ['is disabled', { status: 'disabled' }],
    ['discovers its instances otherwise', { discovery: { kind: 'dns', host: 'a.internal' } }],
    ['has none', { discovery: null }],
  ])('of a provider that %s is refused', async (_name, changes) => {
    const { secret } = await token();
    await updateProvider(context, ADMIN, { provider, changes: changes as never });
    const who = await resolveRegistrar(context, secret);
    expect(who).not.toBeNull();
    await expectRefusal(
      registerInstance(context, who as Registrar, { address: '10.0.0.1:80', weight: 1 }),
      'forbidden',
    );
  });

  test('registers at the gateway alone', async () => {
    const elsewhere = { ...context, routing: null };
    const who = await registrar();
    await expectRefusal(registerInstance(elsewhere, who, { address: '10.0.0.1:80', weight: 1 }), 'invalid_state');
    await expectRefusal(listInstances(elsewhere, ADMIN, { provider }), 'invalid_state');
  });
});
