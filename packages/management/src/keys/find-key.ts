import type { Prisma, Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';

/**
 * The key, if the actor holds the permission in its tenant; else `not_found` or `forbidden`. A playground's credential is
 * managed by nobody and found only by those who read.
 */
export async function findKey(
  tx: Pick<Transaction, 'apiKey'>,
  actor: Actor,
  wanted: { keyId: string; permission: Extract<Permission, 'key:read' | 'key:write'> },
): Promise<Prisma.ApiKeyModel> {
  const row = await tx.apiKey.findUnique({ where: { id: requireId('key', wanted.keyId) } });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['key', row.id] });
  if (wanted.permission === 'key:write' && row.purpose === 'playground') throw new ApiError('not_found');
  return row;
}
