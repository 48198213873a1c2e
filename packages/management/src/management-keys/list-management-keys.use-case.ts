import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { ManagementKeyView } from '@turnpike/contracts/management/identity';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { managementKeyView } from './management-key-view.js';

/** All management keys, newest first. Platform admins only. */
export async function listManagementKeys(
  context: ManagementContext,
  actor: Actor,
  input: ListInput,
): Promise<Page<ManagementKeyView>> {
  requirePermission(actor, 'management-key:write');
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.managementKey.findMany({ where: afterCursor(keyset), ...newestFirst(keyset) });
  return toPage(rows, keyset, managementKeyView);
}
