import type { CreateTenantInput, TenantView } from '@turnpike/contracts/management/tenants';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { createWithSlug } from '../references/choose-slug.js';
import { tenantView } from './tenant-view.js';

/** Makes an organisation. Platform admins only; `conflict` for a slug that was asked for and is taken. */
export async function createTenant(
  context: ManagementContext,
  actor: Actor,
  input: CreateTenantInput,
): Promise<TenantView> {
  requirePermission(actor, 'tenant:write');
  const { name, billingMode, timeZone, currency = null } = input;
  const row = await createWithSlug({ kind: 'tenant', name, asked: input.slug }, (slug) =>
    inTransaction(context, async (tx) => {
      const created = await tx.tenant.create({ data: { id: newId(), slug, name, billingMode, timeZone, currency } });
      await writeAudit(tx, actor, {
        tenantId: created.id,
        action: 'tenant.create',
        resourceKind: 'tenant',
        resourceId: created.id,
        detail: { slug, name, billingMode, currency, timeZone },
      });
      return created;
    }),
  );
  return tenantView(row);
}
