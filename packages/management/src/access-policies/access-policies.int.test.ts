import type { CreateAccessPolicyInput } from '@turnpike/contracts/management/access-policies';
import { newId, publicId } from '@turnpike/domain/ids';
import type { MemberRole, TenantPermission } from '@turnpike/domain/permissions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  ADMIN,
  auditOf,
  changeCounts,
  createFixture,
  expectRefusal,
  type Fixture,
  makeApplication,
  makeTenant,
  ORIGIN,
  uuid,
} from '../../test/fixture.js';
import type { MemberActor } from '../actor.js';
import { updateApplication } from '../applications/update-application.use-case.js';
import { listOwnTenants } from '../identity/list-own-tenants.use-case.js';
import { resolveSession } from '../identity/resolve-session.use-case.js';
import { startSession } from '../identity/start-session.js';
import { createKey } from '../keys/create-key.use-case.js';
import { listKeys } from '../keys/list-keys.use-case.js';
import { loadCallerById } from '../snapshot/load-caller.js';
import { createAccessPolicy } from './create-access-policy.use-case.js';
import { deleteAccessPolicy } from './delete-access-policy.use-case.js';
import { getAccessPolicy } from './get-access-policy.use-case.js';
import { listAccessPolicies } from './list-access-policies.use-case.js';
import { previewAccessPolicy } from './preview-access-policy.use-case.js';
import { simulateAccess } from './simulate-access.use-case.js';
import { updateAccessPolicy } from './update-access-policy.use-case.js';

type Rule = CreateAccessPolicyInput['rule'];

let fixture: Fixture;
let tenantId: string;
beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.close());
beforeEach(async () => {
  tenantId = (await makeTenant(fixture.context)).id;
});

async function person(role: MemberRole) {
  const { context } = fixture;
  const userId = newId();
  const memberships = { create: { tenantId: uuid('tenant', tenantId), role } };
  await context.db.prisma.user.create({ data: { id: userId, email: `${userId}@example.com`, memberships } });
  const { token } = await context.db.prisma.$transaction((tx) =>
    startSession(tx, userId, { ip: null, userAgent: null }),
  );
  const act = async (ip = ORIGIN.ip): Promise<MemberActor> => {
    const session = await resolveSession(context, token);
    return { kind: 'member', userId, memberships: session?.memberships ?? [], ...ORIGIN, ip };
  };
  return { id: publicId('user', userId), act };
}

function make(name: string, rule: Partial<Rule>, of: string | null = tenantId) {
  const full: Rule = { realm: 'manage', effect: 'deny', conditions: [], ...rule };
  return createAccessPolicy(fixture.context, ADMIN, { tenantId: of, name, description: '', enabled: true, rule: full });
}

const OFFICE: Rule['conditions'] = [{ attribute: 'address', operator: 'not_within', value: '198.51.100.0/24' }];
const AT_OFFICE = '198.51.100.7';

