import type { CataloguePlanView, CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import type { Prisma } from '@turnpike/db/client';
import { publicId } from '@turnpike/domain/ids';
import { versionView, VERSION_PRICES } from '../plans/plan-view.js';

/** What {@link catalogueProductView} needs beside the product's own row: the newest version, and plans as of that instant. */
export const withOffer = (now: Date) =>
  ({
    versions: {
      orderBy: { id: 'desc' },
      take: 1,
      include: {
        operations: { select: { key: true }, orderBy: { key: 'asc' } },
        models: {
          where: { model: { status: 'active' } },
          select: { model: true },
          orderBy: { model: { name: 'asc' } },
        },
      },
    },
    plans: {
      where: { status: 'active', versions: { some: { effectiveFrom: { lte: now } } } },
      orderBy: { id: 'asc' },
      include: {
        versions: {
          where: { effectiveFrom: { lte: now } },
          orderBy: [{ effectiveFrom: 'desc' }, { version: 'desc' }],
          take: 1,
          include: VERSION_PRICES,
        },
      },
    },
  }) as const satisfies Prisma.ProductInclude;

type OfferedProductRow = Prisma.ProductGetPayload<{ include: ReturnType<typeof withOffer> }>;

/** A product as buyers see it. Only what is published or deprecated is ever asked for. */
export function catalogueProductView(row: OfferedProductRow): CatalogueProductView {
  const newest = row.versions[0];
  return {
    id: publicId('product', row.id),
    slug: row.slug,
    name: row.name,
    description: row.description,
    approval: row.approval,
    visibility: row.visibility,
    lifecycle: row.lifecycle === 'deprecated' ? 'deprecated' : 'published',
    version: newest?.version ?? null,
    operations: newest?.operations.map(({ key }) => key) ?? [],
    models: (newest?.models ?? []).map(({ model }) => ({
      name: model.name,
      description: model.description,
      contextTokens: model.contextTokens,
      maxOutputTokens: model.maxOutputTokens,
    })),
    plans: row.plans.flatMap(planOnOffer),
  };
}

function planOnOffer(plan: OfferedProductRow['plans'][number]): CataloguePlanView[] {
  const version = plan.versions[0];
  if (version === undefined) return [];
  const { slug, name, description } = plan;
  return [{ id: publicId('plan', plan.id), slug, name, description, ...versionView(version) }];
}
