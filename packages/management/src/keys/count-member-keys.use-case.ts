import type { MemberKeysView } from '@turnpike/contracts/management/keys';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { whereMadeBy } from './member-keys.js';

/** How many keys that work a person made in a tenant, be they a member still or no more. */
export async function countMemberKeys(
  context: ManagementContext,
  actor: Actor,
  input: { tenantId: string; userId: string },
): Promise<MemberKeysView> {
  const tenantId = requireId('tenant', input.tenantId);
  const userId = requireId('user', input.userId);
  requirePermission(actor, 'key:read', { tenantId });
  const { prisma } = context.db;
  const tenant = await prisma.tenant.findUnique({ where: { id: tenantId }, select: { id: true } });
  if (tenant === null) throw new ApiError('not_found');
  const where = whereMadeBy({ tenantId, userId }, context.now());
  return { userId: publicId('user', userId), keys: await prisma.apiKey.count({ where }) };
}
