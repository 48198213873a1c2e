import type {
  CatalogueEntry,
  CatalogueFile,
  CataloguePreviewView,
} from '@turnpike/contracts/management/model-catalogue';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import type { ManagementContext } from '../management-context.js';
import { compareWithFile, type EntryChange, fieldChanges } from './compare-entries.js';
import { offeredEntries, readCatalogue } from './effective-catalogue.js';
import { digestOf } from './write-changes.js';

/** What a file would add, change and take out, and the digest to apply just that with. Platform admins only. */
export async function previewCatalogueImport(
  context: ManagementContext,
  actor: Actor,
  input: { file: CatalogueFile },
): Promise<CataloguePreviewView> {
  requirePermission(actor, 'catalogue:write');
  const { file } = input;
  const base = await readCatalogue(context.db.prisma);
  const { changes, unchanged, vendors } = compareWithFile(offeredEntries(base), file.entries);
  return {
    digest: digestOf(base, file),
    fileVersion: file.version,
    baseVersion: base.version,
    vendors,
    added: changes.flatMap(({ id, before, after }) => (before === null && after !== null ? [named(id, after)] : [])),
    changed: changes.flatMap(changedEntry),
    removed: changes.flatMap(({ id, before, after }) => (before !== null && after === null ? [named(id, before)] : [])),
    unchanged,
  };
}

function changedEntry({ id, before, after }: EntryChange): CataloguePreviewView['changed'] {
  if (before === null || after === null) return [];
  return [{ ...named(id, after), fields: fieldChanges(before, after) }];
}

function named(id: string, { vendor, model, name }: CatalogueEntry) {
  return { id, vendor, model, name };
}
