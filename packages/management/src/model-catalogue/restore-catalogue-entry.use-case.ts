import type { CatalogueEntryView } from '@turnpike/contracts/management/model-catalogue';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { entryView, readCatalogue, SHIPPED_ENTRIES } from './effective-catalogue.js';
import { findEntry } from './get-catalogue-entry.use-case.js';
import { lockCatalogue, writeChanges } from './write-changes.js';

/** Has an entry say again what the shipped file does. `invalid_state` for one that isn't shipped. Platform admins only. */
export async function restoreCatalogueEntry(
  context: ManagementContext,
  actor: Actor,
  input: { entry: string },
): Promise<CatalogueEntryView> {
  requirePermission(actor, 'catalogue:write');
  const { entry: id } = input;
  return inTransaction(context, async (tx) => {
    await lockCatalogue(tx);
    const base = await readCatalogue(tx);
    const was = findEntry(base, id);
    const shipped = SHIPPED_ENTRIES.get(id);
    if (shipped === undefined) throw new ApiError('invalid_state', { message: 'The entry was not shipped.' });
    if (was.origin === 'shipped') return entryView(id, was);
    const before = was.origin === 'removed' ? null : was.entry;
    await writeChanges(tx, actor, { base, kind: 'restore', label: id, changes: [{ id, before, after: shipped }] });
    return entryView(id, { entry: shipped, origin: 'shipped' });
  });
}
