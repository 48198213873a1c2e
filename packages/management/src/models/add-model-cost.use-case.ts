import { parseInstant } from '@turnpike/contracts/management/fields';
import type { CreateModelCostInput, ModelView } from '@turnpike/contracts/management/models';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockModel } from './find-model.js';
import { modelView, WITH_TARGETS, type ModelRow } from './model-view.js';

/**
 * Says what the model costs upstream from an instant on, now or later; what was in force before stays, so that the margin
 * of past calls can be worked out again. A cost planned for that very instant is replaced. Platform admins only.
 */
export async function addModelCost(
  context: ManagementContext,
  actor: Actor,
  input: { model: string; version: CreateModelCostInput },
): Promise<ModelView> {
  requirePermission(actor, 'catalogue:write');
  const { cost } = input.version;
  return inTransaction(context, async (tx) => {
    const now = context.now();
    const effectiveFrom = readEffectiveFrom(input.version.effectiveFrom, now);
    const { id: modelId, name } = await lockModel(tx, input.model);
    await tx.modelCost.deleteMany({ where: { modelId, effectiveFrom } });
    await tx.modelCost.createMany({ data: cost.map((item) => ({ id: newId(), modelId, effectiveFrom, ...item })) });
    const row = await tx.model.findUniqueOrThrow({ where: { id: modelId }, include: WITH_TARGETS });
    refuseMixedCurrencies(row);
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'model.cost',
      resourceKind: 'model',
      resourceId: modelId,
      detail: { name, effectiveFrom: effectiveFrom.toISOString(), cost },
    });
    return modelView(row, now);
  });
}

function readEffectiveFrom(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const effectiveFrom = parseInstant(text);
  if (effectiveFrom >= now) return effectiveFrom;
  const message = 'A cost can not take effect in the past.';
  throw new ApiError('validation_failed', { message, param: 'effectiveFrom' });
}

/** A unit left out keeps its amount, so a change of currency has to name every unit, or two would be added up. */
function refuseMixedCurrencies({ costs }: ModelRow): void {
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
