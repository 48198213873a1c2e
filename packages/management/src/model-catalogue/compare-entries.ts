/** What differs between two states of the catalogue, entry by entry and field by field. Pure. */
import { catalogueEntryId } from '@turnpike/contracts/management/model-catalogue';
import type { CatalogueEntry, CatalogueFieldChange } from '@turnpike/contracts/management/model-catalogue';
import { PRICE_UNITS } from '@turnpike/domain/rating';

/** One entry that changes. Null before: it is new; null after: it goes. */
export interface EntryChange {
  id: string;
  before: CatalogueEntry | null;
  after: CatalogueEntry | null;
}

const PLAIN_FIELDS = [
  'name', 'contextTokens', 'maxOutputTokens', 'inputModalities', 'outputModalities', 'capabilities', 'currency', 'asOf', 'source', 'note',
] as const satisfies readonly (keyof CatalogueEntry)[]; // prettier-ignore

/** The fields that differ; each price is a field of its own. */
export function fieldChanges(before: CatalogueEntry, after: CatalogueEntry): CatalogueFieldChange[] {
  const changes: CatalogueFieldChange[] = [];
  const compare = (field: string, was: string | null, is: string | null) => {
    if (was !== is) changes.push({ field, before: was, after: is });
  };
  for (const field of PLAIN_FIELDS) compare(field, textOf(before[field]), textOf(after[field]));
  for (const unit of PRICE_UNITS) {
    compare(`prices.${unit}`, before.prices?.[unit] ?? null, after.prices?.[unit] ?? null);
  }
  return changes;
}

/** What a file changes: it speaks for the vendors it has entries of, so those of them that it leaves out go. */
export function compareWithFile(
  base: ReadonlyMap<string, CatalogueEntry>,
  entries: readonly CatalogueEntry[],
): { changes: EntryChange[]; unchanged: number; vendors: string[] } {
  const vendors = new Set(entries.map(({ vendor }) => vendor));
  const changes: EntryChange[] = [];
  let unchanged = 0;
  const named = new Set<string>();
  for (const entry of entries) {
    const id = catalogueEntryId(entry.vendor, entry.model);
    named.add(id);
    const before = base.get(id) ?? null;
    if (before !== null && fieldChanges(before, entry).length === 0) unchanged += 1;
    else changes.push({ id, before, after: entry });
  }
  for (const [id, before] of base) {
    if (vendors.has(before.vendor) && !named.has(id)) changes.push({ id, before, after: null });
  }
  return { changes, unchanged, vendors: [...vendors].sort() };
}

function textOf(value: string | number | readonly string[] | null): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'object') return value.length === 0 ? null : value.join(', ');
  return String(value);
}
