import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EventsSection } from '../../../../security/events-section';
import { requirePlatformAdmin } from '../../../../server/session';
import { PageHeader } from '../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('security'))('title') };
}

/** The same of every organisation, to look at: what is done about it is theirs, or a matter of the tenant's page. */
export default async function PlatformSecurityPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [{ actor }, params, t] = await Promise.all([requirePlatformAdmin(), searchParams, getTranslations('security')]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('leadPlatform')} />
      <EventsSection path="/admin/security" params={params} actor={actor} allowed={null} />
    </>
  );
}
