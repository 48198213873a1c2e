import { getPlan } from '@turnpike/management/plans/get-plan.use-case';
import { getProduct } from '@turnpike/management/products/get-product.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { allModels, costsOf } from '../../../../../admin/all-models';
import { Above } from '../../../../../admin/breadcrumb';
import { found } from '../../../../../server/found';
import { PlanSettings, PlanSwitch } from '../../../../../admin/plan-settings';
import { PlanTimeline } from '../../../../../admin/plan-timeline';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { StatusBadge } from '../../../../../ui/badge';
import { LinkButton } from '../../../../../ui/button';
import { Card } from '../../../../../ui/card';
import { Facts } from '../../../../../ui/facts';
import { Count } from '../../../../../ui/figures';
import { Instant } from '../../../../../ui/instant';
import { PageHeader } from '../../../../../ui/page-header';
import { PublicId } from '../../../../../ui/public-id';

interface Props {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  return { title: (await found(getPlan(managementContext(), actor, { plan: id }))).name };
}

export default async function PlanPage({ params }: Props) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const context = managementContext();
  const plan = await found(getPlan(context, actor, { plan: id }));
  const [product, models, t, f, s] = await Promise.all([
    getProduct(context, actor, { product: plan.productId }),
    allModels(context, actor),
    getTranslations('admin.plans'),
    getTranslations('admin.fields'),
    getTranslations('admin.status'),
  ]);
  return (
    <>
      <PageHeader
        above={<Above href={`/admin/products/${plan.productId}`}>{product.name}</Above>}
        title={plan.name}
        lead={plan.description === '' ? t('planLead') : plan.description}
        actions={
          <>
            <PlanSwitch plan={plan} />
            <LinkButton variant="primary" href={`/admin/plans/${plan.id}/versions/new`}>
              {t('newVersion')}
            </LinkButton>
          </>
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[3fr_2fr]">
        <PlanTimeline plan={plan} costs={costsOf(models)} now={new Date()} />
        <div className="grid min-w-0 gap-6">
          <Card title={f('facts')}>
            <Facts
              facts={[
                [f('status'), <StatusBadge key="status" status={plan.status} label={s(plan.status)} />],
                [t('activeSubscriptions'), <Count key="active" value={plan.counts?.activeSubscriptions ?? 0} />],
                [t('openSubscriptions'), <Count key="open" value={plan.counts?.openSubscriptions ?? 0} />],
                [f('currency'), plan.currency],
                [f('slug'), <code key="slug">{plan.slug}</code>],
                [f('created'), <Instant key="created" iso={plan.createdAt} />],
                [f('id'), <PublicId key="id" id={plan.id} />],
              ]}
            />
          </Card>
          <PlanSettings key={JSON.stringify([plan.name, plan.description])} plan={plan} />
        </div>
      </div>
    </>
  );
}
