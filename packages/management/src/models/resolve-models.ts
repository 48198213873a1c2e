import type { Transaction } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { unknownReference } from '../references/unknown-reference.js';

/** Ids of models referred to by name or id, in one query. Throws `unknown_reference` for the first that isn't there. */
export async function resolveModels(
  tx: Pick<Transaction, 'model'>,
  references: readonly string[],
): Promise<Map<string, string>> {
  const ids = references.flatMap((reference) => parseId('model', reference) ?? []);
  const rows = await tx.model.findMany({
    where: { OR: [{ name: { in: [...references] } }, { id: { in: ids } }] },
    select: { id: true, name: true },
  });
  const found = new Map<string, string>();
  for (const reference of references) {
    const id = parseId('model', reference);
    const row = rows.find((candidate) => candidate.id === id || candidate.name === reference);
    if (row === undefined) throw unknownReference('model', reference);
    found.set(reference, row.id);
  }
  return found;
}
