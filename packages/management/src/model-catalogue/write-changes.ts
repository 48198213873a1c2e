import { createHash } from 'node:crypto';
import type {
  CatalogueEntry,
  CatalogueFile,
  CatalogueVersionView,
} from '@turnpike/contracts/management/model-catalogue';
import type { Prisma, Transaction } from '@turnpike/db/client';
import { SHIPPED_CATALOGUE } from '@turnpike/providers/model-catalogue/shipped-catalogue';
import { actorId, type Actor } from '../actor.js';
import { writeAudit } from '../audit/write-audit.js';
import { fieldChanges, type EntryChange } from './compare-entries.js';
import { catalogueVersion, type EffectiveCatalogue, offeredEntries, SHIPPED_ENTRIES } from './effective-catalogue.js';

/** Lets one change of the catalogue in at a time: what is read after it holds until the transaction ends. */
export async function lockCatalogue(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('model-catalogue', 0))`;
}

/** Names a file and the catalogue it was compared with: another digest means that one of them is another. */
export function digestOf(base: EffectiveCatalogue, file: CatalogueFile): string {
  const content = [base.version, [...offeredEntries(base).values()], file];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/**
 * Writes a change: the overrides, a version that keeps every entry before and after, and the audit entry. Whoever calls
 * holds {@link lockCatalogue} and has read `base` under it.
 */
export async function writeChanges(
  tx: Transaction,
  actor: Actor,
  change: { base: EffectiveCatalogue; kind: CatalogueVersionView['kind']; label: string; changes: EntryChange[] },
): Promise<CatalogueVersionView> {
  const { base, kind, label, changes } = change;
  await writeOverrides(tx, changes);
  const counts = {
    added: changes.filter(({ before }) => before === null).length,
    changed: changes.filter(({ before, after }) => before !== null && after !== null).length,
    removed: changes.filter(({ after }) => after === null).length,
  };
  const row = await tx.modelCatalogueVersion.create({
    data: {
      number: base.number + 1,
      shippedVersion: SHIPPED_CATALOGUE.version,
      kind,
      label,
      ...counts,
      changes: changes as unknown as Prisma.InputJsonArray,
      actorKind: actor.kind,
      actorId: actorId(actor),
    },
  });
  await writeAudit(tx, actor, {
    tenantId: null,
    action: `model_catalogue.${kind}`,
    resourceKind: 'model_catalogue',
    resourceId: null,
    detail: { version: catalogueVersion(row.shippedVersion, row.number), label, ...counts, ...editedFields(changes) },
  });
  return versionView(row, null);
}

/** A version as the API shows it. */
export function versionView(row: Prisma.ModelCatalogueVersionModel, actorName: string | null): CatalogueVersionView {
  return {
    version: catalogueVersion(row.shippedVersion, row.number),
    number: row.number,
    kind: row.kind as CatalogueVersionView['kind'],
    label: row.label,
    added: row.added,
    changed: row.changed,
    removed: row.removed,
    actorId: row.actorId,
    actorName,
    createdAt: row.createdAt.toISOString(),
  };
}

/** An entry that is as shipped needs no row. One without content takes the shipped one out. */
async function writeOverrides(tx: Transaction, changes: readonly EntryChange[]): Promise<void> {
  const named = changes.map(({ before, after }) => (after ?? before) as CatalogueEntry);
  await tx.$executeRaw`
    DELETE FROM model_catalogue_overrides AS override
    USING unnest(${named.map(({ vendor }) => vendor)}::text[], ${named.map(({ model }) => model)}::text[]) AS named(vendor, model)
    WHERE override.vendor = named.vendor AND override.model = named.model`;
  const data = changes.flatMap(({ id, after }, index): Prisma.ModelCatalogueOverrideCreateManyInput[] => {
    const { vendor, model } = named[index] as CatalogueEntry;
    const shipped = SHIPPED_ENTRIES.get(id);
    if (after === null) return shipped === undefined ? [] : [{ vendor, model }];
    const asShipped = shipped !== undefined && fieldChanges(shipped, after).length === 0;
    return asShipped ? [] : [{ vendor, model, entry: after }];
  });
  await tx.modelCatalogueOverride.createMany({ data });
}

/** What an edit of one entry changed; an import's thousand fields are in its version. */
function editedFields(changes: readonly EntryChange[]): Record<string, unknown> {
  const [only, ...more] = changes;
  if (only === undefined || more.length > 0 || only.before === null || only.after === null) return {};
  return { fields: fieldChanges(only.before, only.after) };
}
