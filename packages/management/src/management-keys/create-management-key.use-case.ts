import { parseInstant } from '@turnpike/contracts/management/fields';
import type { CreatedManagementKeyView, CreateManagementKeyInput } from '@turnpike/contracts/management/identity';
import { newId } from '@turnpike/domain/ids';
import { randomBase62 } from '@turnpike/domain/key-format';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import { hashKey } from '../keys/key-hash.js';
import type { ManagementContext } from '../management-context.js';
import { managementKeyView } from './management-key-view.js';

const RANDOM_CHARACTERS = 38;

/** Makes a platform admin's key, `<prefix>_mgmt_` and 38 characters of chance. Shown this once. */
export async function createManagementKey(
  context: ManagementContext,
  actor: Actor,
  input: CreateManagementKeyInput,
): Promise<CreatedManagementKeyView> {
  requirePermission(actor, 'management-key:write');
  const expiresAt = input.expiresAt == null ? null : parseInstant(input.expiresAt);
  if (expiresAt !== null && expiresAt <= context.now()) {
    throw new ApiError('validation_failed', { message: 'The expiry must lie in the future.', param: 'expiresAt' });
  }
  const key = `${context.keyPrefix}_mgmt_${randomBase62(RANDOM_CHARACTERS)}`;
  const hash = new Uint8Array(hashKey(context.keyPepper, key));
  const { name } = input;
  const row = await inTransaction(context, async (tx) => {
    const created = await tx.managementKey.create({
      data: { id: newId(), name, hash, last4: key.slice(-4), expiresAt },
    });
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'management_key.create',
      resourceKind: 'management_key',
      resourceId: created.id,
      detail: { name, last4: created.last4 },
    });
    return created;
  });
  return { ...managementKeyView(row), key };
}
