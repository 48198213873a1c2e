import type { CatalogueEntryView } from '@turnpike/contracts/management/model-catalogue';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { type EffectiveCatalogue, entryView, type PlacedEntry, readCatalogue } from './effective-catalogue.js';

/** One entry by its id, also one that was taken out. Platform admins only. */
export async function getCatalogueEntry(
  context: ManagementContext,
  actor: Actor,
  input: { entry: string },
): Promise<CatalogueEntryView> {
  requirePermission(actor, 'catalogue:read');
  return entryView(input.entry, findEntry(await readCatalogue(context.db.prisma), input.entry));
}

/** Throws `not_found` for an id that no entry has. */
export function findEntry({ entries }: EffectiveCatalogue, id: string): PlacedEntry {
  const placed = entries.get(id);
  if (placed === undefined) throw new ApiError('not_found');
  return placed;
}
