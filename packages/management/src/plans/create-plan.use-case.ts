import type { CreatePlanInput, PlanView } from '@turnpike/contracts/management/plans';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { findProduct } from '../products/find-product.js';
import { createWithSlug } from '../references/choose-slug.js';
import { unknownReference } from '../references/unknown-reference.js';
import { planView, WITH_PRICES } from './plan-view.js';
import { versionData } from './version-data.js';

/** Makes a plan of a product, with version 1 in force at once. Platform admins only. */
export async function createPlan(context: ManagementContext, actor: Actor, input: CreatePlanInput): Promise<PlanView> {
  requirePermission(actor, 'catalogue:write');
  const product = await findProduct(context, actor, input.product);
  if (product === null) throw unknownReference('product', input.product);
  const { name, description, currency, prices, limits, prepayment } = input;
  const now = context.now();
  const row = await createWithSlug({ kind: 'plan', name, asked: input.slug }, (slug) =>
    inTransaction(context, async (tx) => {
      const version = {
        id: newId(),
        version: 1,
        currency,
        effectiveFrom: now,
        ...(await versionData(tx, { prices, limits, prepayment })),
      };
      const created = await tx.plan.create({
        data: { id: newId(), slug, name, description, productId: product.id, versions: { create: version } },
        include: WITH_PRICES,
      });
      await announceCatalogue(tx);
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'plan.create',
        resourceKind: 'plan',
        resourceId: created.id,
        detail: { slug, name, product: product.slug, currency, prices, limits, prepayment },
      });
      return created;
    }),
  );
  return planView(row, now);
}
