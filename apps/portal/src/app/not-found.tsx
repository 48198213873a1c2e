import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { LinkButton } from '../ui/button';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('console');
  return { title: t('notFound') };
}

export default async function NotFound() {
  const t = await getTranslations('console');
  return (
    <main id="content" className="mx-auto max-w-6xl px-4 py-20 sm:px-6">
      <h1 className="text-xl">{t('notFound')}</h1>
      <p className="mt-3 max-w-prose text-md text-quiet">{t('notFoundLead')}</p>
      <div className="mt-6 flex gap-2">
        <LinkButton href="/" variant="primary">
          {t('toLanding')}
        </LinkButton>
        <LinkButton href="/app/start">{t('openConsole')}</LinkButton>
      </div>
    </main>
  );
}
