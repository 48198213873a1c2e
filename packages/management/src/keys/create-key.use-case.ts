import type { CreatedKeyView, CreateKeyInput } from '@turnpike/contracts/management/keys';
import { actorUserId, type Actor } from '../actor.js';
import { findLiveApplication } from '../applications/find-application.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { insertKey } from './insert-key.js';
import { latestKeyEnd, requireKeyEnd } from './key-end.js';
import { NO_TERMS, requireKeyTerms } from './key-terms.js';
import { keyView } from './key-view.js';

/**
 * Makes a key for an application. The answer holds the secret, this once; only its hash is kept. Without an expiry it
 * lives as long as the organisation lets keys live.
 */
export async function createKey(
  context: ManagementContext,
  actor: Actor,
  input: CreateKeyInput,
): Promise<CreatedKeyView> {
  const { applicationId, name, environment } = input;
  const application = await findLiveApplication(context, actor, { applicationId, permission: 'key:write' });
  const now = context.now();
  const { tenantId } = application;
  return inTransaction(context, async (tx) => {
    const latest = await latestKeyEnd(tx, tenantId, now);
    const expiresAt = requireKeyEnd(input.expiresAt ?? null, { now, latest });
    const terms = await requireKeyTerms(tx, application.id, { asked: input, before: NO_TERMS });
    const { row, key } = await insertKey(context, tx, {
      tenantId,
      applicationId: application.id,
      name,
      environment,
      createdBy: actorUserId(actor),
      expiresAt,
      ...terms,
    });
    await writeAudit(tx, actor, {
      tenantId,
      action: 'key.create',
      resourceKind: 'key',
      resourceId: row.id,
      detail: { name, environment, last4: row.last4, expiresAt: expiresAt?.toISOString() ?? null, ...terms },
    });
    return { ...keyView(row, now), key };
  });
}
