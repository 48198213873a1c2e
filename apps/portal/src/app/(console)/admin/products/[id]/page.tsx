import type { PlanView } from '@turnpike/contracts/management/plans';
import type { ProductView } from '@turnpike/contracts/management/products';
import type { SubscriptionView } from '@turnpike/contracts/management/subscriptions';
import { listPlans } from '@turnpike/management/plans/list-plans.use-case';
import { getProduct } from '@turnpike/management/products/get-product.use-case';
import { listSubscriptions } from '@turnpike/management/subscriptions/list-subscriptions.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { allModels } from '../../../../../admin/all-models';
import { Above } from '../../../../../admin/breadcrumb';
import { found } from '../../../../../server/found';
import { PlansTable } from '../../../../../admin/plans-table';
import { ProductCache } from '../../../../../admin/product-cache';
import { ProductFactors } from '../../../../../admin/product-factors';
import { ProductLifecycle } from '../../../../../admin/product-lifecycle';
import { ProductSettings } from '../../../../../admin/product-settings';
import { ProductShielding } from '../../../../../admin/product-shielding';
import { ProductSwitch } from '../../../../../admin/product-switch';
import { ProductVersions } from '../../../../../admin/product-versions';
import { SubscribersTable } from '../../../../../admin/subscribers-table';
import { managementContext } from '../../../../../server/management';
import { requirePlatformAdmin } from '../../../../../server/session';
import { Badge, StatusBadge } from '../../../../../ui/badge';
import { LinkButton } from '../../../../../ui/button';
import { Card } from '../../../../../ui/card';
import { EmptyState } from '../../../../../ui/empty-state';
import { PageHeader } from '../../../../../ui/page-header';
import { PublicId } from '../../../../../ui/public-id';

interface Props {
  params: Promise<{ id: string }>;
}

const NEWEST_SUBSCRIBERS = 20;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  return { title: (await found(getProduct(managementContext(), actor, { product: id }))).name };
}

export default async function ProductPage({ params }: Props) {
  const { actor } = await requirePlatformAdmin();
  const { id } = await params;
  const context = managementContext();
  const product = await found(getProduct(context, actor, { product: id }));
  const [plans, subscriptions, models, t, s] = await Promise.all([
    listPlans(context, actor, { product: product.id, limit: 200 }),
    listSubscriptions(context, actor, { product: product.id, limit: NEWEST_SUBSCRIBERS }),
    allModels(context, actor),
    getTranslations('admin.products'),
    getTranslations('admin.status'),
  ]);
  return (
    <>
      <PageHeader
        above={<Above href="/admin/products">{t('title')}</Above>}
        title={product.name}
        lead={
          <span className="flex flex-wrap items-center gap-3">
            <StatusBadge status={product.lifecycle} label={s(product.lifecycle)} />
            {product.stoppedAt !== null && <Badge tone="stopped">{t('switchedOff')}</Badge>}
            <code className="text-xs">{product.slug}</code>
            <PublicId id={product.id} />
          </span>
        }
        actions={
          product.lifecycle !== 'draft' &&
          product.visibility === 'public' && (
            <LinkButton href={`/catalog/${product.slug}`}>{t('seeInCatalogue')}</LinkButton>
          )
        }
      />
      <div className="grid items-start gap-6 xl:grid-cols-[3fr_2fr]">
        <div className="grid min-w-0 gap-6">
          <Plans product={product} plans={plans.items} />
          <Subscribers product={product} subscriptions={subscriptions.items} />
          <ProductVersions product={product} models={models.map(({ name }) => name)} />
          <ProductFactors product={product} />
          <ProductShielding key={JSON.stringify([product.cors, product.inspection])} product={product} />
        </div>
        <div className="grid min-w-0 gap-6">
          <ProductLifecycle product={product} />
          <ProductSwitch product={product} />
          <ProductSettings
            key={JSON.stringify([product.name, product.approval, product.visibility])}
            product={product}
          />
          <ProductCache key={JSON.stringify(product.cache)} product={product} models={models.map(({ name }) => name)} />
        </div>
      </div>
    </>
  );
}

async function Plans({ product, plans }: { product: ProductView; plans: readonly PlanView[] }) {
  const t = await getTranslations('admin.products');
  const newPlan = (
    <LinkButton size="sm" href={`/admin/products/${product.id}/plans/new`}>
      {t('newPlan')}
    </LinkButton>
  );
  return (
    <Card flush title={t('plans')} lead={t('plansLead')} actions={newPlan}>
      {plans.length === 0 ? <p className="p-4 text-quiet">{t('plansNone')}</p> : <PlansTable plans={plans} />}
    </Card>
  );
}

interface SubscribersProps {
  product: ProductView;
  subscriptions: readonly SubscriptionView[];
}

async function Subscribers({ product, subscriptions }: SubscribersProps) {
  const t = await getTranslations('admin.products');
  return (
    <Card flush title={t('subscribers')} lead={t('subscribersLead', { count: product.counts?.openSubscriptions ?? 0 })}>
      {subscriptions.length === 0 ? (
        <div className="p-4">
          <EmptyState title={t('subscribersNone')}>{t('subscribersNoneText')}</EmptyState>
        </div>
      ) : (
        <SubscribersTable subscriptions={subscriptions} />
      )}
    </Card>
  );
}
