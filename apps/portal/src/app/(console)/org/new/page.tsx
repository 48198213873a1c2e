import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NewTenantForm } from '../../../../organisation/new-tenant-form';
import { zonesWith } from '../../../../organisation/zones';
import { preferences } from '../../../../server/preferences';
import { requireSession } from '../../../../server/session';
import { PageHeader } from '../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('organisation.create'))('title') };
}

/** Another organisation, or the first one of a person who has none. */
export default async function NewTenantPage() {
  const [, t, { zone }] = await Promise.all([requireSession(), getTranslations('organisation.create'), preferences()]);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <NewTenantForm zone={zone} zones={zonesWith(zone)} />
    </>
  );
}
