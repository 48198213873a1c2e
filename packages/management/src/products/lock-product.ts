import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import { ApiError } from '@turnpike/errors/api-error';
import { resolveModels } from '../models/resolve-models.js';
import { byIdOr } from '../references/unknown-reference.js';
import { WITH_VERSIONS, type ProductRow } from './product-view.js';
import { OPEN_SUBSCRIPTION } from './use-counts.js';

/** The product of that slug or id with its versions, its row locked so that changes of it go one after another. */
export async function lockProduct(tx: Transaction, reference: string): Promise<ProductRow> {
  const found = await tx.product.findFirst({ where: byIdOr('product', reference, 'slug'), select: { id: true } });
  if (found === null) throw new ApiError('not_found');
  await tx.$queryRaw`SELECT FROM products WHERE id = ${found.id}::uuid FOR UPDATE`;
  return tx.product.findUniqueOrThrow({ where: { id: found.id }, include: WITH_VERSIONS });
}

/** Replaces what a version offers, each list where one is given. Models by name or id. */
export async function replaceOffer(
  tx: Transaction,
  productVersionId: string,
  offer: { models?: readonly string[] | undefined; operations?: readonly string[] | undefined },
): Promise<void> {
  if (offer.models !== undefined) {
    const models = new Set((await resolveModels(tx, offer.models)).values());
    await tx.productModel.deleteMany({ where: { productVersionId } });
    await tx.productModel.createMany({ data: [...models].map((modelId) => ({ productVersionId, modelId })) });
  }
  if (offer.operations !== undefined) {
    await tx.operation.deleteMany({ where: { productVersionId } });
    const data = [...new Set(offer.operations)].map((key) => ({ id: newId(), productVersionId, key }));
    await tx.operation.createMany({ data });
  }
}

/** A draft is offered to nobody: what people subscribe to can be deprecated and retired, not taken back into drafts. */
export async function refuseDraftInUse(tx: Transaction, productId: string): Promise<void> {
  const open = await tx.subscription.count({ where: { productId, status: { in: [...OPEN_SUBSCRIPTION] } } });
  if (open === 0) return;
  const message = `The product has ${open} open subscriptions: deprecate or retire it instead.`;
  throw new ApiError('invalid_state', { message, param: 'lifecycle' });
}
