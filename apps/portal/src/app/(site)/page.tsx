import { connection } from 'next/server';
import { brand } from '../../brand/brand';
import { portalConfig } from '../../environment';
import { FirstCall } from '../../landing/first-call';
import { loadProducts } from '../../landing/load-products';
import { ProductList } from '../../landing/product-list';
import { ProductsUnavailable } from '../../landing/products-unavailable';
import { NoProducts } from '../../landing/no-products';
import { Road } from '../../landing/road';

/** The landing page: the promise, the three lines of code, what is published, and what happens to a call. */
export default async function LandingPage() {
  await connection();
  const { name, claim } = brand();
  const { gatewayUrl } = portalConfig();
  const outcome = await loadProducts();
  return (
    <>
      <section className="mx-auto grid max-w-6xl gap-x-12 gap-y-8 px-4 pt-12 pb-12 sm:px-6 lg:grid-cols-2 lg:pt-20">
        <div>
          <h1 className="text-xl sm:text-2xl">
            {/* A line breaks between sentences before it breaks inside one. */}
            {claim.split(/(?<=\.) /).map((sentence) => (
              <span key={sentence} className="inline-block pr-[0.25em]">
                {sentence}
              </span>
            ))}
          </h1>
          <p className="mt-4 max-w-prose text-md text-quiet">
            {name} puts many APIs behind one address and one key. Your SDK stays as it is, and every call shows what it
            used and what it cost.
          </p>
        </div>
        <FirstCall gatewayUrl={gatewayUrl} />
      </section>
      <Road />
      <section aria-labelledby="products" className="mx-auto max-w-6xl px-4 pt-12 sm:px-6">
        <h2 id="products" className="text-lg">
          Published APIs
        </h2>
        <p className="mt-1 mb-6 text-quiet">What you can call here, and the models each one answers for.</p>
        {outcome.kind === 'unavailable' ? (
          <ProductsUnavailable reference={outcome.reference} />
        ) : outcome.products.length === 0 ? (
          <NoProducts gatewayUrl={gatewayUrl} />
        ) : (
          <ProductList products={outcome.products} more={outcome.more} />
        )}
      </section>
    </>
  );
}