describe('a policy of what members do', () => {
  test('takes from a role by address, and says which policy does', async () => {
    const { context } = fixture;
    const ada = await person('admin');
    const policy = await make('Only from the office', { conditions: OFFICE });
    const error = await expectRefusal(listKeys(context, await ada.act(), { tenantId }), 'forbidden');
    expect(error.message).toBe('The policy “Only from the office” does not allow this.');
    expect(error.details).toMatchObject({ policies: [{ name: 'Only from the office', effect: 'deny' }] });
    expect((await listKeys(context, await ada.act(AT_OFFICE), { tenantId })).items).toEqual([]);
    expect((await listOwnTenants(context, await ada.act()))[0]?.permissions).toEqual([]);
    await updateAccessPolicy(context, ADMIN, { policyId: policy.id, changes: { enabled: false } });
    expect((await listKeys(context, await ada.act(), { tenantId })).items).toEqual([]);
  });

  test('grants nothing that the role does not', async () => {
    const [viewer, other] = [await person('viewer'), await makeApplication(fixture.context, tenantId)];
    await make('Everybody everything', { effect: 'allow' });
    const asked = { applicationId: other.id, name: 'x', environment: 'live' as const };
    await expectRefusal(createKey(fixture.context, await viewer.act(), asked), 'forbidden');
  });

  test('speaks of one thing by its id', async () => {
    const { context } = fixture;
    const ada = await person('developer');
    const [guarded, free] = [await makeApplication(context, tenantId), await makeApplication(context, tenantId)];
    const conditions: Rule['conditions'] = [
      { attribute: 'action', operator: 'matches', value: 'application:*' },
      { attribute: 'resource.id', operator: 'equals', value: guarded.id },
    ];
    await make('Hands off', { conditions });
    const rename = (applicationId: string) => ({ applicationId, changes: { name: 'New' } });
    await expectRefusal(updateApplication(context, await ada.act(), rename(guarded.id)), 'forbidden');
    expect(await updateApplication(context, await ada.act(), rename(free.id))).toMatchObject({ name: 'New' });
  });

  test('never takes from owners what undoes it, unless it is the platform’s', async () => {
    const { context } = fixture;
    const owner = await person('owner');
    const policy = await make('Nobody', {});
    const act = await owner.act();
    await expectRefusal(listKeys(context, act, { tenantId }), 'forbidden');
    const kept: TenantPermission[] = ['tenant:read', 'access:read', 'access:write', 'role:read', 'role:write'];
    expect((await listOwnTenants(context, act))[0]?.permissions).toEqual(kept);
    await deleteAccessPolicy(context, act, { policyId: policy.id });
    expect((await listKeys(context, await owner.act(), { tenantId })).items).toEqual([]);
    const platform = await make('Maintenance', {}, null);
    await expectRefusal(listAccessPolicies(context, await owner.act(), { tenantId }), 'forbidden');
    await deleteAccessPolicy(context, ADMIN, { policyId: platform.id });
  });

  test('tells its writer beforehand what they would lose', async () => {
    const { context } = fixture;
    const ada = await person('admin');
    const rule: Rule = {
      realm: 'manage',
      effect: 'deny',
      conditions: [...OFFICE, { attribute: 'action', operator: 'in', value: ['key:write', 'access:write'] }],
    };
    const asked = { tenantId, rule, enabled: true };
    expect(await previewAccessPolicy(context, await ada.act(), asked)).toEqual({ lost: ['key:write', 'access:write'] });
    expect(await previewAccessPolicy(context, await ada.act(AT_OFFICE), asked)).toEqual({ lost: [] });
    expect(await previewAccessPolicy(context, await ada.act(), { ...asked, enabled: false })).toEqual({ lost: [] });
    const owner = await person('owner');
    expect(await previewAccessPolicy(context, await owner.act(), asked)).toEqual({ lost: ['key:write'] });
  });
});

describe('a policy of calls', () => {
  const TEST_ONLY: Rule = {
    realm: 'call',
    effect: 'deny',
    conditions: [{ attribute: 'environment', operator: 'equals', value: 'live' }],
  };

  test('reaches callers with its word, and says nothing where nothing changed', async () => {
    const { context } = fixture;
    const application = await makeApplication(context, tenantId);
    const key = await createKey(context, ADMIN, { applicationId: application.id, name: 'x', environment: 'live' });
    const before = (await changeCounts(context)).caller;
    const policy = await make('Test only', TEST_ONLY);
    const caller = await loadCallerById(context.db, uuid('key', key.id));
    expect(caller?.accountTerms?.rules).toMatchObject([{ name: 'Test only', isPlatform: false, rule: TEST_ONLY }]);
    await updateAccessPolicy(context, ADMIN, { policyId: policy.id, changes: { name: 'Test only' } });
    await make('Of members', {});
    expect((await changeCounts(context)).caller).toBe(before + 1);
    await deleteAccessPolicy(context, ADMIN, { policyId: policy.id });
    expect((await loadCallerById(context.db, uuid('key', key.id)))?.accountTerms).toBeNull();
    expect((await auditOf(context, uuid('accessPolicy', policy.id))).map(({ action }) => action)).toEqual([
      'access_policy.create',
      'access_policy.delete',
    ]);
  });

  test('of the platform reaches every tenant, and tells members no more than that it is there', async () => {
    const { context } = fixture;
    const ada = await person('admin');
    const tenants = await context.db.prisma.tenant.findMany({ select: { id: true, epoch: true } });
    const policy = await make('Platform', TEST_ONLY, null);
    const after = await context.db.prisma.tenant.findMany({ select: { id: true, epoch: true } });
    const epochs = new Map(after.map(({ id, epoch }) => [id, epoch]));
    expect(tenants.every(({ id, epoch }) => epochs.get(id) === epoch + 1n)).toBe(true);
    expect((await listAccessPolicies(context, await ada.act(), { tenantId })).items).toMatchObject([
      { id: policy.id, tenantId: null, isPlatform: true, name: 'Platform', conditions: null },
    ]);
    for (const work of [getAccessPolicy, deleteAccessPolicy]) {
      await expectRefusal(work(context, await ada.act(), { policyId: policy.id }), 'not_found');
    }
    await expectRefusal(listAccessPolicies(context, await ada.act(), { tenantId: null }), 'forbidden');
    await deleteAccessPolicy(context, ADMIN, { policyId: policy.id });
  });
});

