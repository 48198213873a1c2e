import type { ListInput, Page } from '@turnpike/contracts/management/fields';
import type { ModelView } from '@turnpike/contracts/management/models';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { modelView, WITH_TARGETS } from './model-view.js';

/** All models with targets and upstream cost, newest first. Platform admins only. */
export async function listModels(context: ManagementContext, actor: Actor, input: ListInput): Promise<Page<ModelView>> {
  requirePermission(actor, 'catalogue:read');
  const keyset = readKeyset(input);
  const rows = await context.db.prisma.model.findMany({
    where: afterCursor(keyset),
    include: WITH_TARGETS,
    ...newestFirst(keyset),
  });
  const now = context.now();
  return toPage(rows, keyset, (row) => modelView(row, now));
}
