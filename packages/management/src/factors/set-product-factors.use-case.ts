import type { FactorPolicy } from '@turnpike/contracts/management/factors';
import { Prisma } from '@turnpike/db/client';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { lockProduct } from '../products/lock-product.js';

/** Says what a product's calls must show. Platform admins only. */
export async function setProductFactors(
  context: ManagementContext,
  actor: Actor,
  input: { product: string } & FactorPolicy,
): Promise<FactorPolicy> {
  requirePermission(actor, 'catalogue:write');
  const { auth } = input;
  return inTransaction(context, async (tx) => {
    const { id, slug, auth: from } = await lockProduct(tx, input.product);
    await tx.product.update({ where: { id }, data: { auth: auth ?? Prisma.DbNull } });
    await announceCatalogue(tx);
    await writeAudit(tx, actor, {
      tenantId: null,
      action: 'product.factors',
      resourceKind: 'product',
      resourceId: id,
      detail: { slug, from, to: auth },
    });
    return { auth };
  });
}
