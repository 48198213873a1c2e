/**
 * Says whether a call or an act would be allowed, and why: by the rules, the facts and the functions that decide about
 * the real thing, with nothing called and nothing changed. Scopes, limits and networks of a credential are not asked:
 * they are shown where they are set.
 */
import type {
  AccessSimulationView,
  SimulateAccessInput,
  SimulatedAct,
  SimulatedCall,
} from '@turnpike/contracts/management/access-policies';
import { parseInstant } from '@turnpike/contracts/management/fields';
import { actAttributes, callAttributes } from '@turnpike/domain/access-facts';
import { type AccessFacts, type AccessPolicy, decideAccess } from '@turnpike/domain/access-rule';
import { publicId } from '@turnpike/domain/ids';
import { MEMBER_ROLES, permissionsOf } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { membershipGrants, policiesOf, roleReference } from '../authorization/judge-member.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { unknownReference } from '../references/unknown-reference.js';
import { findGivenRole, type GivenRole, givenRole, roleName, WITH_ROLE } from '../roles/stored-role.js';
import { loadCallerById } from '../snapshot/load-caller.js';
import { loadPolicies } from './load-policies.js';
import { type Simulated, simulationView } from './simulation-view.js';
import { withDraft } from './with-draft.js';

interface Setting {
  tenantId: string;
  timeZone: string;
  atMs: number;
}

export async function simulateAccess(
  context: ManagementContext,
  actor: Actor,
  input: SimulateAccessInput & { tenantId: string },
): Promise<AccessSimulationView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'access:read', { tenantId });
  const tenant = await context.db.prisma.tenant.findUnique({ where: { id: tenantId }, select: { timeZone: true } });
  if (tenant === null) throw new ApiError('not_found');
  const atMs = (input.at === undefined ? context.now() : parseInstant(input.at)).getTime();
  const setting = { tenantId, timeZone: tenant.timeZone, atMs };
  const found = (await loadPolicies(context, [tenantId], input.realm)).get(tenantId);
  const policies = withDraft(found?.policies ?? [], input.draft, input.realm);
  const simulated =
    input.realm === 'call'
      ? await simulateCall(context, input, { setting, policies })
      : await simulateAct(context, input, { setting, policies });
  return simulationView(actor, simulated, setting);
}

async function simulateCall(
  context: ManagementContext,
  asked: SimulatedCall,
  { setting, policies }: { setting: Setting; policies: readonly AccessPolicy[] },
): Promise<Simulated> {
  const facts = callAttributes({
    ...(await credentialOf(context, asked, setting.tenantId)),
    ...setting,
    operation: asked.operation,
    product: asked.product,
    model: asked.model,
    address: asked.address,
    method: asked.method,
    path: asked.path,
  });
  return { policies, facts, decision: decideAccess(policies, facts), grant: null, isOwnersRight: false };
}

/** Who calls: a key with its terms, or any live key of an application. */
async function credentialOf(context: ManagementContext, asked: SimulatedCall, tenantId: string) {
  if (asked.keyId !== undefined) {
    const caller = await loadCallerById(context.db, requireId('key', asked.keyId));
    if (caller?.tenantId !== tenantId) throw unknownReference('keyId', asked.keyId);
    const { terms, keyId, applicationId, environment } = caller;
    const credentialKind = terms?.kind ?? 'api_key';
    const endUser = terms?.endUser ?? asked.endUser;
    const userId = terms?.userId ?? null;
    return { credentialKind, credentialId: keyId, applicationId, environment, userId, endUser } as const;
  }
  const reference = asked.applicationId ?? '';
  const id = requireId('application', reference);
  const found = await context.db.prisma.application.count({ where: { id, tenantId } });
  if (found === 0) throw unknownReference('applicationId', reference);
  const { endUser } = asked;
  const any = { credentialKind: 'api_key', credentialId: undefined, environment: 'live', userId: null } as const;
  return { ...any, applicationId: id, endUser };
}

async function simulateAct(
  context: ManagementContext,
  asked: SimulatedAct,
  { setting, policies }: { setting: Setting; policies: readonly AccessPolicy[] },
): Promise<Simulated> {
  const { userId, role } = await memberOf(context, asked, setting.tenantId);
  const permission = asked.action;
  const membership = { tenantId: setting.tenantId, ...role, access: { ...setting, policies } };
  const binding = policiesOf({ membership, permission });
  const facts: AccessFacts = actAttributes({
    userId,
    role: roleReference(role),
    action: permission,
    resourceId: asked.resourceId ?? null,
    address: asked.address,
    ...setting,
  });
  return {
    policies: binding,
    facts,
    decision: decideAccess(binding, facts),
    grant: {
      granted: membershipGrants(role, permission),
      role: roleName(role),
      builtIn: role.customRole === null ? role.role : null,
      grantedBy: await rolesThatGrant(context, setting.tenantId, permission),
    },
    isOwnersRight: binding.length < policies.length,
  };
}

async function memberOf(
  context: ManagementContext,
  asked: SimulatedAct,
  tenantId: string,
): Promise<{ userId: string | undefined; role: GivenRole }> {
  const { prisma } = context.db;
  if (asked.userId === undefined) {
    return { userId: undefined, role: await findGivenRole(prisma, tenantId, asked.role ?? '') };
  }
  const userId = requireId('user', asked.userId);
  const row = await prisma.membership.findUnique({
    where: { tenantId_userId: { tenantId, userId } },
    select: { role: true, ...WITH_ROLE },
  });
  if (row === null) throw unknownReference('userId', asked.userId);
  return { userId, role: givenRole(row) };
}

/** Every role of the tenant that holds the permission, those that every tenant has first. */
async function rolesThatGrant(context: ManagementContext, tenantId: string, permission: SimulatedAct['action']) {
  const own = await context.db.prisma.tenantRole.findMany({
    where: { tenantId, permissions: { has: permission } },
    select: { id: true, name: true },
    orderBy: { name: 'asc' },
  });
  const builtIn = MEMBER_ROLES.filter((role) => permissionsOf(role).has(permission));
  return [
    ...builtIn.map((role) => ({ id: role, name: role, isBuiltIn: true })),
    ...own.map(({ id, name }) => ({ id: publicId('role', id), name, isBuiltIn: false })),
  ];
}
