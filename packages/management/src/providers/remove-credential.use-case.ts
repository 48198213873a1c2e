import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockProvider } from './find-provider.js';
import { requireAnotherCredential } from './require-another-credential.js';

/**
 * Forgets a provider's credential for good. Throws `invalid_state` for the last active one of a provider that serves
 * models, unless forced: without any, the provider is called without one. Platform admins only.
 */
export async function removeCredential(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string; credentialId: string; force: boolean },
): Promise<void> {
  requirePermission(actor, 'catalogue:write');
  const id = requireId('credential', input.credentialId);
  await inTransaction(context, async (tx) => {
    const provider = await lockProvider(tx, input.provider);
    const row = provider.credentials.find((candidate) => candidate.id === id);
    if (row === undefined) throw new ApiError('not_found');
    await requireAnotherCredential(tx, provider, { id, force: input.force });
    await tx.providerCredential.delete({ where: { id } });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'provider.credential_remove',
      resourceKind: 'provider',
      resourceId: provider.id,
      detail: { slug: provider.slug, id: publicId('credential', id), name: row.name },
    });
  });
}
