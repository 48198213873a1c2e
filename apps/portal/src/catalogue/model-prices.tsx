import type { CataloguePlanView, CatalogueProductView } from '@turnpike/contracts/management/catalogue';
import { getTranslations } from 'next-intl/server';
import { shortCode } from '../brand/short-code';
import { Shield } from '../brand/shield';
import { countText } from '../ui/amount-text';
import { Table, Td, Th, Tr } from '../ui/table';
import { amountFor, comparedUnits, otherPrices } from './prices';
import { UnitPrice } from './unit-price';

/** A product's models under one plan: what they take, what they give, and what they cost, tokens per million. */
export async function ModelPrices({ product, plan }: { product: CatalogueProductView; plan: CataloguePlanView }) {
  const t = await getTranslations('catalogue');
  const names = product.models.map(({ name }) => name);
  const units = comparedUnits(plan, names);
  const hasOthers = names.some((name) => otherPrices(plan, name).length > 0);
  return (
    <Table label={t('modelsUnder', { plan: plan.name, currency: plan.currency })}>
      <thead>
        <tr>
          <Th>{t('model')}</Th>
          {units.map((unit) => (
            <Th key={unit} numeric>
              {t(`unit.${unit}`)}
              <span className="block font-[430]">{t('currencyPer', { currency: plan.currency, unit })}</span>
            </Th>
          ))}
          {hasOthers && (
            <Th>
              {t(units.length === 0 ? 'prices' : 'otherPrices')}
              <span className="block font-[430]">{t('otherPricesIn', { currency: plan.currency })}</span>
            </Th>
          )}
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
                  {model.description !== '' && <p className="text-xs">{model.description}</p>}
                  <p className="text-xs text-quiet">
                    {t('context', { tokens: model.contextTokens === null ? 'none' : countText(model.contextTokens) })}
                    {', '}
                    {t('maxOutput', {
                      tokens: model.maxOutputTokens === null ? 'none' : countText(model.maxOutputTokens),
                    })}
                  </p>
                </div>
              </div>
            </Td>
            {units.map((unit) => (
              <Td key={unit} numeric>
                <UnitPrice unit={unit} amount={amountFor(plan, model.name, unit)} currency={plan.currency} />
              </Td>
            ))}
            {hasOthers && (
              <Td>
                <OtherPrices plan={plan} model={model.name} />
              </Td>
            )}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

async function OtherPrices({ plan, model }: { plan: CataloguePlanView; model: string }) {
  const t = await getTranslations('catalogue');
  return (
    <ul className="grid grid-cols-1 gap-1">
      {otherPrices(plan, model).map(({ unit, amount }) => (
        <li key={unit} className="text-xs whitespace-nowrap">
          {t(`unit.${unit}`)} <UnitPrice unit={unit} amount={amount} currency={plan.currency} />{' '}
          <span className="text-quiet">{t('perUnit', { unit })}</span>
        </li>
      ))}
    </ul>
  );
}
