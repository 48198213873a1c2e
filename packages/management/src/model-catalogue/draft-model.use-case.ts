import type { CatalogueDraftView, CatalogueEntry } from '@turnpike/contracts/management/model-catalogue';
import { publicId } from '@turnpike/domain/ids';
import { PRICE_UNITS } from '@turnpike/domain/rating';
import { VENDORS } from '@turnpike/providers/vendors/vendors';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { entryView, readCatalogue } from './effective-catalogue.js';
import { entryOperations } from './entry-operations.js';
import { findEntry } from './get-catalogue-entry.use-case.js';

const NAME_MAX = 128;

/**
 * What a model made of an entry would be, with the vendor's list prices as its cost and the account at that vendor as its
 * target, where there is one. Nothing is made. Platform admins only.
 */
export async function draftModel(
  context: ManagementContext,
  actor: Actor,
  input: { entry: string },
): Promise<CatalogueDraftView> {
  requirePermission(actor, 'catalogue:read');
  const catalogue = await readCatalogue(context.db.prisma);
  const placed = findEntry(catalogue, input.entry);
  const { entry } = placed;
  const provider = await providerOf(context, entry);
  return {
    entry: entryView(input.entry, placed),
    version: catalogue.version,
    model: {
      name: (entry.model.split('/').at(-1) ?? entry.model).slice(0, NAME_MAX),
      description: entry.name,
      contextTokens: entry.contextTokens,
      maxOutputTokens: entry.maxOutputTokens,
      operations: entryOperations(entry),
      targets: provider === null ? [] : [{ provider, upstreamModel: entry.model }],
      cost: {
        prices: PRICE_UNITS.flatMap((unit) => {
          const amount = entry.prices?.[unit];
          return amount === undefined ? [] : [{ unit, amount }];
        }),
        currency: entry.currency,
      },
    },
  };
}

/** The account at the vendor: by the vendor's own address, else by its slug; the oldest of several. */
async function providerOf({ db }: ManagementContext, { vendor }: CatalogueEntry): Promise<string | null> {
  const baseUrl = VENDORS.find(({ slug }) => slug === vendor)?.baseUrl;
  const providers = await db.prisma.provider.findMany({
    where: { status: 'active', OR: [{ slug: vendor }, ...(baseUrl === undefined ? [] : [{ baseUrl }])] },
    orderBy: { id: 'asc' },
    select: { id: true, baseUrl: true },
  });
  const chosen = providers.find((provider) => provider.baseUrl === baseUrl) ?? providers[0];
  return chosen === undefined ? null : publicId('provider', chosen.id);
}
