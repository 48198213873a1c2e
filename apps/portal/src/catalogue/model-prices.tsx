import type { CataloguePlanView, CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import { getTranslations } from 'next-intl/server';
import { shortCode } from '../brand/short-code';
import { Shield } from '../brand/shield';
import { Count } from '../ui/figures';
import { Table, Td, Th, Tr } from '../ui/table';
import { amountFor, TOKEN_UNITS } from './prices';
import { UnitPrice } from './unit-price';

/** A product's models under one plan: what they take, what they give, and what a million tokens cost. */
export async function ModelPrices({ product, plan }: { product: CatalogueProductView; plan: CataloguePlanView }) {
  const t = await getTranslations('catalogue');
  return (
    <Table label={t('modelsUnder', { plan: plan.name, currency: plan.currency })}>
      <thead>
        <tr>
          <Th>{t('model')}</Th>
          <Th numeric>{t('context')}</Th>
          <Th numeric>{t('maxOutput')}</Th>
          {TOKEN_UNITS.map((unit) => (
            <Th key={unit} numeric>
              {t(`unit.${unit}`)}
              <span className="block font-[430]">{t('currencyPerMillion', { currency: plan.currency })}</span>
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {product.models.map((model) => (
          <Tr key={model.name}>
            <Td>
              <div className="flex min-w-48 items-center gap-3">
                <Shield code={shortCode(model.name)} small />
                <div className="min-w-0">
                  <code className="font-[600]">{model.name}</code>
                  {model.description !== '' && <p className="text-xs text-quiet">{model.description}</p>}
                </div>
              </div>
            </Td>
            {[model.contextTokens, model.maxOutputTokens].map((tokens, index) => (
              <Td key={index} numeric>
                {tokens === null ? <span className="text-quiet">{t('unknown')}</span> : <Count value={tokens} />}
              </Td>
            ))}
            {TOKEN_UNITS.map((unit) => (
              <Td key={unit} numeric>
                <UnitPrice amount={amountFor(plan, model.name, unit)} currency={plan.currency} />
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
