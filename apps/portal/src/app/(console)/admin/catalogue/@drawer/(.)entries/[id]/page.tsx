import { getCatalogueEntry } from '@turnpike/management/model-catalogue/get-catalogue-entry.use-case';
import { EntryDetail } from '../../../../../../../model-catalogue/entry-detail';
import { found } from '../../../../../../../server/found';
import { interceptedParam } from '../../../../../../../server/intercepted-param';
import { managementContext } from '../../../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../../../server/session';
import { RouteDrawer } from '../../../../../../../ui/drawer';

export default async function CatalogueEntryDrawer({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const entry = await found(getCatalogueEntry(managementContext(), actor, { entry: interceptedParam(id) }));
  return (
    <RouteDrawer title={entry.name} href={`/admin/catalogue/entries/${encodeURIComponent(entry.id)}`}>
      <EntryDetail entry={entry} />
    </RouteDrawer>
  );
}
