'use client';

import type { ProviderView } from '@turnpike/contracts/management/providers';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { createModelAction } from '../app/(console)/admin/models/actions';
import { Button } from '../ui/button';
import { Card } from '../ui/card';
import { Field } from '../ui/field';
import { FormError } from '../ui/form-error';
import { Input, Select, Textarea } from '../ui/input';
import { useAction } from '../ui/use-action';
import { CostFields, readUnitTexts, type UnitTexts } from './cost-fields';
import { ModelOperations } from './model-operations';
import { NO_PLACE, PlaceFields, type PlaceTexts, readPlace } from './target-place';

/** A whole number typed; null for an empty field. */
export function readCount(text: string): number | null {
  return text.trim() === '' ? null : Number(text);
}

const EMPTY = {
  name: '',
  description: '',
  contextTokens: '',
  maxOutputTokens: '',
  provider: '',
  upstreamModel: '',
  currency: 'USD',
};

type Providers = readonly Pick<ProviderView, 'id' | 'name'>[];

interface FieldsProps {
  fields: typeof EMPTY;
  set: (field: keyof typeof EMPTY) => (event: { target: { value: string } }) => void;
  errors: Readonly<Record<string, string>>;
}

/** What the form begins with, where it isn't empty. */
export interface ModelFormStart {
  fields: Partial<typeof EMPTY>;
  texts: UnitTexts;
  operations: string[];
}

/** Adds a public model with the first place that serves it and what it costs there. */
export function ModelForm({ providers, start }: { providers: Providers; start?: ModelFormStart }) {
  const t = useTranslations('admin.models');
  const router = useRouter();
  const [fields, setFields] = useState({ ...EMPTY, provider: providers[0]?.id ?? '', ...start?.fields });
  const [texts, setTexts] = useState<UnitTexts>(start?.texts ?? {});
  const [operations, setOperations] = useState<string[]>(start?.operations ?? []);
  const [place, setPlace] = useState<PlaceTexts>(NO_PLACE);
  const set: FieldsProps['set'] = (field) => (event) =>
    setFields((before) => ({ ...before, [field]: event.target.value }));
  const { run, pending, error, fieldErrors } = useAction(createModelAction, {
    success: t('created'),
    onSuccess: ({ id }) => router.push(`/admin/models/${id}`),
  });
  const { items, ok } = readUnitTexts(texts);
  const { name, description, provider, currency } = fields;
  const upstreamModel = fields.upstreamModel.trim() === '' ? name : fields.upstreamModel;
  const submit = () =>
    run({
      name,
      description,
      contextTokens: readCount(fields.contextTokens),
      maxOutputTokens: readCount(fields.maxOutputTokens),
      operations,
      targets: provider === '' ? [] : [{ provider, upstreamModel, ...readPlace(place) }],
      cost: { prices: items, currency },
    });
  return (
    <form
      className="grid max-w-2xl gap-6"
      onSubmit={(event) => {
        event.preventDefault();
        if (ok) submit();
      }}
    >
      <ModelFacts fields={fields} set={set} errors={fieldErrors}>
        <ModelOperations chosen={operations} onChange={setOperations} error={fieldErrors.operations} />
      </ModelFacts>
      <FirstTarget
        fields={fields}
        set={set}
        errors={fieldErrors}
        providers={providers}
        place={place}
        onPlace={setPlace}
      />
      <UpstreamCost fields={fields} set={set} errors={fieldErrors} texts={texts} onTexts={setTexts} />
      <FormError error={error} />
      <div>
        <Button type="submit" variant="primary" pending={pending} disabled={!ok}>
          {t('create')}
        </Button>
      </div>
    </form>
  );
}

function ModelFacts({ fields, set, errors, children }: FieldsProps & { children: ReactNode }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  return (
    <Card title={f('facts')}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={f('name')} hint={t('nameHint')} error={errors.name} className="sm:col-span-2">
          <Input
            value={fields.name}
            onChange={set('name')}
            required
            maxLength={128}
            autoComplete="off"
            className="font-mono"
          />
        </Field>
        <Field label={f('description')} error={errors.description} className="sm:col-span-2">
          <Textarea value={fields.description} onChange={set('description')} maxLength={2000} />
        </Field>
        <Field label={t('contextTokens')} error={errors.contextTokens}>
          <Input type="number" min={1} step={1} value={fields.contextTokens} onChange={set('contextTokens')} />
        </Field>
        <Field label={t('maxOutputTokens')} error={errors.maxOutputTokens}>
          <Input type="number" min={1} step={1} value={fields.maxOutputTokens} onChange={set('maxOutputTokens')} />
        </Field>
        {children}
      </div>
    </Card>
  );
}

interface FirstTargetProps extends FieldsProps {
  providers: Providers;
  place: PlaceTexts;
  onPlace: (place: PlaceTexts) => void;
}

function FirstTarget({ fields, set, errors, providers, place, onPlace }: FirstTargetProps) {
  const t = useTranslations('admin.models');
  return (
    <Card title={t('firstTarget')} lead={t('targetsLead')}>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label={t('provider')} error={errors.provider}>
          <Select value={fields.provider} onChange={set('provider')}>
            <option value="">{t('noTargetYet')}</option>
            {providers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field label={t('upstreamModel')} hint={t('upstreamModelHint')}>
          <Input
            value={fields.upstreamModel}
            onChange={set('upstreamModel')}
            placeholder={fields.name}
            maxLength={200}
            autoComplete="off"
            className="font-mono"
          />
        </Field>
        <div className="sm:col-span-2">
          <PlaceFields
            place={place}
            onChange={onPlace}
            errors={{ region: errors['targets.0.region'], retentionDays: errors['targets.0.retentionDays'] }}
          />
        </div>
      </div>
    </Card>
  );
}

function UpstreamCost({
  fields: { currency },
  set,
  errors,
  texts,
  onTexts,
}: FieldsProps & { texts: UnitTexts; onTexts: (texts: UnitTexts) => void }) {
  const t = useTranslations('admin.models');
  const f = useTranslations('admin.fields');
  return (
    <Card title={t('cost')} lead={t('costLead')}>
      <div className="grid grid-cols-1 gap-4">
        <Field label={f('currency')} error={errors['cost.currency']} className="max-w-32">
          <Input value={currency} onChange={set('currency')} required maxLength={3} className="font-mono uppercase" />
        </Field>
        <CostFields texts={texts} onChange={onTexts} currency={currency.toUpperCase()} />
      </div>
    </Card>
  );
}
