import type { CreateModelInput, ModelView } from '@turnpike/contracts/management/models';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { resolveProviders } from '../providers/resolve-providers.js';
import { refuseDuplicate } from '../references/choose-slug.js';
import { modelView, WITH_TARGETS } from './model-view.js';

/** Adds a public model name, the targets that serve it and what it costs upstream from now on. Platform admins only. */
export async function createModel(
  context: ManagementContext,
  actor: Actor,
  input: CreateModelInput,
): Promise<ModelView> {
  requirePermission(actor, 'catalogue:write');
  const { name, description, targets, cost } = input;
  const now = context.now();
  const row = await refuseDuplicate('name', name, () =>
    inTransaction(context, async (tx) => {
      const providers = await resolveProviders(
        tx,
        targets.map(({ provider }) => provider),
      );
      const created = await tx.model.create({
        data: {
          id: newId(),
          name,
          description,
          contextTokens: input.contextTokens ?? null,
          maxOutputTokens: input.maxOutputTokens ?? null,
          operations: input.operations,
          capacity: input.capacity ?? null,
          targets: {
            create: targets.map(({ upstreamModel, weight, region = null, retentionDays = null }, index) => ({
              id: newId(),
              providerId: providers[index] as string,
              upstreamModel,
              weight,
              region,
              retentionDays,
            })),
          },
          costs: { createMany: { data: cost.map((item) => ({ id: newId(), effectiveFrom: now, ...item })) } },
        },
        include: WITH_TARGETS,
      });
      await announceCatalogue(tx);
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'model.create',
        resourceKind: 'model',
        resourceId: created.id,
        detail: { name, targets, cost },
      });
      return created;
    }),
  );
  return modelView(row, now);
}
