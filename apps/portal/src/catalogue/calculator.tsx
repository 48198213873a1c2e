'use client';

import type { CataloguePlanView } from '@turnpike/contracts/management/catalogue';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '../ui/field';
import { Money } from '../ui/figures';
import { Input, Select } from '../ui/input';
import { costOfDay, overDays } from './prices';

const DAYS_PER_MONTH = 30;
/** More digits than this nobody uses in a day, and the form stays narrow. */
const MAX_DIGITS = 15;

interface CalculatedProduct {
  slug: string;
  name: string;
  models: readonly string[];
  plans: readonly Pick<CataloguePlanView, 'slug' | 'name' | 'currency' | 'prices'>[];
}

/** What a use per day costs in a month: the very prices a call is rated by, multiplied exactly. */
export function Calculator({ products }: { products: readonly CalculatedProduct[] }) {
  const t = useTranslations('catalogue');
  const [slug, setSlug] = useState(products[0]?.slug ?? '');
  const product = products.find((one) => one.slug === slug) ?? products[0];
  const [planSlug, setPlan] = useState('');
  const [modelName, setModel] = useState('');
  const [use, setUse] = useState({ requests: '1000', inputTokens: '1000000', outputTokens: '200000' });
  const plan = product?.plans.find((one) => one.slug === planSlug) ?? product?.plans[0];
  const model = product?.models.find((one) => one === modelName) ?? product?.models[0];
  if (product === undefined || plan === undefined || model === undefined) return null;
  const day = costOfDay(plan, model, use);
  return (
    <div className="grid gap-6 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <div className="grid gap-4 sm:grid-cols-3">
        <Choice label={t('product')} value={product.slug} options={named(products)} onChoose={setSlug} />
        <Choice label={t('plan')} value={plan.slug} options={named(product.plans)} onChoose={setPlan} />
        <Choice
          label={t('model')}
          value={model}
          options={product.models.map((one) => [one, one])}
          onChoose={setModel}
        />
        <Amounts use={use} onChange={setUse} />
      </div>
      <output aria-live="polite" className="block rounded-box border border-line bg-surface p-5">
        {day === null ? (
          <p>{t('calculatorUnpriced')}</p>
        ) : (
          <>
            <span className="block text-xs text-quiet">{t('perMonth', { days: DAYS_PER_MONTH })}</span>
            <Money amount={overDays(day, DAYS_PER_MONTH)} currency={plan.currency} className="text-xl font-[650]" />
            <span className="mt-2 block text-quiet">
              {t.rich('perDay', { amount: () => <Money amount={day} currency={plan.currency} /> })}
            </span>
          </>
        )}
      </output>
    </div>
  );
}

type Option = readonly [value: string, text: string];

const named = (things: readonly { slug: string; name: string }[]): Option[] =>
  things.map(({ slug, name }) => [slug, name]);

function Choice(props: {
  label: string;
  value: string;
  options: readonly Option[];
  onChoose: (value: string) => void;
}) {
  const { label, value, options, onChoose } = props;
  return (
    <Field label={label}>
      <Select value={value} onChange={(event) => onChoose(event.target.value)}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  );
}

type Use = Record<'requests' | 'inputTokens' | 'outputTokens', string>;

function Amounts({ use, onChange }: { use: Use; onChange: (use: Use) => void }) {
  const t = useTranslations('catalogue');
  return (['requests', 'inputTokens', 'outputTokens'] as const).map((name) => (
    <Field key={name} label={t(`daily.${name}`)}>
      <Input
        inputMode="numeric"
        value={use[name]}
        onChange={(event) => {
          const digits = event.target.value.replace(/\D/g, '').replace(/^0+(?=\d)/, '');
          onChange({ ...use, [name]: digits.slice(0, MAX_DIGITS) || '0' });
        }}
        className="font-mono tabular-nums"
      />
    </Field>
  ));
}
