import type { CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import { getTranslations } from 'next-intl/server';
import Link from 'next/link';
import { shortCode } from '../brand/short-code';
import { Shield } from '../brand/shield';
import { Badge } from '../ui/badge';
import { Money, Unit } from '../ui/figures';
import { priceFrom } from './prices';

// Enough to recognise a family by; the rest is a number, so that one wide product can't push the others off the page.
const MODELS_SHOWN = 6;

/** Products one below the other; each row is the way to its page. */
export function ProductRows({ products }: { products: readonly CatalogueProductView[] }) {
  return (
    <ul className="border-t border-line">
      {products.map((product) => (
        <ProductRow key={product.id} product={product} />
      ))}
    </ul>
  );
}

async function ProductRow({ product }: { product: CatalogueProductView }) {
  const t = await getTranslations('catalogue');
  const { name, slug, description, approval, lifecycle, visibility } = product;
  return (
    <li className="relative grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-4 gap-y-3 border-b border-line py-5 hover:bg-hover md:grid-cols-[2.5rem_minmax(0,3fr)_minmax(0,2fr)_minmax(9rem,auto)]">
      <Shield code={shortCode(name)} />
      <div className="min-w-0">
        <h3 className="text-md break-words">
          <Link
            href={`/catalog/${slug}`}
            className="text-text no-underline after:absolute after:inset-0 after:content-[''] hover:underline"
          >
            {name}
          </Link>
        </h3>
        {description !== '' && <p className="mt-1 max-w-prose break-words text-quiet">{description}</p>}
        <div className="mt-2.5 flex flex-wrap gap-2">
          <Badge tone={approval === 'automatic' ? 'live' : 'quiet'}>{t(`approvalShort.${approval}`)}</Badge>
          {lifecycle === 'deprecated' && <Badge tone="pending">{t('deprecated')}</Badge>}
          {visibility !== 'public' && <Badge tone="test">{t('onlyYours')}</Badge>}
        </div>
      </div>
      <ModelNames names={product.models.map((model) => model.name)} />
      <div className="col-start-2 md:col-start-auto md:text-right">
        <PriceFromText product={product} />
      </div>
    </li>
  );
}

/** What the product begins at, with its unit. */
export async function PriceFromText({ product }: { product: CatalogueProductView }) {
  const t = await getTranslations('catalogue');
  const from = priceFrom(product);
  if (from === null) return <span className="text-xs text-quiet">{t('noPrice')}</span>;
  return (
    <span className="text-xs">
      <span className="text-quiet">{t('from')} </span>
      <Money amount={from.amount} currency={from.currency} className="text-sm font-[600]" />
      <br />
      <Unit>{t(`fromUnit.${from.unit}`)}</Unit>
    </span>
  );
}

async function ModelNames({ names }: { names: readonly string[] }) {
  const t = await getTranslations('catalogue');
  const hidden = names.length - MODELS_SHOWN;
  return (
    <ul aria-label={t('models')} className="col-start-2 flex flex-wrap content-start gap-1.5 md:col-start-auto">
      {names.slice(0, MODELS_SHOWN).map((name) => (
        <li key={name} className="rounded-badge border border-line bg-surface px-2 py-0.5">
          <code className="text-xs break-all">{name}</code>
        </li>
      ))}
      {hidden > 0 && <li className="py-0.5 text-xs text-quiet">{t('moreModels', { count: hidden })}</li>}
    </ul>
  );
}
