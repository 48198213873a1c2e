import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { TenantView } from '@turnpike/contracts/management/tenants';
import type { Actor } from '../actor.js';
import { readableTenants } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { tenantView } from './tenant-view.js';

/** All tenants for the platform; for a member their own. Newest first. */
export async function listTenants(
  context: ManagementContext,
  actor: Actor,
  input: ListInput,
): Promise<Page<TenantView>> {
  const readable = readableTenants(actor, 'tenant:read');
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.tenant.findMany({
    where: { AND: [afterCursor(keyset), readable === null ? {} : { id: { in: readable } }] },
    ...newestFirst(keyset),
  });
  return toPage(rows, keyset, tenantView);
}
