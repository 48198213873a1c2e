import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { EventsSection } from '../../../../security/events-section';
import { requireTenant } from '../../../../server/session';
import { PageHeader } from '../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('security'))('title') };
}

/** What somebody should look at: keys that are used unlike they usually are, and requests that look like attacks. */
export default async function SecurityPage({
  searchParams,
}: {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const [session, params, t] = await Promise.all([requireTenant(), searchParams, getTranslations('security')]);
  const { actor, tenant } = session;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead', { tenant: tenant.name })} />
      <EventsSection
        path="/org/security"
        params={params}
        actor={actor}
        tenantId={tenant.id}
        allowed={{
          write: tenant.permissions.includes('security:write'),
          disableKeys: tenant.permissions.includes('key:write'),
        }}
      />
    </>
  );
}
