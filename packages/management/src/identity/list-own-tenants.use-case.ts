import type { OwnTenantView } from '@turnpike/contracts/management/identity';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { actorUserId } from '../actor.js';
import type { ManagementContext } from '../management-context.js';

/** The tenants a person belongs to, in the order they joined; none for anybody who is no person. */
export async function listOwnTenants(context: ManagementContext, actor: Actor): Promise<OwnTenantView[]> {
  const userId = actorUserId(actor);
  if (userId === null) return [];
  const memberships = await context.db.prisma.membership.findMany({
    where: { userId },
    orderBy: { createdAt: 'asc' },
    include: { tenant: true },
  });
  return memberships.map(({ role, tenant }) => ({
    id: publicId('tenant', tenant.id),
    name: tenant.name,
    slug: tenant.slug,
    status: tenant.status,
    billingMode: tenant.billingMode,
    currency: tenant.currency,
    timeZone: tenant.timeZone,
    role,
  }));
}
