import type { ProductView } from '@turnpike/contracts/management/products';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { cachePolicyOf } from './cache-policy.js';
import { corsPolicyOf } from './cors-policy.js';

/** What {@link productView} needs beside the product's own row; versions newest first. */
export const WITH_VERSIONS = {
  versions: {
    orderBy: { id: 'desc' },
    include: {
      operations: { select: { key: true }, orderBy: { key: 'asc' } },
      models: { select: { model: { select: { name: true } } } },
    },
  },
} as const satisfies Prisma.ProductInclude;

export type ProductRow = Prisma.ProductGetPayload<{ include: typeof WITH_VERSIONS }>;

/** A product as the API shows it. */
export function productView(row: ProductRow): ProductView {
  const versions = row.versions.map(({ version, lifecycle, operations, models }) => ({
    version,
    lifecycle,
    operations: operations.map(({ key }) => key),
    models: models.map(({ model }) => model.name).sort(),
  }));
  return {
    id: publicId('product', row.id),
    slug: row.slug,
    name: row.name,
    description: row.description,
    approval: row.approval,
    visibility: row.visibility,
    lifecycle: row.lifecycle,
    clientGonePolicy: row.clientGonePolicy,
    fallbackAnswer: row.fallbackAnswer,
    cache: cachePolicyOf(row.cache),
    cors: corsPolicyOf(row.cors),
    inspection: row.inspection,
    stoppedAt: row.stoppedAt?.toISOString() ?? null,
    stopReason: row.stopReason,
    operations: versions[0]?.operations ?? [],
    models: versions[0]?.models ?? [],
    versions,
    createdAt: row.createdAt.toISOString(),
  };
}
