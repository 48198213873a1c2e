/**
 * The catalogue as it is: the shipped file, and what admins made of it on top. Small enough to be read whole; nothing on
 * a call's path does.
 */
import { catalogueEntryId, CatalogueEntrySchema } from '@turnpike/contracts/management/model-catalogue';
import type { CatalogueEntry, CatalogueEntryView } from '@turnpike/contracts/management/model-catalogue';
import type { Transaction } from '@turnpike/db/client';
import { SHIPPED_CATALOGUE } from '@turnpike/providers/model-catalogue/shipped-catalogue';
import { VENDORS } from '@turnpike/providers/vendors/vendors';

export interface PlacedEntry {
  entry: CatalogueEntry;
  origin: CatalogueEntryView['origin'];
}

export interface EffectiveCatalogue {
  /** The shipped version, with the number of the last change on top: `2026-11-21+3`. */
  version: string;
  /** Of the last change; 0 for none. */
  number: number;
  /** By id, in its order; entries that were taken out are there too. */
  entries: ReadonlyMap<string, PlacedEntry>;
}

type Reader = Pick<Transaction, 'modelCatalogueOverride' | 'modelCatalogueVersion'>;

/** What the shipped file says, by id. */
export const SHIPPED_ENTRIES: ReadonlyMap<string, CatalogueEntry> = new Map(
  SHIPPED_CATALOGUE.entries.map((entry) => [catalogueEntryId(entry.vendor, entry.model), entry]),
);

/** Reads the catalogue of this moment. */
export async function readCatalogue(db: Reader): Promise<EffectiveCatalogue> {
  // One after the other: a transaction has one connection.
  const overrides = await db.modelCatalogueOverride.findMany();
  const last = await db.modelCatalogueVersion.findFirst({ orderBy: { number: 'desc' }, select: { number: true } });
  const placed = new Map<string, PlacedEntry>();
  for (const [id, entry] of SHIPPED_ENTRIES) placed.set(id, { entry, origin: 'shipped' });
  for (const { vendor, model, entry } of overrides) {
    const id = catalogueEntryId(vendor, model);
    const shipped = SHIPPED_ENTRIES.get(id);
    if (entry !== null) {
      // `jsonb` keeps no order of fields; the schema gives it back.
      placed.set(id, { entry: CatalogueEntrySchema.parse(entry), origin: shipped === undefined ? 'added' : 'edited' });
    } else if (shipped !== undefined) placed.set(id, { entry: shipped, origin: 'removed' });
  }
  const number = last?.number ?? 0;
  return {
    version: catalogueVersion(SHIPPED_CATALOGUE.version, number),
    number,
    entries: new Map([...placed].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The name of a version. */
export function catalogueVersion(shippedVersion: string, number: number): string {
  return number === 0 ? shippedVersion : `${shippedVersion}+${number}`;
}

/** The entries that are offered, by id. */
export function offeredEntries({ entries }: EffectiveCatalogue): Map<string, CatalogueEntry> {
  const offered = new Map<string, CatalogueEntry>();
  for (const [id, { entry, origin }] of entries) if (origin !== 'removed') offered.set(id, entry);
  return offered;
}

const VENDOR_NAMES: ReadonlyMap<string, string> = new Map(VENDORS.map(({ slug, name }) => [slug, name]));

/** An entry as the API shows it. A vendor that isn't one of ours is named by its slug. */
export function entryView(id: string, { entry, origin }: PlacedEntry): CatalogueEntryView {
  return { ...entry, id, vendorName: VENDOR_NAMES.get(entry.vendor) ?? entry.vendor, origin };
}
