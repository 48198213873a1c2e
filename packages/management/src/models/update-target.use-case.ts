import type { ModelView, UpdateTargetInput } from '@turnpike/contracts/management/models';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { requireId } from '../references/require-id.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { lockModel } from './find-model.js';
import { modelView, WITH_TARGETS } from './model-view.js';

/**
 * Changes weight, status, upstream name or whereabouts of a target of that model. Targets are disabled, never removed: calls name the
 * one that served them. Platform admins only.
 */
export async function updateTarget(
  context: ManagementContext,
  actor: Actor,
  input: { model: string; targetId: string; changes: UpdateTargetInput },
): Promise<ModelView> {
  requirePermission(actor, 'catalogue:write');
  const targetId = requireId('target', input.targetId);
  return inTransaction(context, async (tx) => {
    const model = await lockModel(tx, input.model);
    const was = model.targets.find(({ id }) => id === targetId);
    if (was === undefined) throw new ApiError('not_found');
    const is = await tx.target.update({ where: { id: targetId }, data: withoutUndefined(input.changes) });
    await announceCatalogue(tx);
    const facts = ({ upstreamModel, weight, region, retentionDays, status }: typeof is) => ({
      upstreamModel,
      weight,
      region,
      retentionDays,
      status,
    });
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'model.target_update',
      resourceKind: 'model',
      resourceId: model.id,
      detail: { name: model.name, provider: was.provider.slug, ...changedFields(facts(was), facts(is)) },
    });
    const row = await tx.model.findUniqueOrThrow({ where: { id: model.id }, include: WITH_TARGETS });
    return modelView(row, context.now());
  });
}
