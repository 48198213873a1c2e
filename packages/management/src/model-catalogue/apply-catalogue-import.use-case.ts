import type { ApplyCatalogueInput, CatalogueVersionView } from '@turnpike/contracts/management/model-catalogue';
import { ApiError } from '@turnpike/errors/api-error';
import type { Actor } from '../actor.js';
import { requirePermission } from '../authorization/require-permission.js';
import { inTransaction } from '../changes/change.js';
import type { ManagementContext } from '../management-context.js';
import { compareWithFile } from './compare-entries.js';
import { offeredEntries, readCatalogue } from './effective-catalogue.js';
import { digestOf, lockCatalogue, writeChanges } from './write-changes.js';

/**
 * Does what a preview said. Refuses with `conflict` when the file or the catalogue is another than the preview saw, and
 * with `invalid_state` when there is nothing to change. Platform admins only.
 */
export async function applyCatalogueImport(
  context: ManagementContext,
  actor: Actor,
  input: ApplyCatalogueInput,
): Promise<CatalogueVersionView> {
  requirePermission(actor, 'catalogue:write');
  const { file, digest } = input;
  return inTransaction(context, async (tx) => {
    await lockCatalogue(tx);
    const base = await readCatalogue(tx);
    if (digestOf(base, file) !== digest) {
      const message = 'The catalogue or the file has changed since the preview. Preview the file again.';
      throw new ApiError('conflict', { message, param: 'digest' });
    }
    const { changes } = compareWithFile(offeredEntries(base), file.entries);
    if (changes.length === 0) throw new ApiError('invalid_state', { message: 'The file changes nothing.' });
    return writeChanges(tx, actor, { base, kind: 'import', label: file.version, changes });
  });
}
