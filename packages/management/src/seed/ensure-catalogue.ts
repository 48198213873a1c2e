import type { Actor } from '../actor.js';
import type { ManagementContext } from '../management-context.js';
import { createModel } from '../models/create-model.use-case.js';
import { updateRouting } from '../models/update-routing.use-case.js';
import { createPlan } from '../plans/create-plan.use-case.js';
import { createProduct } from '../products/create-product.use-case.js';
import { openedCredential, WITH_CREDENTIALS } from '../providers/credential-rows.js';
import { createProvider } from '../providers/create-provider.use-case.js';
import { updateProvider } from '../providers/update-provider.use-case.js';
import { DEMO_PLAN, DEMO_PRODUCT, MORE_PLANS, MORE_PRODUCTS } from './demo-catalogue.js';
import { DEMO_MODELS, DEMO_PROVIDERS, type DemoProvider, OWN_PLACE } from './demo-models.js';
import { demoRouting } from './demo-routing.js';
import { offerNewModels } from './offer-new-models.js';

/** Providers, models, products and plans of the demo; the providers follow the sandbox's address. Returns a chat model. */
export async function ensureCatalogue(context: ManagementContext, actor: Actor, origin: string): Promise<string> {
  const { prisma } = context.db;
  for (const provider of DEMO_PROVIDERS) await ensureProvider(context, actor, { provider, origin });
  const known = new Set((await prisma.model.findMany({ select: { name: true } })).map(({ name }) => name));
  for (const model of DEMO_MODELS) {
    if (known.has(model.name)) continue;
    const { name, targets } = await createModel(context, actor, model);
    const routing = demoRouting(name, targets);
    if (routing !== null) await updateRouting(context, actor, { model: name, routing });
  }
  await ensureWhereabouts(context);
  await offerNewModels(context, actor);
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

/** Targets that were made before anybody asked where they are. */
async function ensureWhereabouts({ db }: ManagementContext): Promise<void> {
  const provider = { slug: { in: DEMO_PROVIDERS.map(({ slug }) => slug) } };
  await db.prisma.target.updateMany({ where: { provider, region: null, retentionDays: null }, data: OWN_PLACE });
}

async function ensureProvider(
  context: ManagementContext,
  actor: Actor,
  { provider, origin }: { provider: DemoProvider; origin: string },
): Promise<void> {
  const { path, ...fields } = provider;
  const { slug, credential } = fields;
  const baseUrl = origin + path;
  const found = await context.db.prisma.provider.findUnique({ where: { slug }, include: WITH_CREDENTIALS });
  if (found === null) {
    await createProvider(context, actor, { ...fields, baseUrl, servesTestKeys: true });
    return;
  }
  // Sealed under another credential key, as after the secrets of the checkout were lost, it would never open again.
  const [first] = found.credentials;
  const readable = first !== undefined && openedCredential(context.credentialKeys, first) !== null;
  if (found.baseUrl === baseUrl && readable) return;
  await updateProvider(context, actor, { provider: slug, changes: { baseUrl, credential } });
}
