import type { Transaction } from '@turnpike/db/client';
import { parseId } from '@turnpike/domain/ids';
import { unknownReference } from '../references/unknown-reference.js';

/** Ids of providers referred to by slug or id, in order. Throws `unknown_reference` for the first that isn't there. */
export async function resolveProviders(
  tx: Pick<Transaction, 'provider'>,
  references: readonly string[],
): Promise<string[]> {
  const ids = references.flatMap((reference) => parseId('provider', reference) ?? []);
  const rows = await tx.provider.findMany({
    where: { OR: [{ slug: { in: [...references] } }, { id: { in: ids } }] },
    select: { id: true, slug: true },
  });
  return references.map((reference) => {
    const id = parseId('provider', reference);
    const row = rows.find((candidate) => candidate.id === id || candidate.slug === reference);
    if (row === undefined) throw unknownReference('provider', reference);
    return row.id;
  });
}
