import { getPlan } from '@turnpike/management/plans/get-plan.use-case';
import { getProduct } from '@turnpike/management/products/get-product.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { allModels, costsOf } from '../../../../../../../admin/all-models';
import { Above } from '../../../../../../../admin/breadcrumb';
import { found } from '../../../../../../../server/found';
import { PlanVersionForm } from '../../../../../../../admin/plan-version-form';
import { managementContext } from '../../../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../../../server/session';
import { PageHeader } from '../../../../../../../ui/page-header';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin.plans');
  return { title: t('newVersion') };
}

export default async function NewPlanVersionPage({ params }: { params: Promise<{ id: string }> }) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const context = managementContext();
  const plan = await found(getPlan(context, actor, { plan: id }));
  const [product, models, t] = await Promise.all([
    getProduct(context, actor, { product: plan.productId }),
    allModels(context, actor),
    getTranslations('admin.plans'),
  ]);
  const priced = plan.versions[0]?.prices.flatMap(({ model }) => model ?? []) ?? [];
  return (
    <>
      <PageHeader
        above={<Above href={`/admin/plans/${plan.id}`}>{plan.name}</Above>}
        title={t('newVersion')}
        lead={t('newVersionLead', { count: plan.counts?.activeSubscriptions ?? 0 })}
      />
      <PlanVersionForm plan={plan} models={[...new Set([...product.models, ...priced])]} costs={costsOf(models)} />
    </>
  );
}
