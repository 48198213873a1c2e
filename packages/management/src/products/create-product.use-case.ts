import { DEFAULT_OPERATIONS, type CreateProductInput, type ProductView } from '@turnpike/contracts/management/products';
import type { Transaction } from '@turnpike/db/client';
import { newId } from '@turnpike/domain/ids';
import type { Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { requirePermission } from '../authorization/require-permission.js';
import { announceCatalogue, inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { resolveModels } from '../models/resolve-models.js';
import { createWithSlug } from '../references/choose-slug.js';
import { cacheColumn } from './cache-policy.js';
import { corsColumn } from './cors-policy.js';
import { productView, WITH_VERSIONS, type ProductRow } from './product-view.js';

/** Publishes an API product with one version, `v1`. Platform admins only. */
export async function createProduct(
  context: ManagementContext,
  actor: Actor,
  input: CreateProductInput,
): Promise<ProductView> {
  requirePermission(actor, 'catalogue:write');
  const row = await createWithSlug({ kind: 'product', name: input.name, asked: input.slug }, (slug) =>
    inTransaction(context, async (tx) => {
      const created = await insert(tx, slug, input);
      await announceCatalogue(tx);
      await writeAudit(tx, actor, {
        tenantId: null,
        action: 'product.create',
        resourceKind: 'product',
        resourceId: created.id,
        detail: { ...input, slug },
      });
      return created;
    }),
  );
  return productView(row);
}

async function insert(tx: Transaction, slug: string, input: CreateProductInput): Promise<ProductRow> {
  const {
    name,
    description,
    visibility,
    approval,
    lifecycle,
    clientGonePolicy,
    fallbackAnswer = null,
    cache = null,
    cors = null,
    inspection = 'off',
  } = input;
  const models = new Set((await resolveModels(tx, input.models)).values());
  const operations = new Set(input.operations ?? DEFAULT_OPERATIONS);
  return tx.product.create({
    data: {
      id: newId(),
      slug,
      name,
      description,
      visibility,
      approval,
      lifecycle,
      clientGonePolicy,
      fallbackAnswer,
      cache: await cacheColumn(tx, cache),
      cors: corsColumn(cors),
      inspection,
      versions: {
        create: {
          id: newId(),
          version: 'v1',
          operations: { createMany: { data: [...operations].map((key) => ({ id: newId(), key })) } },
          models: { createMany: { data: [...models].map((modelId) => ({ modelId })) } },
        },
      },
    },
    include: WITH_VERSIONS,
  });
}
