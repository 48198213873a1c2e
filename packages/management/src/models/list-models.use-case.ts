import type { Page } from '@turnpike/contracts/management/fields';
import type { ListModelsInput, ModelView } from '@turnpike/contracts/management/models';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { contains } from '../references/name-contains.js';
import { byIdOr } from '../references/unknown-reference.js';
import { modelView, WITH_TARGETS } from './model-view.js';

/** Models with targets and upstream cost, newest first; of a search, a status or a provider where one is given. Platform admins only. */
export async function listModels(
  context: ManagementContext,
  actor: Actor,
  input: ListModelsInput,
): Promise<Page<ModelView>> {
  requirePermission(actor, 'catalogue:read');
  const keyset = readKeyset(input);
  const { q, status, provider } = input;
  const rows = await context.db.prisma.model.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        q === undefined ? {} : { OR: [{ name: contains(q) }, { description: contains(q) }] },
        status === undefined ? {} : { status },
        provider === undefined ? {} : { targets: { some: { provider: byIdOr('provider', provider, 'slug') } } },
      ],
    },
    include: WITH_TARGETS,
    ...newestFirst(keyset),
  });
  const now = context.now();
  return toPage(rows, keyset, (row) => modelView(row, now));
}
