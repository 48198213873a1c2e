import type { OwnTenantView } from '@turnpike/contracts/management/identity';
import { publicId } from '@turnpike/domain/ids';
import { TENANT_PERMISSIONS } from '@turnpike/domain/permissions';
import type { Actor } from '../actor.js';
import { actorUserId } from '../actor.js';
import { membershipGrants } from '../authorization/judge-member.js';
import { isPermitted } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { customRoleView, givenRole, WITH_ROLE } from '../roles/stored-role.js';

/** The tenants a person belongs to, in the order they joined, with what they may do in each now; none for anybody who is no person. */
export async function listOwnTenants(context: ManagementContext, actor: Actor): Promise<OwnTenantView[]> {
  const userId = actorUserId(actor);
  if (userId === null) return [];
  const memberships = await context.db.prisma.membership.findMany({
    where: { userId },
    orderBy: { createdAt: 'asc' },
    include: { tenant: true, ...WITH_ROLE },
  });
  return memberships.map(({ tenant, ...membership }) => ({
    id: publicId('tenant', tenant.id),
    name: tenant.name,
    slug: tenant.slug,
    status: tenant.status,
    billingMode: tenant.billingMode,
    currency: tenant.currency,
    timeZone: tenant.timeZone,
    role: membership.role,
    customRole: customRoleView(membership.ownRole),
    permissions: TENANT_PERMISSIONS.filter((permission) =>
      actor.kind === 'member'
        ? isPermitted(actor, permission, { tenantId: tenant.id })
        : membershipGrants(givenRole(membership), permission),
    ),
  }));
}
