import type { Page } from '@turnpike/contracts/management/fields';
import type { ListPlansInput, PlanView } from '@turnpike/contracts/management/plans';
import type { Actor } from '../actor.js';
import { isPlatform } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { countPlanUse } from '../products/use-counts.js';
import { visibleProducts } from '../products/visible-products.js';
import { contains } from '../references/name-contains.js';
import { byIdOr } from '../references/unknown-reference.js';
import { planView, WITH_PRICES } from './plan-view.js';

/**
 * Plans of the products the actor may know of, or of one of them, newest first; of a search or a status where one is
 * given. For the platform with the subscriptions of each counted.
 */
export async function listPlans(
  context: ManagementContext,
  actor: Actor,
  input: ListPlansInput,
): Promise<Page<PlanView>> {
  const keyset = readKeyset(input);
  const { q, status } = input;
  const product = input.product === undefined ? {} : byIdOr('product', input.product, 'slug');
  const rows = await context.db.prisma.plan.findMany({
    where: {
      AND: [
        afterCursor(keyset),
        { product: { AND: [product, visibleProducts(actor)] } },
        q === undefined ? {} : { OR: [{ name: contains(q) }, { slug: contains(q) }] },
        status === undefined ? {} : { status },
      ],
    },
    include: WITH_PRICES,
    ...newestFirst(keyset),
  });
  const now = context.now();
  if (!isPlatform(actor)) return toPage(rows, keyset, (row) => planView(row, now));
  const ids = rows.map(({ id }) => id);
  const counts = await countPlanUse(context, ids);
  return toPage(rows, keyset, (row) => ({ ...planView(row, now), counts: counts.get(row.id) }));
}
