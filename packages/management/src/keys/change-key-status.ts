import type { KeyView } from '@turnpike/contracts/management/keys';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findKey } from './find-key.js';
import { tellKeyRevoked } from './key-event.js';
import { keyView } from './key-view.js';

export interface KeyStatusChange {
  keyId: string;
  reason: string;
}

/** What each change demands of the row and does to it. */
const CHANGES = {
  revoke: (now: Date) => ({ where: { revokedAt: null }, data: { revokedAt: now } }),
  disable: (now: Date) => ({ where: { revokedAt: null, disabledAt: null }, data: { disabledAt: now } }),
  enable: () => ({ where: { revokedAt: null, disabledAt: { not: null } }, data: { disabledAt: null } }),
} as const;

/**
 * Changes the status, once: a key that has it already is answered as it is, without an audit entry. The epoch rises in
 * the same transaction, so that every gateway process refuses (or accepts) the key from its next look.
 */
export async function changeKeyStatus(
  context: ManagementContext,
  actor: Actor,
  change: KeyStatusChange & { to: keyof typeof CHANGES },
): Promise<KeyView> {
  const { keyId, reason, to } = change;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const { id, tenantId } = await findKey(tx, actor, { keyId, permission: 'key:write' });
    const { where, data } = CHANGES[to](now);
    const { count } = await tx.apiKey.updateMany({ where: { id, ...where }, data });
    const row = await tx.apiKey.findUniqueOrThrow({ where: { id } });
    if (to !== 'revoke' && row.revokedAt !== null) {
      throw new ApiError('invalid_state', { message: 'The key is revoked, which is for good.' });
    }
    if (count === 1) {
      await raiseEpoch(tx, tenantId);
      if (to === 'revoke') await tellKeyRevoked(tx, row, reason);
      await writeAudit(tx, actor, {
        tenantId,
        action: `key.${to}`,
        resourceKind: 'key',
        resourceId: id,
        detail: { name: row.name, last4: row.last4, reason },
      });
    }
    return keyView(row, now);
  });
}
