import type { ModelView } from '@turnpike/contracts/management/models';
import type { RoutingPolicy } from '@turnpike/contracts/management/routing';
import { Prisma, type Transaction } from '@turnpike/db/client';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { changedFields } from '../audit/changed-fields.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { describeRouting } from './describe-routing.js';
import { lockModel } from './find-model.js';
import { modelView, WITH_TARGETS } from './model-view.js';
import { storedRouting } from './routing-policy.js';

/**
 * Replaces how a model's calls find a target, from the next call on; null goes back to all targets in one pool. What
 * stays the same is neither audited nor told to anyone. Platform admins only.
 */
export async function updateRouting(
  context: ManagementContext,
  actor: Actor,
  input: { model: string; routing: RoutingPolicy | null },
): Promise<ModelView> {
  requirePermission(actor, 'catalogue:write');
  const { routing } = input;
  return inTransaction(context, async (tx) => {
    const row = await lockModel(tx, input.model);
    const targetIds = row.targets.map(({ id }) => id);
    const stored = routing === null ? null : storedRouting(routing, targetIds);
    await checkFallbackModels(tx, row.name, routing?.fallbackModels ?? []);
    const was = modelView(row, context.now());
    const is = modelView(
      await tx.model.update({
        where: { id: row.id },
        data: { routing: stored ?? Prisma.DbNull },
        include: WITH_TARGETS,
      }),
      context.now(),
    );
    if (JSON.stringify(was.routing) === JSON.stringify(is.routing)) return is;
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'model.routing_update',
      resourceKind: 'model',
      resourceId: row.id,
      detail: {
        name: row.name,
        ...changedFields(describeRouting(was.routing, was.targets), describeRouting(is.routing, is.targets)),
      },
    });
    return is;
  });
}

async function checkFallbackModels(tx: Transaction, model: string, names: readonly string[]): Promise<void> {
  const rows = await tx.model.findMany({ where: { name: { in: [...names] } }, select: { name: true } });
  for (const [index, name] of names.entries()) {
    const param = `routing.fallbackModels.${index}`;
    if (name === model)
      throw new ApiError('validation_failed', { message: 'A model can not be its own fallback.', param });
    if (!rows.some((row) => row.name === name))
      throw new ApiError('unknown_reference', { message: `There is no model "${name}".`, param });
  }
}
