import { listProviders } from '@turnpike/management/providers/list-providers.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { Above } from '../../../../../admin/breadcrumb';
import { ModelForm } from '../../../../../admin/model-form';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.models');
  return { title: t('create') };
}

export default async function NewModelPage() {
  const { actor } = await requirePlatformAdmin();
  const t = await getTranslations('admin.models');
  const { items } = await listProviders(managementContext(), actor, { limit: 200 });
  return (
    <>
      <PageHeader above={<Above href="/admin/models">{t('title')}</Above>} title={t('create')} lead={t('createLead')} />
      <ModelForm providers={items.map(({ id, name }) => ({ id, name }))} />
    </>
  );
}
