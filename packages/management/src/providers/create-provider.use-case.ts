import type { CreateProviderInput, ProviderView } from '@turnpike/contracts/management/providers';
import { Prisma } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { createWithSlug } from '../references/choose-slug.js';
import { firstCredential, WITH_CREDENTIALS } from './credential-rows.js';
import { providerView } from './provider-view.js';

/** Adds a vendor account. The credential is sealed before it is stored and never shown. Platform admins only. */
export async function createProvider(
  context: ManagementContext,
  actor: Actor,
  input: CreateProviderInput,
): Promise<ProviderView> {
  requirePermission(actor, 'catalogue:write');
  const { kind, baseUrl, servesTestKeys, discovery, healthCheck } = input;
  const id = newId();
  const { credential } = input;
  const credentials = credential == null ? {} : { create: firstCredential(context.credentialKeys, id, credential) };
  const source = { kind: 'provider', name: input.name ?? new URL(baseUrl).hostname, asked: input.slug };
  const row = await createWithSlug(source, (slug) =>
    inTransaction(context, async (tx) => {
      const name = input.name ?? slug;
      const data = { id, slug, name, kind, baseUrl, servesTestKeys, credentials };
      const checks = { discovery: discovery ?? Prisma.DbNull, healthCheck: healthCheck ?? Prisma.DbNull };
      const created = await tx.provider.create({ data: { ...data, ...checks }, include: WITH_CREDENTIALS });
      await announceCatalogue(tx);
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'provider.create',
        resourceKind: 'provider',
        resourceId: id,
        detail: { slug, name, kind, baseUrl, servesTestKeys, discovery, healthCheck },
      });
      return created;
    }),
  );
  return providerView(row);
}
