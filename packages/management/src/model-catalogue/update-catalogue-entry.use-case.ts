import type { CatalogueEntryView, UpdateCatalogueEntryInput } from '@turnpike/contracts/management/model-catalogue';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { withoutUndefined } from '../references/without-undefined.js';
import { fieldChanges } from './compare-entries.js';
import { entryView, readCatalogue } from './effective-catalogue.js';
import { findEntry } from './get-catalogue-entry.use-case.js';
import { lockCatalogue, writeChanges } from './write-changes.js';

/**
 * Changes what is given of an entry and leaves the rest; `prices` as a whole. What is changed stays when a newer file is
 * shipped. An entry that was taken out is back with it. Platform admins only.
 */
export async function updateCatalogueEntry(
  context: ManagementContext,
  actor: Actor,
  input: { entry: string; changes: UpdateCatalogueEntryInput },
): Promise<CatalogueEntryView> {
  requirePermission(actor, 'catalogue:write');
  const { entry: id } = input;
  return inTransaction(context, async (tx) => {
    await lockCatalogue(tx);
    const base = await readCatalogue(tx);
    const was = findEntry(base, id);
    const after = { ...was.entry, ...withoutUndefined(input.changes) };
    const isNoChange = was.origin !== 'removed' && fieldChanges(was.entry, after).length === 0;
    if (isNoChange) return entryView(id, was);
    const before = was.origin === 'removed' ? null : was.entry;
    await writeChanges(tx, actor, { base, kind: 'edit', label: id, changes: [{ id, before, after }] });
    return entryView(id, findEntry(await readCatalogue(tx), id));
  });
}
