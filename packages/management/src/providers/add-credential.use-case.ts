import type { AddCredentialInput, CredentialView } from '@turnpike/contracts/management/provider-credentials';
import { newId, publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { refuseDuplicate } from '../references/choose-slug.js';
import { sealedColumns } from './credential-rows.js';
import { credentialView } from './credential-view.js';
import { lockProvider } from './find-provider.js';

/** Enough for any vendor's accounts; each is opened and kept in memory by every gateway. */
const MAX_CREDENTIALS = 50;

/** Gives a provider one more credential, which serves from the next call on. Platform admins only. */
export async function addCredential(
  context: ManagementContext,
  actor: Actor,
  input: AddCredentialInput & { provider: string },
): Promise<CredentialView> {
  requirePermission(actor, 'catalogue:write');
  const { name } = input;
  const create = () =>
    inTransaction(context, async (tx) => {
      const provider = await lockProvider(tx, input.provider);
      if (provider.credentials.length >= MAX_CREDENTIALS)
        throw new ApiError('invalid_state', { message: `A provider has at most ${MAX_CREDENTIALS} credentials.` });
      const sealed = sealedColumns(context.credentialKeys, provider.id, input.credential);
      const data = { id: newId(), providerId: provider.id, name, ...sealed };
      const row = await tx.providerCredential.create({ data });
      await announceCatalogue(tx);
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'provider.credential_add',
        resourceKind: 'provider',
        resourceId: provider.id,
        detail: { slug: provider.slug, id: publicId('credential', row.id), name },
      });
      return row;
    });
  return credentialView(context.credentialKeys, await refuseDuplicate('name', name, create));
}
