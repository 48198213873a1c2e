import type { PlaygroundApplicationView } from '@turnpike/contracts/management/start';
import type { ManagementContext } from '../management-context.js';
import { modelOperations } from '../models/model-operations.js';

/** With its uuid, by which the oldest is known. */
type CallableModel = PlaygroundApplicationView['models'][number] & { id: string };

const SERVED = { lifecycle: { in: ['published' as const, 'deprecated' as const] } };
const CHAT = 'chat.completions';

/** Models that a subscription to each product lets call, by product, with what they can be asked for there. */
export async function callableModels(
  context: ManagementContext,
  productIds: readonly string[],
): Promise<Map<string, CallableModel[]>> {
  const versions = await context.db.prisma.productVersion.findMany({
    where: { productId: { in: [...new Set(productIds)] }, product: SERVED, ...SERVED },
    select: {
      productId: true,
      operations: { select: { key: true } },
      models: {
        where: { model: { status: 'active' } },
        select: { model: { include: { costs: { distinct: ['unit'], select: { unit: true } } } } },
      },
    },
  });
  const byProduct = new Map<string, CallableModel[]>();
  for (const { productId, operations, models } of versions) {
    const offered = new Set(operations.map(({ key }) => key));
    const found = models.map(({ model }) => ({
      id: model.id,
      name: model.name,
      description: model.description,
      contextTokens: model.contextTokens,
      maxOutputTokens: model.maxOutputTokens,
      operations: modelOperations(model).filter((key) => offered.has(key)),
    }));
    byProduct.set(productId, uniqueSorted([...(byProduct.get(productId) ?? []), ...found]));
  }
  return byProduct;
}

/**
 * Each name once with all that it can be asked for, without those good for nothing. Chat models come first and the oldest
 * of each kind before others: it is what a platform began with, and what is shown first.
 */
export function uniqueSorted(models: readonly CallableModel[]): CallableModel[] {
  const byName = new Map<string, CallableModel>();
  for (const model of models.filter(({ operations }) => operations.length > 0)) {
    const operations = [...new Set([...(byName.get(model.name)?.operations ?? []), ...model.operations])];
    byName.set(model.name, { ...model, operations });
  }
  const rank = (model: CallableModel) => (model.operations.includes(CHAT) ? 0 : 1);
  return [...byName.values()].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

/** The first of them that can be talked to. */
export function chatModelOf(models: readonly CallableModel[] | undefined): string | null {
  return models?.find(({ operations }) => operations.includes(CHAT))?.name ?? null;
}
