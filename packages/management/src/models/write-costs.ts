import { parseInstant } from '@turnpike/contracts/management/fields';
import type { CreateModelCostInput } from '@turnpike/contracts/management/models';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { WITH_TARGETS, type ModelRow } from './model-view.js';

/**
 * Writes what a model, or one of its targets, costs from an instant on; a cost planned for that very instant is replaced.
 * Returns the model as it then is. The model's row must be locked.
 */
export async function writeCosts(
  tx: Transaction,
  whose: { modelId: string; targetId: string | null },
  { cost, effectiveFrom }: { cost: CreateModelCostInput['cost']; effectiveFrom: Date },
): Promise<ModelRow> {
  await tx.modelCost.deleteMany({ where: { ...whose, effectiveFrom } });
  await tx.modelCost.createMany({ data: cost.map((item) => ({ id: newId(), ...whose, effectiveFrom, ...item })) });
  const row = await tx.model.findUniqueOrThrow({ where: { id: whose.modelId }, include: WITH_TARGETS });
  refuseMixedCurrencies(row.costs.filter(({ targetId }) => targetId === whose.targetId));
  return row;
}

/** Now when left out; what was paid in the past is not changed. */
export function readEffectiveFrom(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const effectiveFrom = parseInstant(text);
  if (effectiveFrom >= now) return effectiveFrom;
  const message = 'A cost can not take effect in the past.';
  throw new ApiError('validation_failed', { message, param: 'effectiveFrom' });
}

/** A unit left out keeps its amount, so a change of currency has to name every unit, or two would be added up. */
function refuseMixedCurrencies(costs: ModelRow['costs']): void {
  for (const { effectiveFrom: date } of costs) {
    const units = new Map<string, string>();
    for (const { unit, currency, effectiveFrom } of costs) {
      if (effectiveFrom <= date && !units.has(unit)) units.set(unit, currency);
    }
    if (new Set(units.values()).size <= 1) continue;
    const message = `From ${date.toISOString()} on, units would be in different currencies: name every unit.`;
    throw new ApiError('validation_failed', { message, param: 'cost' });
  }
}
