import type { Page } from '@turnpike/contracts/management/fields';
import type { ListPlansInput, PlanView } from '@turnpike/contracts/management/plans';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { afterCursor, newestFirst, readKeyset, toPage } from '../pagination/keyset.js';
import { visibleProducts } from '../products/visible-products.js';
import { byIdOr } from '../references/unknown-reference.js';
import { planView, WITH_PRICES } from './plan-view.js';

/** Plans of the products the actor may know of, or of one of them. Newest first. */
export async function listPlans(
  context: ManagementContext,
  actor: Actor,
  input: ListPlansInput,
): Promise<Page<PlanView>> {
  const keyset = readKeyset(input);
  const product = input.product === undefined ? {} : byIdOr('product', input.product, 'slug');
  const rows = await context.db.prisma.plan.findMany({
    where: { AND: [afterCursor(keyset), { product: { AND: [product, visibleProducts(actor)] } }] },
    include: WITH_PRICES,
    ...newestFirst(keyset),
  });
  const now = context.now();
  return toPage(rows, keyset, (row) => planView(row, now));
}
