import type { SigningSecretView } from '@turnpike/contracts/management/signing';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findSigningSecret } from './find-signing-secret.js';
import { signingSecretView } from './signing-secret-view.js';

/** What each change demands of the row and does to it. */
const CHANGES = {
  revoke: (now: Date) => ({ where: { revokedAt: null }, data: { revokedAt: now } }),
  disable: (now: Date) => ({ where: { revokedAt: null, disabledAt: null }, data: { disabledAt: now } }),
  enable: () => ({ where: { revokedAt: null, disabledAt: { not: null } }, data: { disabledAt: null } }),
} as const;

/**
 * Refuses its signatures for good (`revoke`), or until it is enabled again, on every gateway process within a second.
 * What has that status already is answered as it is, without an audit entry.
 */
export async function changeSigningSecretStatus(
  context: ManagementContext,
  actor: Actor,
  input: { signingSecretId: string; to: keyof typeof CHANGES; reason: string },
): Promise<SigningSecretView> {
  const { signingSecretId, to, reason } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const wanted = { signingSecretId, permission: 'signing-secret:write' } as const;
    const { id, tenantId, name } = await findSigningSecret(tx, actor, wanted);
    const { where, data } = CHANGES[to](now);
    const { count } = await tx.signingSecret.updateMany({ where: { id, ...where }, data });
    const row = await findSigningSecret(tx, actor, wanted);
    if (to !== 'revoke' && row.revokedAt !== null)
      throw new ApiError('invalid_state', { message: 'It is revoked, which is for good.' });
    if (count === 1) {
      await raiseEpoch(tx, tenantId);
      const what = { action: `signing-secret.${to}`, resourceKind: 'signing-secret', resourceId: id };
      await writeAudit(tx, actor, { tenantId, ...what, detail: { name, reason } });
    }
    return signingSecretView(row, now);
  });
}
