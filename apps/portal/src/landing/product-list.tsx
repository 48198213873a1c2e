import type { ProductView } from '@turnpike/contracts/management/products';
import { shortCode } from '../brand/short-code';
import { Shield } from '../brand/shield';

// Enough to recognise a family by; the rest is a number, so that one wide product can't push the others off the page.
const modelsShown = 6;

/** One row per product: its shield, what it is, and the models it answers for. `more`: these are not all. */
export function ProductList({ products, more }: { products: readonly ProductView[]; more: boolean }) {
  return (
    <>
      <ul className="border-t border-line">
        {products.map((product) => (
          <li
            key={product.slug}
            className="grid grid-cols-[2.5rem_minmax(0,1fr)] gap-x-4 gap-y-3 border-b border-line py-4 md:grid-cols-[2.5rem_minmax(0,3fr)_minmax(0,2fr)]"
          >
            <Shield code={shortCode(product.name)} />
            <div>
              <h3 className="text-md break-words">
                {product.name}
                {product.lifecycle === 'deprecated' ? <Deprecated /> : null}
              </h3>
              <code className="text-2xs break-all text-quiet">{product.slug}</code>
              {product.description ? <p className="mt-1 max-w-prose break-words">{product.description}</p> : null}
            </div>
            <Models names={product.models} />
          </li>
        ))}
      </ul>
      {more ? (
        <p className="mt-3 text-xs text-quiet">
          The newest {products.length}. All of them: <code>GET /api/v1/products</code>
        </p>
      ) : null}
    </>
  );
}

function Deprecated() {
  return (
    <span className="ml-2 inline-flex items-center gap-1 rounded-badge border border-line px-1.5 align-middle text-2xs font-[550] text-attention">
      <span className="size-2 rotate-45 border border-attention" aria-hidden="true" />
      Deprecated
    </span>
  );
}

function Models({ names }: { names: readonly string[] }) {
  const hidden = names.length - modelsShown;
  return (
    <ul aria-label="Models" className="col-start-2 flex flex-wrap content-start gap-2 md:col-start-3">
      {names.slice(0, modelsShown).map((name) => (
        <li key={name} className="rounded-badge border border-line bg-surface px-2 py-0.5">
          <code className="text-xs break-all">{name}</code>
        </li>
      ))}
      {hidden > 0 ? <li className="py-0.5 text-xs text-quiet">and {hidden} more</li> : null}
    </ul>
  );
}
