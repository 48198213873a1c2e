import type { Page } from '@turnpike/contracts/management/fields';
import type { ListProvidersInput, ProviderView } from '@turnpike/contracts/management/providers';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { contains } from '../references/name-contains.js';
import { WITH_CREDENTIALS } from './credential-rows.js';
import { providerView } from './provider-view.js';

/** Providers with how many models each serves, newest first; of a search or a status where one is given. Platform admins only. */
export async function listProviders(
  context: ManagementContext,
  actor: Actor,
  input: ListProvidersInput,
): Promise<Page<ProviderView>> {
  requirePermission(actor, 'catalogue:read');
  const keyset = readKeyset(input);
  const { q, status } = input;
  const rows = await context.db.prisma.provider.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        q === undefined ? {} : { OR: [{ name: contains(q) }, { slug: contains(q) }, { baseUrl: contains(q) }] },
        status === undefined ? {} : { status },
      ],
    },
    include: WITH_CREDENTIALS,
    ...newestFirst(keyset),
  });
  const counts = await countModels(
    context,
    rows.map(({ id }) => id),
  );
  return toPage(rows, keyset, (row) => ({ ...providerView(row), modelCount: counts.get(row.id) ?? 0 }));
}

/** Models by provider: several targets of one model at one provider are still one model. */
async function countModels(context: ManagementContext, providerIds: string[]): Promise<Map<string, number>> {
  const pairs = await context.db.prisma.target.groupBy({
    by: ['providerId', 'modelId'],
    where: { providerId: { in: providerIds } },
  });
  const counts = new Map<string, number>();
  for (const { providerId } of pairs) counts.set(providerId, (counts.get(providerId) ?? 0) + 1);
  return counts;
}
