import type { ProviderView, UpdateProviderInput } from '@turnpike/contracts/management/providers';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { Prisma, type Transaction } from '@turnpike/db/client';
import { firstCredential, type ProviderRow, sealedColumns, WITH_CREDENTIALS } from './credential-rows.js';
import { lockProvider } from './find-provider.js';
import { providerView } from './provider-view.js';

/**
 * Changes what is given and leaves the rest. A credential replaces the oldest, or becomes the first; null forgets them
 * all. Platform admins only.
 */
export async function updateProvider(
  context: ManagementContext,
  actor: Actor,
  input: { provider: string; changes: UpdateProviderInput },
): Promise<ProviderView> {
  requirePermission(actor, 'catalogue:write');
  const { credential, discovery, healthCheck, ...fields } = input.changes;
  const checks = {
    ...(discovery === undefined ? {} : { discovery: discovery ?? Prisma.DbNull }),
    ...(healthCheck === undefined ? {} : { healthCheck: healthCheck ?? Prisma.DbNull }),
  };
  return inTransaction(context, async (tx) => {
    const was = await lockProvider(tx, input.provider);
    const { id } = was;
    if (credential !== undefined) await setCredential(tx, context, { provider: was, credential });
    const row = await tx.provider.update({
      where: { id },
      data: { ...withoutUndefined(fields), ...checks },
      include: WITH_CREDENTIALS,
    });
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

async function setCredential(
  tx: Transaction,
  { credentialKeys }: ManagementContext,
  { provider, credential }: { provider: ProviderRow; credential: string | null },
): Promise<void> {
  const { id: providerId } = provider;
  if (credential === null) {
    await tx.providerCredential.deleteMany({ where: { providerId } });
    return;
  }
  const [oldest] = provider.credentials;
  if (oldest === undefined) {
    await tx.providerCredential.create({
      data: { providerId, ...firstCredential(credentialKeys, providerId, credential) },
    });
    return;
  }
  const data = { status: 'active' as const, ...sealedColumns(credentialKeys, providerId, credential) };
  await tx.providerCredential.update({ where: { id: oldest.id }, data });
}
