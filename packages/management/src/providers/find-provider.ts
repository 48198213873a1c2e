import type { Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { byIdOr } from '../references/unknown-reference.js';
import { type ProviderRow, WITH_CREDENTIALS } from './credential-rows.js';

/** The provider of that slug or id. Throws `not_found`; platform admins only. */
export async function findProvider(context: ManagementContext, actor: Actor, reference: string): Promise<ProviderRow> {
  requirePermission(actor, 'catalogue:read');
  const where = byIdOr('provider', reference, 'slug');
  const row = await context.db.prisma.provider.findFirst({ where, include: WITH_CREDENTIALS });
  if (row === null) throw new ApiError('not_found');
  return row;
}

/** The same, its row locked so that changes of its credentials go one after another. */
export async function lockProvider(tx: Transaction, reference: string): Promise<ProviderRow> {
  const where = byIdOr('provider', reference, 'slug');
  const found = await tx.provider.findFirst({ where, select: { id: true } });
  if (found === null) throw new ApiError('not_found');
  await tx.$queryRaw`SELECT FROM providers WHERE id = ${found.id}::uuid FOR NO KEY UPDATE`;
  return tx.provider.findUniqueOrThrow({ where: { id: found.id }, include: WITH_CREDENTIALS });
}
