import type { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { byIdOr } from '../references/unknown-reference.js';

/** The provider of that slug or id. Throws `not_found`; platform admins only. */
export async function findProvider(
  context: ManagementContext,
  actor: Actor,
  reference: string,
): Promise<Prisma.ProviderModel> {
  requirePermission(actor, 'catalogue:read');
  const row = await context.db.prisma.provider.findFirst({ where: byIdOr('provider', reference, 'slug') });
  if (row === null) throw new ApiError('not_found');
  return row;
}
