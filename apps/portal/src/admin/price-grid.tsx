'use client';

import { compareMargins, type MoneyTable } from '@turnpike/domain/margin';
import { isPricedPerMillion, PRICE_UNITS, type PriceUnit, unitAmount } from '@turnpike/domain/rating';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '../ui/button';
import { Field } from '../ui/field';
import { Input } from '../ui/input';
import { Table, Td, Th, Tr } from '../ui/table';
import { typedAmount } from './per-million';
import { cellOf, type GridPrice, type PriceTexts, readPrices, tableFor } from './price-texts';
import { Margin } from './unit-price';

const USUAL_UNITS: readonly PriceUnit[] = [
  'input_token',
  'cached_input_token',
  'output_token',
  'reasoning_token',
  'request',
];
const RARE_UNITS = PRICE_UNITS.filter((unit) => !USUAL_UNITS.includes(unit));

/** What a model costs upstream now, by name. */
export type CostsByModel = Readonly<Record<string, MoneyTable>>;

interface PriceGridProps {
  texts: PriceTexts;
  onChange: (texts: PriceTexts) => void;
  models: readonly string[];
  currency: string;
  costs: CostsByModel;
}

/**
 * Prices of a plan: a row for any model and one for each, a column a unit. Tokens and characters are typed per million; below each field
 * stand the exact price of one and what is left of it after the upstream cost.
 */
export function PriceGrid(props: PriceGridProps) {
  const { texts, models, currency, costs } = props;
  const t = useTranslations('admin.units');
  const rows: (string | null)[] = [null, ...models];
  const isUsed = (unit: PriceUnit) => rows.some((model) => (texts[cellOf(unit, model)] ?? '') !== '');
  // A model that has nothing to do with tokens would be refused without its own kind of price.
  const isNeeded = (unit: PriceUnit) =>
    models.some((model) => {
      const amounts = costs[model]?.amounts;
      return amounts?.[unit] !== undefined && amounts.input_token === undefined;
    });
  const isShown = (unit: PriceUnit) => isUsed(unit) || isNeeded(unit);
  const [showAll, setShowAll] = useState(false);
  const units = [...USUAL_UNITS, ...RARE_UNITS.filter((unit) => showAll || isShown(unit))];
  const typed = readPrices(texts, rows);
  return (
    <div className="grid grid-cols-1 gap-2">
      <Table label={t('prices')}>
        <thead>
          <tr>
            <Th>{t('model')}</Th>
            {units.map((unit) => (
              <Th key={unit} numeric>
                {t(`name.${unit}`)}
                <span className="block font-normal">
                  {currency} {t(`per.${unit}`)}
                </span>
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((model) => (
            <PriceRow key={model ?? ''} {...props} {...typed} units={units} model={model} />
          ))}
        </tbody>
      </Table>
      <p className="text-xs text-quiet">{t('gridHint')}</p>
      {!showAll && RARE_UNITS.some((unit) => !isShown(unit)) && (
        <div>
          <Button size="sm" variant="ghost" onClick={() => setShowAll(true)}>
            {t('moreUnits')}
          </Button>
        </div>
      )}
    </div>
  );
}

interface PriceRowProps extends PriceGridProps {
  units: readonly PriceUnit[];
  model: string | null;
  /** What is typed in all fields, and which of them hold no amount. */
  prices: readonly GridPrice[];
  wrong: ReadonlySet<string>;
}

function PriceRow({ texts, onChange, currency, costs, units, model, prices, wrong }: PriceRowProps) {
  const t = useTranslations('admin.units');
  const inherited = tableFor(prices, null);
  const own = tableFor(prices, model);
  const cost = model === null ? undefined : costs[model];
  const margins = cost === undefined ? [] : compareMargins({ currency, amounts: own }, cost);
  return (
    <Tr>
      <Td className="min-w-36 align-top">
        {model === null ? t('anyModel') : <code className="text-xs break-all">{model}</code>}
      </Td>
      {units.map((unit) => {
        const cell = cellOf(unit, model);
        const amount = unitAmount(own, unit);
        const fallback = model === null ? undefined : unitAmount(inherited, unit);
        const margin = margins.find((candidate) => candidate.unit === unit);
        const isWrong = wrong.has(cell);
        return (
          <Td key={unit} className="min-w-32 align-top">
            <Field
              label={t('priceOf', { unit: t(`name.${unit}`), model: model ?? t('anyModel') })}
              hideLabel
              error={isWrong ? t('noAmount') : undefined}
            >
              <Input
                inputMode="decimal"
                autoComplete="off"
                value={texts[cell] ?? ''}
                onChange={(event) => onChange({ ...texts, [cell]: event.target.value })}
                placeholder={fallback === undefined ? '' : typedAmount(fallback, unit)}
                className="h-8 px-2 text-right font-mono"
              />
            </Field>
            <div className="mt-1 text-right text-2xs text-quiet">
              {amount !== undefined && !isWrong && isPricedPerMillion(unit) && (
                <span className="block font-mono">{t('exact', { amount, currency, unit })}</span>
              )}
              {margin !== undefined && <Margin margin={margin} comparable={cost?.currency === currency} />}
            </div>
          </Td>
        );
      })}
    </Tr>
  );
}
