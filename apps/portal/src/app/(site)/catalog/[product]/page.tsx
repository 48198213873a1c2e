import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import { ApiError } from '@turnpike/errors/api-error';
import { getCatalogueProduct } from '@turnpike/management/catalogue/get-catalogue-product.use-case';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { shortCode } from '../../../../brand/short-code';
import { Shield } from '../../../../brand/shield';
import { JoinCard } from '../../../../catalogue/join-card';
import { ModelPrices } from '../../../../catalogue/model-prices';
import { PlanComparison } from '../../../../catalogue/plan-comparison';
import { managementContext } from '../../../../server/management';
import { currentSession } from '../../../../server/session';
import { Badge } from '../../../../ui/badge';
import { Card } from '../../../../ui/card';
import { EmptyState } from '../../../../ui/empty-state';
import { Facts } from '../../../../ui/facts';
import { PageHeader } from '../../../../ui/page-header';
import { Tabs, TabsContent, TabsList, TabsTrigger } from '../../../../ui/tabs';

type Params = Promise<{ product: string }>;

/** Asked for by the title and by the page: read once per request. */
const readProduct = cache(async (reference: string): Promise<CatalogueProductView> => {
  const session = await currentSession();
  try {
    return await getCatalogueProduct(managementContext(), session?.actor ?? null, { product: reference });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_found') notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { name, description } = await readProduct(decodeURIComponent((await params).product));
  return { title: name, ...(description === '' ? {} : { description }) };
}

/** One product: its models with prices and limits, its plans compared, and the way in. */
export default async function ProductPage({ params }: { params: Params }) {
  const product = await readProduct(decodeURIComponent((await params).product));
  const t = await getTranslations('catalogue');
  return (
    <div className="mx-auto max-w-6xl px-4 pt-8 sm:px-6">
      <PageHeader
        above={<Link href="/catalog">{t('title')}</Link>}
        title={
          <span className="flex items-center gap-3">
            <Shield code={shortCode(product.name)} />
            {product.name}
          </span>
        }
        {...(product.description === '' ? {} : { lead: product.description })}
      />
      {product.lifecycle === 'deprecated' && (
        <p className="mb-6 rounded-box border border-attention bg-attention-soft px-4 py-3">
          <Badge tone="pending">{t('deprecated')}</Badge> <span className="ml-2">{t('deprecatedLead')}</span>
        </p>
      )}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="order-last grid min-w-0 gap-6 lg:order-none">
          <Prices product={product} />
          <Details product={product} />
        </div>
        <JoinCard product={product} />
      </div>
    </div>
  );
}

async function Prices({ product }: { product: CatalogueProductView }) {
  const t = await getTranslations('catalogue');
  const [first] = product.plans;
  if (first === undefined) return <EmptyState title={t('noPlans')}>{t('noPlansLead')}</EmptyState>;
  return (
    <>
      <Card title={t('modelsAndPrices')} lead={t('modelsAndPricesLead')} flush>
        {product.plans.length === 1 ? (
          <ModelPrices product={product} plan={first} />
        ) : (
          <Tabs defaultValue={first.slug}>
            <TabsList aria-label={t('plans')} className="px-2 pt-1">
              {product.plans.map((plan) => (
                <TabsTrigger key={plan.slug} value={plan.slug}>
                  {plan.name}
                </TabsTrigger>
              ))}
            </TabsList>
            {product.plans.map((plan) => (
              <TabsContent key={plan.slug} value={plan.slug} className="pt-0">
                <ModelPrices product={product} plan={plan} />
              </TabsContent>
            ))}
          </Tabs>
        )}
      </Card>
      <Card title={t('plansCompared')} lead={t('plansComparedLead')} flush>
        <PlanComparison plans={product.plans} models={product.models.map(({ name }) => name)} />
      </Card>
    </>
  );
}

async function Details({ product }: { product: CatalogueProductView }) {
  const t = await getTranslations('catalogue');
  const { version, operations, slug } = product;
  return (
    <Card title={t('details')}>
      <Facts
        facts={[
          [t('address'), <code key="slug">{slug}</code>],
          [t('version'), version ?? t('unknown')],
          [
            t('operations'),
            <span key="operations" className="flex flex-wrap justify-end gap-1.5">
              {operations.map((operation) => (
                <code key={operation} className="rounded-badge border border-line bg-surface px-1.5 text-xs">
                  {operation}
                </code>
              ))}
            </span>,
          ],
        ]}
      />
    </Card>
  );
}
