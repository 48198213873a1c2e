import {
  type RotatedSecretView,
  type RotateSecretInput,
  SECRET_OVERLAPS_MS,
} from '@turnpike/contracts/management/webhooks';
import type { Transaction } from '@turnpike/db/client';
import { isForeignKeyViolation } from '@turnpike/db/errors';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { callbackBinding, newWebhookSecret, rotatedColumns } from './webhook-secret.js';

interface Rotation {
  tenantId: string;
  overlapMs: number;
}

/** Gives the callbacks of a tenant's jobs a new secret, shown this once, or their first. */
export async function rotateCallbackSecret(
  context: ManagementContext,
  actor: Actor,
  input: RotateSecretInput & { tenantId: string },
): Promise<RotatedSecretView> {
  const tenantId = requireId('tenant', input.tenantId);
  requirePermission(actor, 'webhook:write', { tenantId });
  const { overlap } = input;
  try {
    return await inTransaction(context, async (tx) => {
      const rotation = { tenantId, overlapMs: SECRET_OVERLAPS_MS[overlap] };
      const rotated = (await insertFirst(context, tx, tenantId)) ?? (await replace(context, tx, rotation));
      await writeAudit(tx, actor, {
        tenantId,
        action: 'callback.rotate',
        resourceKind: 'tenant',
        resourceId: tenantId,
        detail: { overlap },
      });
      return rotated;
    });
  } catch (error) {
    if (isForeignKeyViolation(error)) throw new ApiError('not_found', { cause: error });
    throw error;
  }
}

/** Null when there is one already: the fan-out of a callback may have made it a moment ago. */
async function insertFirst(
  { credentialKeys }: ManagementContext,
  tx: Transaction,
  tenantId: string,
): Promise<RotatedSecretView | null> {
  const { secret, columns } = newWebhookSecret(credentialKeys, callbackBinding(tenantId));
  const { count } = await tx.callbackSecret.createMany({ data: [{ tenantId, ...columns }], skipDuplicates: true });
  return count === 0 ? null : { secret, previousUntil: null };
}

async function replace(
  context: ManagementContext,
  tx: Transaction,
  { tenantId, overlapMs }: Rotation,
): Promise<RotatedSecretView> {
  await tx.$queryRaw`SELECT FROM callback_secrets WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
  const present = await tx.callbackSecret.findUniqueOrThrow({ where: { tenantId } });
  const rotation = { boundTo: callbackBinding(tenantId), now: context.now(), overlapMs };
  const { secret, columns } = rotatedColumns(context.credentialKeys, present, rotation);
  await tx.callbackSecret.update({ where: { tenantId }, data: columns });
  return { secret, previousUntil: columns.previousSecretUntil?.toISOString() ?? null };
}
