import type { ModelView } from '@turnpike/contracts/management/models';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { byIdOr } from '../references/unknown-reference.js';
import { modelView, WITH_TARGETS } from './model-view.js';

/** One model by name or id, with its targets and upstream cost. Platform admins only. */
export async function getModel(context: ManagementContext, actor: Actor, input: { model: string }): Promise<ModelView> {
  requirePermission(actor, 'catalogue:read');
  const row = await context.db.prisma.model.findFirst({
    where: byIdOr('model', input.model, 'name'),
    include: WITH_TARGETS,
  });
  if (row === null) throw new ApiError('not_found');
  return modelView(row, context.now());
}
