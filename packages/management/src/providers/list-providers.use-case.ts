import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { ProviderView } from '@turnpike/contracts/management/providers';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { providerView } from './provider-view.js';

/** All providers, newest first. Platform admins only. */
export async function listProviders(
  context: ManagementContext,
  actor: Actor,
  input: ListInput,
): Promise<Page<ProviderView>> {
  requirePermission(actor, 'catalogue:read');
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.provider.findMany({ where: afterCursor(keyset), ...newestFirst(keyset) });
  return toPage(rows, keyset, providerView);
}
