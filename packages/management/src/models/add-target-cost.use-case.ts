import type { CreateModelCostInput, ModelView } from '@turnpike/contracts/management/models';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { lockModel } from './find-model.js';
import { modelView } from './model-view.js';
import { readEffectiveFrom, writeCosts } from './write-costs.js';

/**
 * Says what one target of the model costs upstream from an instant on. From then on its own costs stand in the place of
 * all of the model's, also for units that they don't name. A cost planned for that very instant is replaced. Platform
 * admins only.
 */
export async function addTargetCost(
  context: ManagementContext,
  actor: Actor,
  input: { model: string; targetId: string; version: CreateModelCostInput },
): Promise<ModelView> {
  requirePermission(actor, 'catalogue:write');
  const targetId = requireId('target', input.targetId);
  const { cost } = input.version;
  return inTransaction(context, async (tx) => {
    const now = context.now();
    const effectiveFrom = readEffectiveFrom(input.version.effectiveFrom, now);
    const { id: modelId, name, targets } = await lockModel(tx, input.model);
    const target = targets.find(({ id }) => id === targetId);
    if (target === undefined) throw new ApiError('not_found');
    const row = await writeCosts(tx, { modelId, targetId }, { cost, effectiveFrom });
    await announceCatalogue(tx);
    const { provider, upstreamModel } = target;
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'model.target_cost',
      resourceKind: 'model',
      resourceId: modelId,
      detail: { name, provider: provider.slug, upstreamModel, effectiveFrom: effectiveFrom.toISOString(), cost },
    });
    return modelView(row, now);
  });
}
