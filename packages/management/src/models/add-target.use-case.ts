import type { ModelView, TargetInput } from '@turnpike/contracts/management/models';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { resolveProviders } from '../providers/resolve-providers.js';
import { lockModel } from './find-model.js';
import { modelView, WITH_TARGETS } from './model-view.js';

/** Adds a place that serves the model, from the next call on. Platform admins only. */
export async function addTarget(
  context: ManagementContext,
  actor: Actor,
  input: { model: string; target: TargetInput },
): Promise<ModelView> {
  requirePermission(actor, 'catalogue:write');
  const { provider, upstreamModel, weight, region = null, retentionDays = null } = input.target;
  const facts = { upstreamModel, weight, region, retentionDays };
  return inTransaction(context, async (tx) => {
    const { id, name } = await lockModel(tx, input.model);
    const [providerId] = await resolveProviders(tx, [provider]);
    await tx.target.create({
      data: { id: newId(), modelId: id, providerId: providerId as string, ...facts },
    });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'model.target_add',
      resourceKind: 'model',
      resourceId: id,
      detail: { name, target: { provider, ...facts } },
    });
    return modelView(await tx.model.findUniqueOrThrow({ where: { id }, include: WITH_TARGETS }), context.now());
  });
}
