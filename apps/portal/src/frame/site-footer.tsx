import Link from 'next/link';
import { getTranslations } from 'next-intl/server';

/** The public pages' footer. */
export async function SiteFooter({ name }: { name: string }) {
  const t = await getTranslations('console');
  return (
    <footer className="mt-16 border-t border-line text-xs text-quiet">
      <div className="mx-auto flex max-w-6xl flex-wrap items-center gap-x-6 gap-y-2 px-4 py-6 sm:px-6">
        <span className="mr-auto">{name}</span>
        <Link href="/catalog">{t('catalogue')}</Link>
        <Link href="/pricing">{t('pricing')}</Link>
        <a href="/docs">{t('apiReference')}</a>
        <Link href="/docs/errors">{t('errors')}</Link>
        <a href="/openapi.json">{t('openApi')}</a>
      </div>
    </footer>
  );
}
