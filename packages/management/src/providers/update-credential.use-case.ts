import type { CredentialView, UpdateCredentialInput } from '@turnpike/contracts/management/provider-credentials';
import { publicId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { refuseDuplicate } from '../references/choose-slug.js';
import { requireId } from '../references/require-id.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { sealedColumns } from './credential-rows.js';
import { credentialView } from './credential-view.js';
import { lockProvider } from './find-provider.js';
import { requireAnotherCredential } from './require-another-credential.js';

/**
 * Renames a provider's credential, replaces its secret, or takes it out of turn and back. Throws `invalid_state` for the
 * last active one of a provider that serves models, unless forced. Platform admins only.
 */
export async function updateCredential(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string; credentialId: string; changes: UpdateCredentialInput },
): Promise<CredentialView> {
  requirePermission(actor, 'catalogue:write');
  const id = requireId('credential', input.credentialId);
  const { credential, force, ...fields } = input.changes;
  const change = () =>
    inTransaction(context, async (tx) => {
      const provider = await lockProvider(tx, input.provider);
      const was = provider.credentials.find((row) => row.id === id);
      if (was === undefined) throw new ApiError('not_found');
      if (fields.status === 'disabled') await requireAnotherCredential(tx, provider, { id, force });
      const sealed = credential === undefined ? {} : sealedColumns(context.credentialKeys, provider.id, credential);
      const data = { ...withoutUndefined(fields), ...sealed };
      const is = await tx.providerCredential.update({ where: { id }, data });
      await announceCatalogue(tx);
      const facts = ({ name, status }: typeof is) => ({ name, status });
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'provider.credential_update',
        resourceKind: 'provider',
        resourceId: provider.id,
        detail: {
          slug: provider.slug,
          id: publicId('credential', id),
          ...changedFields(facts(was), facts(is)),
          replaced: credential !== undefined,
        },
      });
      return is;
    });
  return credentialView(context.credentialKeys, await refuseDuplicate('name', fields.name ?? '', change));
}
