'use client';

import type { PlanView } from '@turnpike/contracts/management/plans';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { createPlanVersionAction } from '../app/(console)/admin/plans/actions';
import { Button, LinkButton } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input } from '../ui/input';
import { useAction } from '../ui/use-action';
import { localInstant } from './local-instant';
import { limitTexts } from './plan-fields';
import { PlanTerms, usePlanTerms } from './plan-terms';
import type { CostsByModel } from './price-grid';
import { textsOf } from './price-texts';

interface PlanVersionFormProps {
  plan: PlanView;
  /** Those of the product, and those the plan has a price for. */
  models: readonly string[];
  costs: CostsByModel;
}

/** A new version of a plan, begun with what the newest says. Nothing that was charged changes. */
export function PlanVersionForm({ plan, models, costs }: PlanVersionFormProps) {
  const t = useTranslations('admin.plans');
  const u = useTranslations('ui');
  const router = useRouter();
  const newest = plan.versions[0] ?? plan;
  const begin = { texts: textsOf(newest.prices), limits: limitTexts(newest.limits) };
  const { terms, ready, hasPrice, ...fields } = usePlanTerms(begin, models);
  const [when, setWhen] = useState('');
  const [prepayment, setPrepayment] = useState(newest.prepayment ?? '');
  const back = `/admin/plans/${plan.id}`;
  const { run, pending, error, fieldErrors } = useAction(createPlanVersionAction, {
    success: t('versionCreated'),
    onSuccess: () => router.push(back),
  });
  const effectiveFrom = localInstant(when);
  const version = {
    ...terms,
    ...(prepayment.trim() === '' ? {} : { prepayment }),
    ...(effectiveFrom === null ? {} : { effectiveFrom }),
  };
  return (
    <form
      className="grid grid-cols-1 gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) run({ plan: plan.id, version });
      }}
    >
      <VersionFacts
        {...{ when, setWhen, prepayment, setPrepayment }}
        currency={newest.currency}
        errors={{ when: fieldErrors.effectiveFrom, prepayment: fieldErrors['version.prepayment'] }}
      />
      <PlanTerms
        {...fields}
        models={models}
        currency={newest.currency}
        costs={costs}
        errors={fieldErrors}
        prefix="version.limits"
      />
      <FormError error={error} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" pending={pending} disabled={!ready}>
          {t(effectiveFrom === null ? 'versionNow' : 'versionPlan')}
        </Button>
        <LinkButton href={back} variant="ghost">
          {u('cancel')}
        </LinkButton>
        {!hasPrice && <p className="text-xs text-quiet">{t('needsPrice')}</p>}
      </div>
    </form>
  );
}

interface VersionFactsProps {
  when: string;
  setWhen: (text: string) => void;
  prepayment: string;
  setPrepayment: (text: string) => void;
  currency: string;
  errors: { when: string | undefined; prepayment: string | undefined };
}

function VersionFacts({ when, setWhen, prepayment, setPrepayment, currency, errors }: VersionFactsProps) {
  const t = useTranslations('admin.plans');
  const f = useTranslations('admin.fields');
  return (
    <Card title={t('when')}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={f('effectiveFrom')} hint={f('effectiveFromHint')} error={errors.when}>
          <Input type="datetime-local" value={when} onChange={(event) => setWhen(event.target.value)} />
        </Field>
        <Field label={`${t('prepayment')} (${currency})`} hint={t('prepaymentHint')} error={errors.prepayment}>
          <Input
            inputMode="decimal"
            value={prepayment}
            onChange={(event) => setPrepayment(event.target.value)}
            className="font-mono"
          />
        </Field>
      </div>
    </Card>
  );
}
