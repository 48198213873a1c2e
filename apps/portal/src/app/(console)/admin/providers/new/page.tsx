import { listVendors } from '@turnpike/management/providers/list-vendors.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../admin/breadcrumb';
import { ProviderForm } from '../../../../../admin/provider-form';
import { requirePlatformAdmin } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.providers');
  return { title: t('create') };
}

export default async function NewProviderPage() {
  const { actor } = await requirePlatformAdmin();
  const t = await getTranslations('admin.providers');
  return (
    <>
      <PageHeader
        above={<Above href="/admin/providers">{t('title')}</Above>}
        title={t('create')}
        lead={t('createLead')}
      />
      <ProviderForm vendors={listVendors(actor).items} />
    </>
  );
}
