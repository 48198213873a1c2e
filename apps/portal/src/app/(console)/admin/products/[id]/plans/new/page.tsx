import { getProduct } from '@turnpike/management/products/get-product.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { allModels, costsOf } from '../../../../../../../admin/all-models';
import { Above } from '../../../../../../../admin/breadcrumb';
import { found } from '../../../../../../../server/found';
import { PlanForm } from '../../../../../../../admin/plan-form';
import { managementContext } from '../../../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../../../server/session';
import { PageHeader } from '../../../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.plans');
  return { title: t('create') };
}

export default async function NewPlanPage({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const context = managementContext();
  const [product, models, t] = await Promise.all([
    found(getProduct(context, actor, { product: id })),
    allModels(context, actor),
    getTranslations('admin.plans'),
  ]);
  const { name, models: offered, approval } = product;
  return (
    <>
      <PageHeader
        above={<Above href={`/admin/products/${product.id}`}>{name}</Above>}
        title={t('create')}
        lead={t('createLead')}
      />
      <PlanForm product={{ id: product.id, models: offered, approval }} costs={costsOf(models)} />
    </>
  );
}
