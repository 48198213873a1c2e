import type { ProviderView, UpdateProviderInput } from '@turnpike/contracts/management/providers';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { credentialData } from './credential-data.js';
import { findProvider } from './find-provider.js';
import { providerView } from './provider-view.js';

/** Changes what is given and leaves the rest; a null credential is forgotten. Platform admins only. */
export async function updateProvider(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string; changes: UpdateProviderInput },
): Promise<ProviderView> {
  requirePermission(actor, 'catalogue:write');
  const was = await findProvider(context, actor, input.provider);
  const { id } = was;
  const { credential, ...fields } = input.changes;
  const sealed = credential === undefined ? {} : credentialData(context.credentialKeys, id, credential);
  return inTransaction(context, async (tx) => {
    const row = await tx.provider.update({ where: { id }, data: { ...withoutUndefined(fields), ...sealed } });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'provider.update',
      resourceKind: 'provider',
      resourceId: id,
      detail: {
        slug: row.slug,
        ...changedFields(providerView(was), providerView(row)),
        replaced: credential !== undefined,
      },
    });
    return providerView(row);
  });
}
