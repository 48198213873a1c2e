import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { allModels } from '../../../../../admin/all-models';
import { Above } from '../../../../../admin/breadcrumb';
import { ProductForm } from '../../../../../admin/product-form';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { PageHeader } from '../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.products');
  return { title: t('create') };
}

export default async function NewProductPage() {
  const { actor } = await requirePlatformAdmin();
  const t = await getTranslations('admin.products');
  const models = await allModels(managementContext(), actor);
  return (
    <>
      <PageHeader
        above={<Above href="/admin/products">{t('title')}</Above>}
        title={t('create')}
        lead={t('createLead')}
      />
      <ProductForm models={models.map(({ name }) => name)} />
    </>
  );
}
