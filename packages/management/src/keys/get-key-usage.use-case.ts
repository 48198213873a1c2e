import type { KeyUsageView } from '@turnpike/contracts/management/keys';
import { publicId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { findKey } from './find-key.js';
import { loadKeyDays, sumDays } from './key-days.js';

/** What a key was used for in so many UTC days, today included. */
export async function getKeyUsage(
  context: ManagementContext,
  actor: Actor,
  input: { keyId: string; days: number },
): Promise<KeyUsageView> {
  const { prisma } = context.db;
  const { id, tenantId } = await findKey(prisma, actor, { keyId: input.keyId, permission: 'key:read' });
  requirePermission(actor, 'usage:read', { tenantId });
  const { currency } = await prisma.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { currency: true } });
  const days = (await loadKeyDays(context, { keyIds: [id], days: input.days })).get(id) ?? [];
  return { keyId: publicId('key', id), currency, ...sumDays(days), days };
}
