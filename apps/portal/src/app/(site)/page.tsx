import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { connection } from 'next/server';
import { brand } from '../../brand/brand';
import { CatalogueUnavailable } from '../../catalogue/catalogue-unavailable';
import { type CatalogueOutcome, loadCatalogue } from '../../catalogue/load-catalogue';
import { NothingPublished } from '../../catalogue/nothing-published';
import { ProductRows } from '../../catalogue/product-row';
import { LandingFacts } from '../../landing/facts';
import { FirstCall } from '../../landing/first-call';
import { loadShowcase } from '../../landing/load-showcase';
import { Road } from '../../landing/road';
import { TollStrip } from '../../landing/toll-strip';
import { publicGatewayUrl } from '../../server/public-gateway-url';
import { currentSession } from '../../server/session';
import { LinkButton } from '../../ui/button';

const PRODUCTS_SHOWN = 5;

/** The landing page: the promise, the three lines of code, calls as they pass, what there is and what it costs. */
export default async function LandingPage() {
  await connection();
  const session = await currentSession();
  const [outcome, showcase] = await Promise.all([
    loadCatalogue(session?.actor ?? null, { limit: PRODUCTS_SHOWN }),
    loadShowcase(),
  ]);
  const gatewayUrl = publicGatewayUrl();
  const products = outcome.kind === 'loaded' ? outcome.page.items : [];
  const call = <FirstCall gatewayUrl={gatewayUrl} model={anyModel(products)} />;
  const passing = showcase.calls.length > 0;
  return (
    <>
      <section className="mx-auto grid max-w-6xl items-start gap-x-12 gap-y-8 px-4 pt-10 pb-12 sm:px-6 lg:grid-cols-2 lg:pt-16">
        <div className="grid min-w-0 gap-8">
          <Claim signedIn={session !== null} />
          {passing && call}
        </div>
        {passing ? <TollStrip first={showcase} /> : call}
      </section>
      <section className="mx-auto max-w-6xl px-4 pb-12 sm:px-6">
        <LandingFacts overheadMs={showcase.overheadMsMedian} measured={showcase.measured} />
      </section>
      <Road />
      <Products outcome={outcome} gatewayUrl={gatewayUrl} />
    </>
  );
}

async function Claim({ signedIn }: { signedIn: boolean }) {
  const { name, claim } = brand();
  const t = await getTranslations('site');
  return (
    <div>
      <h1 className="text-xl sm:text-2xl">
        {/* A line breaks between sentences before it breaks inside one. */}
        {claim.split(/(?<=\.) /).map((sentence) => (
          <span key={sentence} className="inline-block pr-[0.25em]">
            {sentence}
          </span>
        ))}
      </h1>
      <p className="mt-4 max-w-prose text-md text-quiet">{t('lead', { name })}</p>
      <div className="mt-6 flex flex-wrap gap-3">
        {signedIn ? (
          <LinkButton href="/app/start" variant="primary" size="lg">
            {t('openConsole')}
          </LinkButton>
        ) : (
          <LinkButton href="/sign-up" variant="primary" size="lg">
            {t('getKey')}
          </LinkButton>
        )}
        <LinkButton href="/catalog" size="lg">
          {t('browse')}
        </LinkButton>
      </div>
    </div>
  );
}

async function Products({ outcome, gatewayUrl }: { outcome: CatalogueOutcome; gatewayUrl: string }) {
  const t = await getTranslations('site');
  return (
    <section aria-labelledby="products" className="mx-auto max-w-6xl px-4 pt-12 sm:px-6">
      <h2 id="products" className="text-lg">
        {t('products')}
      </h2>
      <p className="mt-1 mb-6 text-quiet">{t('productsLead')}</p>
      {outcome.kind === 'unavailable' ? (
        <CatalogueUnavailable reference={outcome.reference} />
      ) : outcome.page.items.length === 0 ? (
        <NothingPublished gatewayUrl={gatewayUrl} />
      ) : (
        <>
          <ProductRows products={outcome.page.items} />
          <p className="mt-4 flex flex-wrap gap-x-6 gap-y-2">
            <Link href="/catalog">{t('wholeCatalogue')}</Link>
            <Link href="/pricing">{t('allPrices')}</Link>
          </p>
        </>
      )}
    </section>
  );
}

/** A model that the code can really name: of a product anybody may join at once, where there is one. */
function anyModel(products: readonly CatalogueProductView[]): string {
  const product = products.find(({ approval }) => approval === 'automatic') ?? products[0];
  return product?.models[0]?.name ?? 'YOUR_MODEL';
}
