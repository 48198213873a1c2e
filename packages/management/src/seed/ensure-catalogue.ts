import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { createModel } from '../models/create-model.use-case.js';
import { createPlan } from '../plans/create-plan.use-case.js';
import { createProduct } from '../products/create-product.use-case.js';
import { createProvider } from '../providers/create-provider.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';
import { DEMO_MODELS, DEMO_PLAN, DEMO_PRODUCT, MORE_PLANS, MORE_PRODUCTS, SANDBOX_PROVIDER } from './demo-catalogue.js';

/** Provider, models, products and plans of the demo; the provider follows the sandbox's address. Returns a chat model. */
export async function ensureCatalogue(context: ManagementContext, actor: Actor, baseUrl: string): Promise<string> {
  const { prisma } = context.db;
  await ensureProvider(context, actor, baseUrl);
  for (const model of DEMO_MODELS) {
    if ((await prisma.model.findUnique({ where: { name: model.name } })) === null)
      await createModel(context, actor, model);
  }
  // The catalogue shows the newest first: the product everybody may begin with is made last.
  for (const product of [...MORE_PRODUCTS, DEMO_PRODUCT]) {
    const found = await prisma.product.findUnique({ where: { slug: product.slug ?? '' } });
    if (found === null) await createProduct(context, actor, product);
  }
  for (const plan of [DEMO_PLAN, ...MORE_PLANS]) {
    const found = await prisma.plan.findFirst({ where: { slug: plan.slug ?? '', product: { slug: plan.product } } });
    if (found === null) await createPlan(context, actor, plan);
  }
  return DEMO_MODELS[0]?.name ?? '';
}

async function ensureProvider(context: ManagementContext, actor: Actor, baseUrl: string): Promise<void> {
  const { slug } = SANDBOX_PROVIDER;
  const found = await context.db.prisma.provider.findUnique({ where: { slug } });
  if (found === null) {
    await createProvider(context, actor, { ...SANDBOX_PROVIDER, baseUrl });
    return;
  }
  // Sealed under another credential key, as after the secrets of the checkout were lost, it would never open again.
  const readable = found.credentialKeyId !== null && context.credentialKeys.byId.has(found.credentialKeyId);
  if (found.baseUrl === baseUrl && readable) return;
  const { credential } = SANDBOX_PROVIDER;
  await updateProvider(context, actor, { provider: slug, changes: { baseUrl, credential } });
}
