import type { ModelView, UpdateModelInput } from '@turnpike/contracts/management/models';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { lockModel } from './find-model.js';
import { modelView, WITH_TARGETS } from './model-view.js';

/** Changes what is given and leaves the rest; a disabled model is offered to nobody. Platform admins only. */
export async function updateModel(
  context: ManagementContext,
  actor: Actor,
  input: { model: string; changes: UpdateModelInput },
): Promise<ModelView> {
  requirePermission(actor, 'catalogue:write');
  return inTransaction(context, async (tx) => {
    const now = context.now();
    const was = await lockModel(tx, input.model);
    const row = await tx.model.update({
      where: { id: was.id },
      data: withoutUndefined(input.changes),
      include: WITH_TARGETS,
    });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'model.update',
      resourceKind: 'model',
      resourceId: row.id,
      detail: { name: row.name, ...changedFields(modelView(was, now), modelView(row, now)) },
    });
    return modelView(row, now);
  });
}
