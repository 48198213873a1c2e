import type { CreateModelCostInput, ModelView } from '@turnpike/contracts/management/models';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockModel } from './find-model.js';
import { modelView } from './model-view.js';
import { readEffectiveFrom, writeCosts } from './write-costs.js';

/**
 * Says what the model costs upstream from an instant on, wherever a target has no costs of its own; what was in force before stays, so that the margin
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
    const row = await writeCosts(tx, { modelId, targetId: null }, { cost, effectiveFrom });
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
