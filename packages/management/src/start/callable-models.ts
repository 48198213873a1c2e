import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';
import type { ManagementContext } from '../management-context.js';

type CallableModel = PlaygroundApplicationView['models'][number];

const SERVED = { lifecycle: { in: ['published' as const, 'deprecated' as const] } };

/**
 * Models that a subscription to each product lets chat with, by product. Those with a bound on their output come first:
 * an embedding has none.
 */
export async function callableModels(
  context: ManagementContext,
  productIds: readonly string[],
): Promise<Map<string, CallableModel[]>> {
  const versions = await context.db.prisma.productVersion.findMany({
    where: {
      productId: { in: [...new Set(productIds)] },
      product: SERVED,
      ...SERVED,
      operations: { some: { key: 'chat.completions' } },
    },
    select: { productId: true, models: { where: { model: { status: 'active' } }, select: { model: true } } },
  });
  const byProduct = new Map<string, CallableModel[]>();
  for (const { productId, models } of versions) {
    const found = models.map(({ model: { name, description, contextTokens, maxOutputTokens } }) => ({
      name,
      description,
      contextTokens,
      maxOutputTokens,
    }));
    byProduct.set(productId, uniqueSorted([...(byProduct.get(productId) ?? []), ...found]));
  }
  return byProduct;
}

/** Each name once, chat models first, then by name. */
export function uniqueSorted(models: readonly CallableModel[]): CallableModel[] {
  const byName = new Map(models.map((model) => [model.name, model]));
  const rank = (model: CallableModel) => (model.maxOutputTokens === null ? 1 : 0);
  return [...byName.values()].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, 'en'));
}
