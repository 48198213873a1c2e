import type { CatalogueFile } from '@turnpike/contracts/management/model-catalogue';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { offeredEntries, readCatalogue } from './effective-catalogue.js';

/** The catalogue as a file that an import takes: to be changed and given back. Platform admins only. */
export async function exportCatalogue(context: ManagementContext, actor: Actor): Promise<CatalogueFile> {
  requirePermission(actor, 'catalogue:read');
  const catalogue = await readCatalogue(context.db.prisma);
  return { version: catalogue.version, entries: [...offeredEntries(catalogue).values()] };
}
