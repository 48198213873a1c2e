import { getCatalogueEntry } from '@turnpike/management/model-catalogue/get-catalogue-entry.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../../admin/breadcrumb';
import { EntryDetail } from '../../../../../../model-catalogue/entry-detail';
import { found } from '../../../../../../server/found';
import { managementContext } from '../../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../../server/session';
import { PageHeader } from '../../../../../../ui/page-header';

interface Props {
  params: Promise<{ id: string }>;
}

async function readEntry({ params }: Props) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  return found(getCatalogueEntry(managementContext(), actor, { entry: decodeURIComponent(id) }));
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: (await readEntry(props)).name };
}

export default async function CatalogueEntryPage(props: Props) {
  const [entry, t] = await Promise.all([readEntry(props), getTranslations('modelCatalogue')]);
  return (
    <div className="max-w-3xl">
      <PageHeader above={<Above href="/admin/catalogue">{t('title')}</Above>} title={entry.name} />
      <EntryDetail entry={entry} />
    </div>
  );
}
