import type { CatalogueDraftView } from '@turnpike/contracts/management/model-catalogue';
import { getTranslations } from 'next-intl/server';
import { SourceLink } from './source-link';

/** Where a form was filled in from, how old that is, and what is still missing. */
export async function DraftSource({ draft: { entry, version, model } }: { draft: CatalogueDraftView }) {
  const t = await getTranslations('modelCatalogue');
  return (
    <div className="mb-6 grid max-w-2xl grid-cols-1 gap-1.5 rounded-box border border-line bg-surface px-4 py-3">
      <p>{t('draftLead', { vendor: entry.vendorName, date: entry.asOf, version })}</p>
      {entry.prices === null && <p>{t('pricesUnknown')}</p>}
      {entry.note !== '' && <p>{entry.note}</p>}
      {model.targets.length === 0 && <p>{t('noAccount', { vendor: entry.vendorName })}</p>}
      <p>
        <SourceLink href={entry.source}>{entry.source}</SourceLink>
      </p>
    </div>
  );
}
