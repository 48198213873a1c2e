import { getTranslations } from 'next-intl/server';
import { LinkButton } from '../../ui/button';

export default async function NotFound() {
  const t = await getTranslations('console');
  return (
    <section className="py-12">
      <h1 className="text-xl">{t('notFound')}</h1>
      <p className="mt-3 max-w-prose text-md text-quiet">{t('notFoundLead')}</p>
      <LinkButton href="/app/start" variant="primary" className="mt-6">
        {t('toStart')}
      </LinkButton>
    </section>
  );
}
