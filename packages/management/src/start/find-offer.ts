import type { StartView } from '@turnpike/contracts/management/start';
import type { ManagementContext } from '../management-context.js';
import { PUBLIC_PRODUCTS } from '../products/visible-products.js';

/** Products looked at for an offer: the oldest ones are what a platform began with. */
const CANDIDATES = 20;

/** A product anyone may join at once, with a plan in that currency (any, while the tenant has none); null without one. */
export async function findOffer(context: ManagementContext, currency: string | null): Promise<StartView['offer']> {
  const products = await context.db.prisma.product.findMany({
    where: {
      AND: [PUBLIC_PRODUCTS, { lifecycle: 'published' }],
      approval: 'automatic',
      versions: { some: { models: { some: {} } } },
    },
    include: {
      plans: {
        where: { status: 'active' },
        orderBy: { id: 'asc' },
        include: { versions: { orderBy: { version: 'desc' }, take: 1, select: { currency: true } } },
      },
    },
    orderBy: { id: 'asc' },
    take: CANDIDATES,
  });
  for (const product of products) {
    const plan = product.plans.find(
      ({ versions: [version] }) => version !== undefined && (currency ?? version.currency) === version.currency,
    );
    if (plan !== undefined) {
      return { product: product.slug, productName: product.name, plan: plan.slug, planName: plan.name };
    }
  }
  return null;
}
