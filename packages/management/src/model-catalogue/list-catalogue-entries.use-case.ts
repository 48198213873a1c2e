import type { Page } from '@turnpike/contracts/management/fields';
import type { CatalogueEntryView, ListCatalogueEntriesInput } from '@turnpike/contracts/management/model-catalogue';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { entryView, readCatalogue } from './effective-catalogue.js';

const DEFAULT_LIMIT = 50;

/** A page of entries, and the version of the catalogue they are of. */
export type CataloguePage = Page<CatalogueEntryView> & { version: string };

/** Entries by vendor and model; those that were taken out only where they are asked for. Platform admins only. */
export async function listCatalogueEntries(
  context: ManagementContext,
  actor: Actor,
  input: ListCatalogueEntriesInput,
): Promise<CataloguePage> {
  requirePermission(actor, 'catalogue:read');
  const after = input.cursor === undefined ? '' : readCursor(input.cursor);
  const { entries, version } = await readCatalogue(context.db.prisma);
  const found = [...entries]
    .filter(([id]) => id > after)
    .map(([id, placed]) => entryView(id, placed))
    .filter((entry) => isAskedFor(entry, input));
  const limit = input.limit ?? DEFAULT_LIMIT;
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, nextCursor: more ? Buffer.from(last.id).toString('base64url') : null, version };
}

function isAskedFor(entry: CatalogueEntryView, { q, vendor, capability, origin }: ListCatalogueEntriesInput): boolean {
  if (origin === undefined ? entry.origin === 'removed' : entry.origin !== origin) return false;
  if (vendor !== undefined && entry.vendor !== vendor) return false;
  if (capability !== undefined && !entry.capabilities.includes(capability)) return false;
  if (q === undefined) return true;
  const text = `${entry.vendor} ${entry.vendorName} ${entry.model} ${entry.name}`.toLowerCase();
  return text.includes(q.toLowerCase());
}

/** The last id that was shown. */
function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (/^[a-z0-9-]+~[\x21-\x7e]+$/.test(id)) return id;
  throw new ApiError('validation_failed', { message: 'The cursor is not valid.', param: 'cursor' });
}
