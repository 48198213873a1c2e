import type { Transaction } from '@turnpike/db/client';
import type { Permission } from '@turnpike/domain/permissions';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { requireId } from '../references/require-id.js';
import { OMIT_SECRET, type SigningSecretRow, WITH_APPLICATION } from './signing-secret-view.js';

/** The signing secret, if the actor holds the permission in its tenant; else `not_found` or `forbidden`. */
export async function findSigningSecret(
  tx: Pick<Transaction, 'signingSecret'>,
  actor: Actor,
  wanted: { signingSecretId: string; permission: Extract<Permission, `signing-secret:${string}`> },
): Promise<SigningSecretRow> {
  const id = requireId('signingSecret', wanted.signingSecretId);
  const row = await tx.signingSecret.findUnique({ where: { id }, omit: OMIT_SECRET, include: WITH_APPLICATION });
  if (row === null) throw new ApiError('not_found');
  requirePermission(actor, wanted.permission, { tenantId: row.tenantId, resource: ['signingSecret', row.id] });
  return row;
}
