import type { ModelView } from '@turnpike/contracts/management/models';
import type { Actor } from '@turnpike/management/actor';
import type { ManagementContext } from '@turnpike/management/management-context';
import { listModels } from '@turnpike/management/models/list-models.use-case';
import type { CostsByModel } from './price-grid';

const PAGE = 200;
/** As many as a product may hold. */
const MAX_MODELS = 1000;

/** Every model there is, by name: for choosing among them. */
export async function allModels(context: ManagementContext, actor: Actor): Promise<ModelView[]> {
  const models: ModelView[] = [];
  let cursor: string | null = null;
  do {
    const page = await listModels(context, actor, { limit: PAGE, ...(cursor === null ? {} : { cursor }) });
    models.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && models.length < MAX_MODELS);
  return models.sort((a, b) => a.name.localeCompare(b.name));
}

/** What those models cost upstream now; models without a cost are left out. */
export function costsOf(models: readonly ModelView[]): CostsByModel {
  return Object.fromEntries(
    models.flatMap(({ name, cost }) => {
      const currency = cost[0]?.currency;
      if (currency === undefined) return [];
      return [
        [name, { currency, amounts: Object.fromEntries(cost.map(({ unit, amount }) => [unit, amount])) }] as const,
      ];
    }),
  );
}
