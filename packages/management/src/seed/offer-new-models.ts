import type { CreatePlanInput } from '@turnpike/contracts/management/plans';
import { type CreateProductInput, DEFAULT_OPERATIONS } from '@turnpike/contracts/management/products';
import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { createPlanVersion } from '../plans/create-plan-version.use-case.js';
import { findPlan } from '../plans/find-plan.js';
import { planView } from '../plans/plan-view.js';
import { findProduct } from '../products/find-product.js';
import { productView } from '../products/product-view.js';
import { updateProduct } from '../products/update-product.use-case.js';
import { DEMO_PLAN, DEMO_PRODUCT, MORE_PLANS, MORE_PRODUCTS } from './demo-catalogue.js';
import { DEMO_MODELS } from './demo-models.js';

/**
 * What the demo sells of late, added to products and plans that were made before: models that no product has yet, and
 * the operations they are asked by. Whatever else was changed on them stays, and a model that was taken out of one
 * product isn't put back as long as another has it. Prices first: a model without one would be refused.
 */
export async function offerNewModels(context: ManagementContext, actor: Actor): Promise<void> {
  const names = DEMO_MODELS.map(({ name }) => name);
  const unsold = await context.db.prisma.model.findMany({ where: { name: { in: names }, products: { none: {} } } });
  if (unsold.length === 0) return;
  const added = new Set(unsold.map(({ name }) => name));
  for (const plan of [DEMO_PLAN, ...MORE_PLANS]) await addPrices(context, actor, { plan, added });
  for (const product of [...MORE_PRODUCTS, DEMO_PRODUCT]) await addModels(context, actor, { product, added });
}

async function addPrices(
  context: ManagementContext,
  actor: Actor,
  { plan, added }: { plan: CreatePlanInput; added: ReadonlySet<string> },
): Promise<void> {
  const reference = `${plan.product}/${plan.slug ?? ''}`;
  const row = await findPlan(context, actor, reference);
  if (row === null) return;
  const { prices, limits, prepayment } = planView(row, context.now());
  const priced = new Set(prices.map(({ model }) => model));
  const more = plan.prices.filter(({ model }) => model != null && added.has(model) && !priced.has(model));
  if (more.length === 0) return;
  const version = { prices: [...prices, ...more], limits, prepayment };
  await createPlanVersion(context, actor, { plan: reference, version });
}

async function addModels(
  context: ManagementContext,
  actor: Actor,
  { product, added }: { product: CreateProductInput; added: ReadonlySet<string> },
): Promise<void> {
  const slug = product.slug ?? '';
  const row = await findProduct(context, actor, slug);
  const more = product.models.filter((name) => added.has(name));
  if (row === null || more.length === 0) return;
  const { models, operations } = productView(row);
  const changes = { models: [...models, ...more], operations: [...new Set([...operations, ...DEFAULT_OPERATIONS])] };
  await updateProduct(context, actor, { product: slug, changes });
}
