import type { SigningSecretView, UpdateSigningSecretInput } from '@turnpike/contracts/management/signing';
import type { Prisma } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requireNetworks } from '../allow-lists/require-networks.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { inTransaction, raiseEpoch } from '../changes/change.js';
import { latestKeyEnd, requireKeyEnd } from '../keys/key-end.js';
import type { ManagementContext } from '../management-context.js';
import { findSigningSecret } from './find-signing-secret.js';
import { OMIT_SECRET, signingSecretView, WITH_APPLICATION } from './signing-secret-view.js';

/** Changes what is given: the name, where it may be used from, when it ends. A revoked one is `invalid_state`. */
export async function updateSigningSecret(
  context: ManagementContext,
  actor: Actor,
  input: { signingSecretId: string; changes: UpdateSigningSecretInput },
): Promise<SigningSecretView> {
  const { signingSecretId, changes } = input;
  const now = context.now();
  return inTransaction(context, async (tx) => {
    const was = await findSigningSecret(tx, actor, { signingSecretId, permission: 'signing-secret:write' });
    if (was.revokedAt !== null) throw new ApiError('invalid_state', { message: 'It is revoked, which is for good.' });
    const { id, tenantId } = was;
    const data: Prisma.SigningSecretUpdateInput = {};
    if (changes.name !== undefined) data.name = changes.name;
    if (changes.addresses !== undefined) data.addresses = requireNetworks(changes.addresses, 'addresses');
    if (changes.expiresAt !== undefined) {
      const latest = await latestKeyEnd(tx, tenantId, was.createdAt);
      data.expiresAt = requireKeyEnd(changes.expiresAt, { now, latest });
    }
    const row = await tx.signingSecret.update({ where: { id }, data, omit: OMIT_SECRET, include: WITH_APPLICATION });
    await raiseEpoch(tx, tenantId);
    const [before, after] = [signingSecretView(was, now), signingSecretView(row, now)];
    await writeAudit(tx, actor, {
      tenantId,
      action: 'signing-secret.update',
      resourceKind: 'signing-secret',
      resourceId: id,
      detail: changedFields({ ...before }, { ...after }),
    });
    return after;
  });
}
