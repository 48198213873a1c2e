import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { shortCode } from '../../../brand/short-code';
import { Shield } from '../../../brand/shield';
import { Calculator } from '../../../catalogue/calculator';
import { CatalogueUnavailable } from '../../../catalogue/catalogue-unavailable';
import { loadCatalogue } from '../../../catalogue/load-catalogue';
import { NothingPublished } from '../../../catalogue/nothing-published';
import { PlanComparison } from '../../../catalogue/plan-comparison';
import { publicGatewayUrl } from '../../../server/public-gateway-url';
import { currentSession } from '../../../server/session';
import { LinkButton } from '../../../ui/button';
import { Card } from '../../../ui/card';
import { PageHeader } from '../../../ui/page-header';

/** A page that compares more would not be read; the catalogue has the rest. */
const PRODUCTS = 20;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('catalogue');
  return { title: t('pricing'), description: t('pricingLead') };
}

/** Every plan of every product, and what a use would cost. */
export default async function PricingPage() {
  const t = await getTranslations('catalogue');
  const session = await currentSession();
  const outcome = await loadCatalogue(session?.actor ?? null, { limit: PRODUCTS });
  const priced = outcome.kind === 'loaded' ? outcome.page.items.filter(({ plans }) => plans.length > 0) : [];
  return (
    <div className="mx-auto grid max-w-6xl gap-6 px-4 pt-10 sm:px-6">
      <PageHeader title={t('pricing')} lead={t('pricingLead')} />
      {outcome.kind === 'unavailable' && <CatalogueUnavailable reference={outcome.reference} />}
      {outcome.kind === 'loaded' && priced.length === 0 && <NothingPublished gatewayUrl={publicGatewayUrl()} />}
      {priced.some(({ models }) => models.length > 0) && (
        <Card title={t('calculator')} lead={t('calculatorLead')}>
          <Calculator products={priced.filter(({ models }) => models.length > 0).map(calculated)} />
        </Card>
      )}
      {priced.map((product) => (
        <ProductPlans key={product.id} product={product} />
      ))}
      {outcome.kind === 'loaded' && outcome.page.nextCursor !== null && (
        <p>
          <Link href="/catalog">{t('moreInCatalogue')}</Link>
        </p>
      )}
      <p className="text-xs text-quiet">{t('taxNote')}</p>
    </div>
  );
}

function calculated({ slug, name, models, plans }: CatalogueProductView) {
  return {
    slug,
    name,
    models: models.map((model) => model.name),
    plans: plans.map(({ slug: plan, name: label, currency, prices }) => ({
      slug: plan,
      name: label,
      currency,
      prices,
    })),
  };
}

async function ProductPlans({ product }: { product: CatalogueProductView }) {
  const t = await getTranslations('catalogue');
  return (
    <Card
      title={
        <span className="flex items-center gap-3">
          <Shield code={shortCode(product.name)} small />
          {product.name}
        </span>
      }
      lead={t(`approval.${product.approval}`)}
      actions={
        <LinkButton href={`/catalog/${product.slug}`} size="sm">
          {t('open', { product: product.name })}
        </LinkButton>
      }
      flush
    >
      <PlanComparison plans={product.plans} models={product.models.map(({ name }) => name)} />
    </Card>
  );
}
