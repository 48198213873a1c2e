import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { createTenant } from '../tenants/create-tenant.use-case.js';

/** Public id of the tenant with that slug: prepaid, in USD. */
export async function ensureTenant(
  context: ManagementContext,
  actor: Actor,
  { slug, name }: { slug: string; name: string },
): Promise<string> {
  const found = await context.db.prisma.tenant.findUnique({ where: { slug }, select: { id: true } });
  if (found !== null) return publicId('tenant', found.id);
  const terms = { billingMode: 'prepaid', currency: 'USD', timeZone: 'UTC' } as const;
  return (await createTenant(context, actor, { slug, name, ...terms })).id;
}
