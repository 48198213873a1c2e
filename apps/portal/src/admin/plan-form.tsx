'use client';

import type { ProductView } from '@turnpike/contracts/management/products';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createPlanAction } from '../app/(console)/admin/products/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { NameAndSlug } from './name-and-slug';
import { NO_LIMITS } from './plan-fields';
import { PlanTerms, usePlanTerms } from './plan-terms';
import type { CostsByModel } from './price-grid';

type Product = Pick<ProductView, 'id' | 'models' | 'approval'>;

const EMPTY = { name: '', slug: '', description: '', currency: 'USD', prepayment: '' };

/** Makes a plan, in force at once. */
export function PlanForm({ product, costs }: { product: Product; costs: CostsByModel }) {
  const t = useTranslations('admin.plans');
  const router = useRouter();
  const [facts, setFacts] = useState(EMPTY);
  const { terms, ready, hasPrice, ...fields } = usePlanTerms({ texts: {}, limits: NO_LIMITS }, product.models);
  const { run, pending, error, fieldErrors } = useAction(createPlanAction, {
    success: t('created'),
    onSuccess: ({ id }) => router.push(`/admin/plans/${id}`),
  });
  const { slug, prepayment, ...rest } = facts;
  const submit = () =>
    run({
      ...rest,
      ...terms,
      product: product.id,
      ...(slug === '' ? {} : { slug }),
      ...(prepayment.trim() === '' ? {} : { prepayment }),
    });
  return (
    <form
      className="grid grid-cols-1 gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) submit();
      }}
    >
      <PlanFacts
        facts={facts}
        onChange={(change) => setFacts((before) => ({ ...before, ...change }))}
        errors={fieldErrors}
        approval={product.approval}
      />
      <PlanTerms
        {...fields}
        models={product.models}
        currency={facts.currency}
        costs={costs}
        errors={fieldErrors}
        prefix="limits"
      />
      <FormError error={error} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
          {t('createAction')}
        </Button>
        {!hasPrice && <p className="text-xs text-quiet">{t('needsPrice')}</p>}
      </div>
    </form>
  );
}

interface PlanFactsProps {
  facts: typeof EMPTY;
  onChange: (change: Partial<typeof EMPTY>) => void;
  errors: Readonly<Record<string, string>>;
  approval: Product['approval'];
}

function PlanFacts({ facts, onChange, errors, approval }: PlanFactsProps) {
  const t = useTranslations('admin.plans');
  const f = useTranslations('admin.fields');
  return (
    <Card title={f('facts')}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NameAndSlug
          name={facts.name}
          slug={facts.slug}
          onName={(name) => onChange({ name })}
          onSlug={(slug) => onChange({ slug })}
          errors={errors}
        />
        <Field
          label={f('description')}
          hint={t('descriptionHint')}
          className="sm:col-span-2"
          error={errors.description}
        >
          <Textarea
            value={facts.description}
            onChange={(event) => onChange({ description: event.target.value })}
            maxLength={2000}
          />
        </Field>
        <Field label={f('currency')} hint={t('currencyHint')} error={errors.currency}>
          <Input
            value={facts.currency}
            onChange={(event) => onChange({ currency: event.target.value.toUpperCase() })}
            required
            maxLength={3}
            className="font-mono"
          />
        </Field>
        <Field
          label={t('prepayment')}
          hint={t(approval === 'payment' ? 'prepaymentHint' : 'prepaymentUnused')}
          error={errors.prepayment}
        >
          <Input
            inputMode="decimal"
            value={facts.prepayment}
            onChange={(event) => onChange({ prepayment: event.target.value })}
            className="font-mono"
          />
        </Field>
      </div>
    </Card>
  );
}
