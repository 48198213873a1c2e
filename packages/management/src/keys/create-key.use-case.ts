import { parseInstant } from '@turnpike/contracts/management/fields';
import type { CreatedKeyView, CreateKeyInput } from '@turnpike/contracts/management/keys';
import { ApiError } from '@turnpike/errors/api-error';
import { actorUserId, type Actor } from '../actor.js';
import { findLiveApplication } from '../applications/find-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { insertKey } from './insert-key.js';
import { keyView } from './key-view.js';

/** Makes a key for an application. The answer holds the secret, this once; only its hash is kept. */
export async function createKey(
  context: ManagementContext,
  actor: Actor,
  input: CreateKeyInput,
): Promise<CreatedKeyView> {
  const { applicationId, name, environment } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'key:write' });
  const now = context.now();
  const expiresAt = input.expiresAt == null ? null : parseInstant(input.expiresAt);
  if (expiresAt !== null && expiresAt <= now) {
    throw new ApiError('validation_failed', { message: 'The expiry must lie in the future.', param: 'expiresAt' });
  }
  const { tenantId } = application;
  return inTransaction(context, async (tx) => {
    const { row, key } = await insertKey(context, tx, {
      tenantId,
      applicationId: application.id,
      name,
      environment,
      createdBy: actorUserId(actor),
      expiresAt,
    });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'key.create',
      resourceKind: 'key',
      resourceId: row.id,
      detail: { name, environment, last4: row.last4, expiresAt: expiresAt?.toISOString() ?? null },
    });
    return { ...keyView(row, now), key };
  });
}
