import { getTranslations } from 'next-intl/server';

/** The list could not be read: what happened, what still works, what to do, and the reference to quote. */
export async function CatalogueUnavailable({ reference }: { reference: string }) {
  const t = await getTranslations('catalogue');
  return (
    <div role="alert" className="rounded-box border border-line bg-surface p-4 sm:p-6">
      <h3 className="flex items-center gap-2 text-md">
        <span className="size-2.5 shrink-0 bg-stopped" aria-hidden="true" />
        {t('unavailable')}
      </h3>
      <p className="mt-1 max-w-prose text-quiet">{t('unavailableLead')}</p>
      <code className="mt-3 inline-block rounded-badge border border-line bg-page px-2 py-0.5 text-xs break-all select-all">
        {reference}
      </code>
    </div>
  );
}
