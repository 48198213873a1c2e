'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card } from '../ui/card';
import { LimitFields, type PlanLimitTexts, readLimits } from './plan-fields';
import { type CostsByModel, PriceGrid } from './price-grid';
import { type PriceTexts, readPrices } from './price-texts';

/** What a plan's version says, as it is being typed, and what it comes to. */
export function usePlanTerms(begin: { texts: PriceTexts; limits: PlanLimitTexts }, models: readonly string[]) {
  const [texts, setTexts] = useState(begin.texts);
  const [limits, setLimits] = useState(begin.limits);
  const { prices, wrong } = readPrices(texts, [null, ...models]);
  return {
    texts,
    setTexts,
    limits,
    setLimits,
    terms: { prices, limits: readLimits(limits) },
    hasPrice: prices.length > 0,
    ready: prices.length > 0 && wrong.size === 0,
  };
}

interface PlanTermsProps extends Pick<ReturnType<typeof usePlanTerms>, 'texts' | 'setTexts' | 'limits' | 'setLimits'> {
  models: readonly string[];
  currency: string;
  costs: CostsByModel;
  errors: Readonly<Record<string, string>>;
  /** Where the form's errors find the limits. */
  prefix: string;
}

/** Prices and limits of a plan's version. */
export function PlanTerms({ texts, setTexts, limits, setLimits, ...rest }: PlanTermsProps) {
  const t = useTranslations('admin.plans');
  const { models, currency, costs, errors, prefix } = rest;
  return (
    <>
      <Card title={t('prices')} lead={t('pricesLead')}>
        <PriceGrid texts={texts} onChange={setTexts} models={models} currency={currency} costs={costs} />
      </Card>
      <Card title={t('limits')} lead={t('limitsLead')}>
        <LimitFields texts={limits} onChange={setLimits} errors={errors} prefix={prefix} currency={currency} />
      </Card>
    </>
  );
}