describe('the simulator', () => {
  test('says of a key which policy decides, and how every condition came out', async () => {
    const { context } = fixture;
    const application = await makeApplication(context, tenantId);
    const key = await createKey(context, ADMIN, { applicationId: application.id, name: 'x', environment: 'live' });
    const conditions: Rule['conditions'] = [
      { attribute: 'resource.model', operator: 'matches', value: 'gpt-*' },
      { attribute: 'weekday', operator: 'in', value: ['sat', 'sun'] },
    ];
    const policy = await make('No weekends', { realm: 'call', conditions });
    const call = { operation: 'chat.completions', method: 'POST', path: '/v1/chat/completions' } as const;
    const asked = { tenantId, realm: 'call', keyId: key.id, ...call, at: '2026-11-21T10:00:00Z' } as const;
    const refused = await simulateAccess(context, ADMIN, { ...asked, model: 'gpt-4o' });
    expect(refused).toMatchObject({
      allowed: false,
      reason: 'denied',
      decidedBy: { id: policy.id, name: 'No weekends' },
      weekday: 'sat',
      policies: [
        {
          held: true,
          conditions: [
            { actual: 'gpt-4o', held: true },
            { actual: 'sat', held: true },
          ],
        },
      ],
    });
    expect(await simulateAccess(context, ADMIN, { ...asked, model: 'claude' })).toMatchObject({
      allowed: true,
      reason: 'open',
      policies: [{ held: false, conditions: [{ held: false }, { held: true }] }],
    });
    expect(await simulateAccess(context, ADMIN, asked)).toMatchObject({ allowed: false, reason: 'pending' });
    const draft = { id: policy.id, rule: { ...TEST_RULE, conditions: [] }, enabled: true };
    expect(await simulateAccess(context, ADMIN, { ...asked, model: 'claude', draft })).toMatchObject({
      allowed: false,
      decidedBy: { id: null, name: 'No weekends' },
    });
    const stranger = await makeTenant(context);
    await expectRefusal(simulateAccess(context, ADMIN, { ...asked, tenantId: stranger.id }), 'unknown_reference');
  });

  test('says of a member which roles grant it, and that an owner keeps what undoes a policy', async () => {
    const { context } = fixture;
    await make('Nobody', {});
    const asked = { tenantId, realm: 'manage', role: 'viewer', action: 'key:write' } as const;
    expect(await simulateAccess(context, ADMIN, asked)).toMatchObject({
      allowed: false,
      reason: 'role',
      grant: { granted: false, role: 'viewer', grantedBy: [{ id: 'owner' }, { id: 'admin' }, { id: 'developer' }] },
    });
    expect(await simulateAccess(context, ADMIN, { ...asked, role: 'developer' })).toMatchObject({ reason: 'denied' });
    const owner = { ...asked, role: 'owner', action: 'access:write' } as const;
    expect(await simulateAccess(context, ADMIN, owner)).toMatchObject({ allowed: true, isOwnersRight: true });
  });
});

const TEST_RULE = { realm: 'call', effect: 'deny' } as const;
