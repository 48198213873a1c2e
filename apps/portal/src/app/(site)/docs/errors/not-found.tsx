import { getTranslations } from 'next-intl/server';
import { LinkButton } from '../../../../ui/button';

/** No error has this code. */
export default async function NoSuchError() {
  const t = await getTranslations('errorPages');
  return (
    <div className="mx-auto max-w-6xl px-4 py-20 sm:px-6">
      <h1 className="text-xl">{t('unknown')}</h1>
      <p className="mt-3 max-w-prose text-md text-quiet">{t('unknownLead')}</p>
      <div className="mt-6">
        <LinkButton href="/docs/errors" variant="primary">
          {t('toAll')}
        </LinkButton>
      </div>
    </div>
  );
}
